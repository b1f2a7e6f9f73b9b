package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantileTest {

    @Test
    void liesBetweenTheTwoNearestNumbers() {
        assertThat(Quantile.linear(new double[] {4, 1, 3, 2}, 0.5)).isEqualTo(2.5);
        assertThat(Quantile.linear(new double[] {0, 10}, 0.95)).isEqualTo(9.5);
        assertThat(Quantile.linear(new double[] {7}, 0.95)).isEqualTo(7);
        assertThat(Quantile.linear(new double[] {3, 1, 2}, 1)).isEqualTo(3);
        assertThat(Quantile.linear(new double[] {3, 1, 2}, 0)).isEqualTo(1);
    }

    @Test
    void selectingEqualsSorting() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(300);
            double[] values = random.ints(n, 0, 1 + random.nextInt(60)).asDoubleStream().toArray();
            double share = random.nextDouble();
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double place = share * (n - 1);
            double low = sorted[(int) Math.floor(place)];
            double high = sorted[(int) Math.ceil(place)];
            assertThat(Quantile.linear(values, share)).as("seed %d", seed).isCloseTo(low + (place - Math.floor(place)) * (high - low), within(1e-12));
        }
    }

    @Test
    void byAreaALargePlaceCountsForMany() {
        DirectedDistances distances = new DirectedDistances(new double[] {5, 1, 3}, new double[] {1, 8, 1});
        assertThat(Quantile.byArea(distances, 0.5)).isEqualTo(1);
        assertThat(Quantile.byArea(distances, 0.8)).isEqualTo(1);
        assertThat(Quantile.byArea(distances, 0.85)).isEqualTo(3);
        assertThat(Quantile.byArea(distances, 1)).isEqualTo(5);
    }

    @Test
    void byAreaEqualsAddingUpOneAfterAnother() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(200);
            double[] mm = random.ints(n, 0, 40).mapToDouble(Math::sqrt).toArray();
            double[] areas = random.ints(n, 1, 9).mapToDouble(k -> 0.37 * k).toArray();
            double share = random.nextDouble();
            int[] order = IntStream.range(0, n).boxed().sorted((i, j) -> Double.compare(mm[i], mm[j])).mapToInt(i -> i).toArray();
            double wanted = share * Arrays.stream(areas).sum();
            double reached = 0;
            int at = -1;
            while (reached < wanted) {
                reached += areas[order[++at]];
            }
            assertThat(Quantile.byArea(new DirectedDistances(mm, areas), share)).as("seed %d", seed).isEqualTo(mm[order[at]]);
        }
    }

    @Test
    void moreKindsOfAreasThanSurfacesHaveAreRefused() {
        double[] many = IntStream.rangeClosed(1, 257).asDoubleStream().toArray();
        assertThatIllegalArgumentException().isThrownBy(() -> Quantile.byArea(new DirectedDistances(many, many), 0.5)).withMessageContaining("257 kinds");
    }
}
