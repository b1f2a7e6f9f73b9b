package org.hepar.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static final ToDoubleFunction<double[]> MEAN = values -> Arrays.stream(values).sum() / values.length;
    private static final ToDoubleFunction<double[]> VARIANCE = values -> {
        double mean = MEAN.applyAsDouble(values);
        return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum() / values.length;
    };
    private static final Map<String, ToDoubleFunction<double[]>> STATISTICS = Map.of("mean", MEAN, "variance", VARIANCE,
            "median", values -> Summary.of(values).median());

    private static final double[] RECALL = {1, 1, 0.5, 0.75, 1, 0, 1, 0.9, 0.8, 1, 0.6, 1};

    /**
     * Spatial test, Efron &amp; Tibshirani 1993, tables 14.1 and 14.2: variance 171.5, acceleration 0.061, and from 2,000 resamples
     * z0 0.146 and the 90 % interval 115.8 to 259.6, whose Monte Carlo errors are about 0.03 and 3.
     */
    @Test
    void spatialTestHasItsPublishedInterval() {
        double[] spatial = {48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30, 41};
        BootstrapInterval bca = new Bootstrap(100_000, 0.9, 1).ofValues(spatial, VARIANCE);
        assertThat(bca.estimate()).isCloseTo(171.5, within(0.05));
        assertThat(bca.acceleration()).isCloseTo(0.061, within(5e-4));
        assertThat(bca.biasCorrection()).isCloseTo(0.146, within(0.06));
        assertThat(bca.interval().low()).isCloseTo(115.8, within(3.0));
        assertThat(bca.interval().high()).isCloseTo(259.6, within(6.0));
        assertThat(bca.degeneracy()).isEqualTo(Degeneracy.NONE);
    }

    /** Each end lies within 4.5 of the standard deviations that twenty of SciPy's intervals with as many resamples show. */
    @Test
    void agreesWithSciPyWithinMonteCarloError() {
        for (Golden golden : Golden.cases("bca")) {
            Bootstrap bootstrap = new Bootstrap(10_000, golden.number("level"), 7);
            List<double[]> data = golden.columns("data");
            BootstrapInterval bca = data.size() == 2 ? bootstrap.ofRatio(data.get(0), data.get(1))
                    : bootstrap.ofValues(data.get(0), STATISTICS.get(golden.text("statistic")));
            assertThat(bca.estimate()).as("%s", golden).isCloseTo(golden.number("estimate"), within(1e-12));
            assertThat(bca.interval().low()).as("low of %s", golden).isCloseTo(golden.number("low"), within(4.5 * golden.number("low_sd") + 1e-9));
            assertThat(bca.interval().high()).as("high of %s", golden)
                    .isCloseTo(golden.number("high"), within(4.5 * golden.number("high_sd") + 1e-9));
        }
        assertThat(Golden.cases("bca")).hasSize(6);
    }

    /** All 4^4 samples with replacement and the formulas of Efron &amp; Tibshirani, eq. 14.9 to 14.15, spelled out. */
    @Test
    void endsAreThoseOfAllPossibleResamples() {
        double[] values = {1, 2, 4, 11};
        double[] all = IntStream.range(0, 256)
                .mapToDouble(code -> (values[code & 3] + values[code >> 2 & 3] + values[code >> 4 & 3] + values[code >> 6]) / 4).sorted().toArray();
        BootstrapInterval bca = new Bootstrap(200_000, 0.8, 3).ofValues(values, MEAN);
        // jackknife means 17/3, 16/3, 14/3, 7/3 about 4.5
        double[] u = {4.5 - 17 / 3.0, 4.5 - 16 / 3.0, 4.5 - 14 / 3.0, 4.5 - 7 / 3.0};
        double squares = Arrays.stream(u).map(x -> x * x).sum();
        double a = Arrays.stream(u).map(x -> x * x * x).sum() / (6 * Math.pow(squares, 1.5));
        assertThat(bca.acceleration()).isCloseTo(a, within(1e-12));
        double below = Arrays.stream(all).map(mean -> mean < 4.5 ? 1 : mean == 4.5 ? 0.5 : 0).sum() / 256;
        var normal = new org.apache.commons.math3.distribution.NormalDistribution(null, 0, 1);
        double z0 = normal.inverseCumulativeProbability(below);
        assertThat(bca.biasCorrection()).isCloseTo(z0, within(0.015));
        double z = normal.inverseCumulativeProbability(0.9);
        double low = normal.cumulativeProbability(z0 + (z0 - z) / (1 - a * (z0 - z)));
        double high = normal.cumulativeProbability(z0 + (z0 + z) / (1 - a * (z0 + z)));
        assertThat(bca.interval()).isEqualTo(new Interval(all[(int) Math.ceil(low * 256) - 1], all[(int) Math.ceil(high * 256) - 1], 0.8));
        assertThat(bca.standardError()).isCloseTo(Math.sqrt(VARIANCE.applyAsDouble(values) / 4), within(0.01));
    }

    /** About 95 of 100 intervals of a skewed mean hold the true one; seeds are fixed, so the count is too. */
    @Test
    void coversTheTruthAboutAsOftenAsItSays() {
        int covered = 0;
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            double[] values = random.doubles(30).map(u -> -Math.log(1 - u)).toArray();
            covered += new Bootstrap(1000, 0.95, seed).ofValues(values, MEAN).interval().contains(1) ? 1 : 0;
        }
        assertThat(covered / 200.0).isBetween(0.90, 0.97);
    }

    /** Our own bits, kept so that published intervals stay what they were; what they mean is held by the tests above. */
    @Test
    void seedFortyTwoKeepsItsInterval() {
        BootstrapInterval bca = Bootstrap.withSeed(42).ofValues(RECALL, MEAN);
        assertThat(bca.interval().low()).isCloseTo(0.5583333333333333, within(1e-15));
        assertThat(bca.interval().high()).isCloseTo(0.9166666666666666, within(1e-15));
        assertThat(bca.standardError()).isCloseTo(0.08365343045547367, within(1e-14));
        assertThat(bca.biasCorrection()).isCloseTo(-0.0776581311254409, within(1e-14));
    }

    @Test
    void equalSeedsGiveEqualBitsAndOthersDoNot() {
        Bootstrap bootstrap = Bootstrap.withSeed(42);
        BootstrapInterval once = bootstrap.ofValues(RECALL, MEAN);
        assertThat(bootstrap.ofValues(RECALL, MEAN)).isEqualTo(once);
        assertThat(Bootstrap.withSeed(43).ofValues(RECALL, values -> 100 * MEAN.applyAsDouble(values)).biasCorrection())
                .isNotEqualTo(once.biasCorrection());
    }

    @Test
    void aStatisticMaySortWhatItIsGiven() {
        double[] values = RECALL.clone();
        BootstrapInterval bca = Bootstrap.withSeed(1).ofValues(values, sample -> {
            Arrays.sort(sample);
            return sample[sample.length / 2];
        });
        assertThat(values).containsExactly(RECALL);
        assertThat(bca.interval().contains(bca.estimate())).isTrue();
    }

    /** Lesions of a patient stand or fall together here: ten patients of ten equal lesions know no more than ten lesions. */
    @Test
    void clustersAreDrawnWhole() {
        double[] found = {10, 0, 10, 10, 10, 0, 10, 10, 10, 10};
        double[] references = new double[10];
        Arrays.fill(references, 10);
        BootstrapInterval clustered = Bootstrap.withSeed(5).ofRatio(found, references);
        BootstrapInterval ten = Bootstrap.withSeed(5).ofValues(Arrays.stream(found).map(f -> f / 10).toArray(), MEAN);
        assertThat(clustered.estimate()).isEqualTo(0.8);
        assertThat(clustered.n()).isEqualTo(10);
        assertThat(clustered.interval().low()).isCloseTo(ten.interval().low(), within(1e-12));
        assertThat(clustered.interval().high()).isCloseTo(ten.interval().high(), within(1e-12));
        double[] lesions = IntStream.range(0, 100).mapToDouble(i -> found[i / 10] / 10).toArray();
        Interval asIfIndependent = Bootstrap.withSeed(5).ofValues(lesions, MEAN).interval();
        assertThat(asIfIndependent.high() - asIfIndependent.low()).isLessThan(0.5 * (clustered.interval().high() - clustered.interval().low()));
    }

    @Test
    void falsePositivesPerCaseIsTheMeanOverCases() {
        double[] falsePositives = {0, 3, 1, 0, 0, 7, 2, 1};
        double[] cases = {1, 1, 1, 1, 1, 1, 1, 1};
        BootstrapInterval ratio = Bootstrap.withSeed(9).ofRatio(falsePositives, cases);
        assertThat(ratio).isEqualTo(Bootstrap.withSeed(9).ofValues(falsePositives, MEAN));
        assertThat(ratio.estimate()).isEqualTo(1.75);
    }

    @Test
    void resamplesWithoutReferencesAreLeftOutAndCounted() {
        BootstrapInterval bca = Bootstrap.withSeed(2).ofRatio(new double[] {3, 1, 0, 0, 0}, new double[] {4, 5, 0, 0, 0});
        assertThat(bca.estimate()).isEqualTo(4 / 9.0);
        // (3/5)^5 of the draws hold neither of the two patients with references
        assertThat(bca.undefinedResamples() / 10_000.0).isCloseTo(Math.pow(0.6, 5), within(0.012));
        assertThat(bca.interval().isDefined()).isTrue();
    }

    @Test
    void aDifferenceOfRatiosDrawsBothFromTheSameClusters() {
        double[] references = {4, 9, 2, 7, 5, 3, 8, 1};
        double[] found = {3, 7, 2, 4, 5, 1, 6, 0};
        double[] more = {4, 8, 2, 5, 5, 2, 7, 1};
        BootstrapInterval difference = Bootstrap.withSeed(4).ofRatioDifference(more, references, found, references);
        assertThat(difference.estimate()).isCloseTo(6 / 39.0, within(1e-15));
        assertThat(difference.interval().low()).isGreaterThan(0);
        BootstrapInterval none = Bootstrap.withSeed(4).ofRatioDifference(found, references, found, references);
        assertThat(none.degeneracy()).isEqualTo(Degeneracy.EQUAL_RESAMPLES);
        assertThat(none.estimate()).isZero();
    }

    @Test
    void tooFewOrTooEqualDataAreNamed() {
        Bootstrap bootstrap = Bootstrap.withSeed(1);
        isMissing(bootstrap.ofValues(new double[0], MEAN), Degeneracy.EMPTY, Double.NaN);
        isMissing(bootstrap.ofValues(new double[] {0.7}, MEAN), Degeneracy.SINGLE, 0.7);
        isMissing(bootstrap.ofValues(new double[] {0.3, 0.1 + 0.2, 0.3}, MEAN), Degeneracy.CONSTANT, 0.3);
        isMissing(bootstrap.ofValues(new double[] {1, 2, 3}, values -> 5), Degeneracy.EQUAL_RESAMPLES, 5);
        isMissing(bootstrap.ofValues(new double[] {1, 2, 3}, values -> Double.NaN), Degeneracy.UNDEFINED, Double.NaN);
        isMissing(bootstrap.ofValues(new double[] {1, 2}, values -> values.length < 2 ? Double.NaN : values[0]), Degeneracy.UNDEFINED, 1);
        int[] everyone = IntStream.range(0, 12).toArray();
        isMissing(bootstrap.ofMembers(12, members -> Arrays.equals(members, everyone) ? -1 : members[0]), Degeneracy.ONE_SIDED_RESAMPLES, -1);
        isMissing(bootstrap.ofRatio(new double[] {2, 3, 4}, new double[] {2, 3, 4}), Degeneracy.EQUAL_RESAMPLES, 1);
        isMissing(bootstrap.ofRatio(new double[] {0, 0}, new double[] {1, 1}), Degeneracy.EQUAL_RESAMPLES, 0);
        isMissing(bootstrap.ofRatio(new double[] {0, 0}, new double[] {0, 0}), Degeneracy.UNDEFINED, Double.NaN);
        isMissing(bootstrap.ofRatio(new double[] {0, 2, 0}, new double[] {0, 3, 0}), Degeneracy.EQUAL_RESAMPLES, 2 / 3.0);
    }

    private static void isMissing(BootstrapInterval bca, Degeneracy reason, double estimate) {
        assertThat(bca.degeneracy()).isEqualTo(reason);
        assertThat(bca.degeneracy().reason()).isNotEmpty();
        assertThat(bca.interval().isDefined()).as("%s", reason).isFalse();
        if (Double.isNaN(estimate)) {
            assertThat(bca.estimate()).isNaN();
        } else {
            assertThat(bca.estimate()).isCloseTo(estimate, within(1e-12));
        }
    }

    /** Leaving any one out of two pairs of equal values leaves the median: no acceleration, but an interval. */
    @Test
    void equalJackknifeValuesMeanNoAcceleration() {
        BootstrapInterval bca = Bootstrap.withSeed(8).ofValues(new double[] {1, 3, 3, 3, 3, 9, 9}, values -> Summary.of(values).median());
        assertThat(bca.acceleration()).isZero();
        assertThat(bca.interval().isDefined()).isTrue();
    }

    @Test
    void impossibleSettingsAndDataAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(7, 0.95, 1)).withMessageContaining("resamples (=7)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Bootstrap(1000, 95, 1)).withMessageContaining("level (=95.0)");
        Bootstrap bootstrap = Bootstrap.withSeed(1);
        assertThatIllegalArgumentException().isThrownBy(() -> bootstrap.ofValues(new double[] {1, Double.NaN}, MEAN))
                .withMessageContaining("values[1] (=NaN)");
        assertThatIllegalArgumentException().isThrownBy(() -> bootstrap.ofRatio(new double[2], new double[3])).withMessageContaining("3 clusters");
        assertThatIllegalArgumentException().isThrownBy(() -> bootstrap.ofRatio(new double[1], new double[] {-1}))
                .withMessageContaining("denominators[0] (=-1.0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bootstrap.ofRatioDifference(new double[2], new double[2], new double[3], new double[3]))
                .withMessageContaining("pair them by case");
    }
}
