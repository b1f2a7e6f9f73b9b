package org.hepar.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CrfSearchTest {

    private static final DenseCrf START = new DenseCrf(3, 3, 10, List.of(20.0), 5, 5, Normalisation.AFTER, Region.WHOLE, 1e-5, new Compatibility.Potts());
    private static final Map<String, List<Double>> RANGES = Map.of("position_mm", List.of(0.5, 8.0), "appearance_hu", List.of(5.0, 80.0), "iterations", List.of(2.0, 9.0));

    private static List<DenseCrf> tried(SearchMethod method, long seed) {
        List<DenseCrf> tried = new ArrayList<>();
        new CrfSearch(method, SearchMeasure.DICE, RANGES, START).search(seed, (trial, settings) -> {
            tried.add(settings);
            assertThat(trial).isEqualTo(tried.size());
            return settings.positionMm();
        });
        return tried;
    }

    @Test
    void settingsLieInTheirRangesAndTheRestStays() {
        for (SearchMethod method : List.of(new SearchMethod.RandomSearch(30), new SearchMethod.LatinHypercube(30), new SearchMethod.Bobyqa(30))) {
            assertThat(tried(method, 1)).isNotEmpty().allSatisfy(settings -> {
                assertThat(settings.positionMm()).isBetween(0.5, 8.0);
                assertThat(settings.appearanceHu().get(0)).isBetween(5.0, 80.0);
                assertThat(settings.iterations()).isBetween(2, 9);
                assertThat(List.of(settings.positionWeight(), settings.appearanceMm(), settings.appearanceWeight())).containsExactly(3.0, 10.0, 5.0);
            });
        }
    }

    @Test
    void equalSeedsGiveEqualTrialsAndMoreTrialsOfARandomSearchChangeNoneBefore() {
        for (SearchMethod method : List.of(new SearchMethod.RandomSearch(10), new SearchMethod.LatinHypercube(10), new SearchMethod.Bobyqa(10))) {
            assertThat(tried(method, 1)).isEqualTo(tried(method, 1));
        }
        assertThat(tried(new SearchMethod.RandomSearch(10), 1)).isNotEqualTo(tried(new SearchMethod.RandomSearch(10), 2));
        assertThat(tried(new SearchMethod.RandomSearch(20), 1).subList(0, 10)).isEqualTo(tried(new SearchMethod.RandomSearch(10), 1));
    }

    @Test
    void aLatinHypercubeHasOneTrialInEachLayerOfEachDirection() {
        int n = 16;
        List<double[]> points = new ArrayList<>();
        new SearchMethod.LatinHypercube(n).search(new double[4], 7, point -> {
            points.add(point.clone());
            return 0;
        });
        for (int side = 0; side < 4; side++) {
            int at = side;
            assertThat(points.stream().map(point -> (int) (point[at] * n))).containsExactlyInAnyOrderElementsOf(IntStream.range(0, n).boxed().toList());
        }
    }

    @Test
    void aRandomSearchIsEvenInTheLogarithm() {
        long below = tried(new SearchMethod.RandomSearch(2000), 3).stream().filter(settings -> settings.positionMm() < 2).count();
        assertThat(below).as("half of [0.5, 8] in the logarithm lies below 2").isBetween(900L, 1100L);
    }

    @Test
    void bobyqaBeginsAtTheStartAndFindsTheBestOfASmoothMeasure() {
        List<double[]> points = new ArrayList<>();
        new SearchMethod.Bobyqa(60).search(new double[] {0.3, 0.7}, 0, point -> {
            points.add(point.clone());
            return Math.pow(point[0] - 0.6, 2) + 2 * Math.pow(point[1] - 0.3, 2) + 0.5 * (point[0] - 0.6) * (point[1] - 0.3);
        });
        assertThat(points.get(0)).containsExactly(0.3, 0.7);
        assertThat(points).hasSizeLessThanOrEqualTo(60).anySatisfy(point -> {
            assertThat(point[0]).isBetween(0.59, 0.61);
            assertThat(point[1]).isBetween(0.29, 0.31);
        });
    }

    @Test
    void bobyqaEndsWhereAllIsEqualOrSpent() {
        for (double constant : new double[] {0, 1}) {
            int[] trials = {0};
            new SearchMethod.Bobyqa(40).search(new double[] {0.5, 0.5, 0.5}, 0, point -> {
                trials[0]++;
                return constant;
            });
            assertThat(trials[0]).isBetween(7, 40);
        }
    }

    @Test
    void theStartOfBobyqaIsTheGivenOne() {
        assertThat(tried(new SearchMethod.Bobyqa(10), 1).get(0)).isEqualTo(START);
    }

    @Test
    void wrongSearchesAreRefused() {
        assertThatThrownBy(() -> new CrfSearch(new SearchMethod.RandomSearch(5), SearchMeasure.DICE, Map.of("width", List.of(1.0, 2.0)), START)).hasMessageContaining("ranges.width (=[1.0, 2.0]) is no setting")
                .hasMessageContaining("position_mm");
        for (List<Double> range : Arrays.asList(List.of(2.0, 1.0), List.of(0.0, 1.0), List.of(1.0), List.of(1.0, Double.POSITIVE_INFINITY))) {
            assertThatThrownBy(() -> new CrfSearch(new SearchMethod.RandomSearch(5), SearchMeasure.DICE, Map.of("position_mm", range), START)).as("%s", range)
                    .hasMessageContaining("must be the lowest and the highest value");
        }
        assertThatThrownBy(() -> new CrfSearch(new SearchMethod.RandomSearch(5), SearchMeasure.DICE, Map.of("probability_floor", List.of(0.01, 0.9)), START))
                .hasMessageContaining("probability_floor (=0.9) must be");
        assertThatThrownBy(() -> new CrfSearch(new SearchMethod.RandomSearch(5), SearchMeasure.DICE, Map.of(), START)).hasMessageContaining("at least one range");
        assertThatThrownBy(() -> new CrfSearch(new SearchMethod.Bobyqa(6), SearchMeasure.DICE, RANGES, START)).hasMessageContaining("bobyqa with 6 trials");
        assertThatThrownBy(() -> new CrfSearch(new SearchMethod.RandomSearch(5), SearchMeasure.DICE, Map.of("iterations", List.of(1.5, 3.2)), START)).hasMessageContaining("must be whole numbers");
        assertThatThrownBy(() -> new CrfSearch(new SearchMethod.Bobyqa(9), SearchMeasure.DICE, Map.of("position_mm", List.of(4.0, 8.0), "appearance_mm", List.of(2.0, 20.0)), START))
                .hasMessageContaining("start.position_mm (=3.0) must lie within its range [4.0, 8.0]");
        assertThatThrownBy(() -> new SearchMethod.LatinHypercube(0)).hasMessageContaining("trials (=0)");
    }
}
