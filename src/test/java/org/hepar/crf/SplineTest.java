package org.hepar.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a bilateral grid is made of, axis by axis. */
class SplineTest {

    @Test
    void theSharesOfAValueSumToOneAndHaveTheirCentreInIt() {
        for (float part = 0; part < 1; part += 0.05f) {
            float[] shares = shares(part);
            assertThat(shares[0] + shares[1] + shares[2]).isCloseTo(1, within(1e-6f));
            assertThat(shares[1] + 2 * shares[2]).as("centre").isCloseTo(part + 0.5f, within(1e-6f));
        }
    }

    private static float[] shares(float part) {
        float[][] several = new float[Spline.SHARES][2];
        Spline.weights(new float[] {0.3f, part}, several);
        return new float[] {several[0][1], several[1][1], several[2][1]};
    }

    @Test
    void sharingOutFilteringAndReadingBackAreAGaussianInTheMean() {
        for (double step : new double[] {0.25, 0.5, 0.8}) {
            float[] taps = Spline.taps(step, Integer.MAX_VALUE - 1);
            for (float tap : taps) {
                assertThat(tap).isNotNegative();
            }
            for (int away = 0; away * step < 5.2; away++) {
                double mean = 0;
                int offsets = 400;
                for (int i = 0; i < offsets; i++) {
                    mean += kernel(taps, (i + 0.5f) / offsets, away) / offsets;
                }
                double exact = Math.exp(-0.5 * away * step * away * step);
                assertThat(mean).as("%d steps of %s", away, step).isCloseTo(exact, within(step < 0.8 ? 1e-5 : 3e-4));
                assertThat(mean / exact).as("%d steps of %s, in shares", away, step).isCloseTo(1, within(0.1));
            }
        }
    }

    /** What a value hears of one that lies whole steps further on, at some part of a step behind the nodes. */
    private static double kernel(float[] taps, float part, int away) {
        float[] shares = shares(part);
        double sum = 0;
        for (int a = 0; a < shares.length; a++) {
            for (int b = 0; b < shares.length; b++) {
                int distance = Math.abs(away + b - a);
                sum += distance < taps.length ? shares[a] * taps[distance] * shares[b] : 0;
            }
        }
        return sum;
    }

    @Test
    void voxelsThatLieNoCloserThanNodesWouldAreTheNodes() {
        GridAxis axis = GridAxis.of(7, 0.5, 0.5);
        assertThat(axis.nodes()).isEqualTo(7);
        assertThat(axis.shares()).isOne();
        assertThat(axis.taps()[2]).isCloseTo((float) Math.exp(-0.5), within(1e-6f));
        GridAxis coarse = GridAxis.of(70, 0.1, 0.5);
        assertThat(coarse.nodes()).isLessThan(20);
        assertThat(coarse.firstVoxel(coarse.nodes())).isEqualTo(70);
        for (int node = 0; node <= coarse.nodes() - coarse.shares(); node++) {
            int[] first = Arrays.copyOfRange(coarse.first(), coarse.firstVoxel(node), coarse.firstVoxel(node + 1));
            assertThat(first).containsOnly(node);
        }
    }

    @Test
    void theLogisticFunctionIsThatOfMath() {
        for (double x = -40; x < 40; x += 0.37) {
            assertThat((double) logistic((float) x)).as("%s", x).isCloseTo(1 / (1 + Math.exp(-(float) x)), within(1e-6));
        }
        assertThat(logistic(Float.POSITIVE_INFINITY)).isEqualTo(1);
        assertThat(logistic(Float.NEGATIVE_INFINITY)).isCloseTo(0, within(1e-10f));
    }

    private static float logistic(float x) {
        float[] y = new float[1];
        Exponential.logistic(y, new float[] {x});
        return y[0];
    }

    @Test
    void theLogarithmIsThatOfMath() {
        for (double power = -37; power < 38; power += 0.0137) {
            float[] x = {1, (float) Math.pow(10, power), 1 + (float) (power / 1000)};
            double[] expected = {0, Math.log(x[1]), Math.log(x[2])};
            Exponential.logarithm(x, new float[3]);
            for (int i = 0; i < x.length; i++) {
                assertThat((double) x[i]).as("%s", power).isCloseTo(expected[i], within(2e-7 * Math.max(1, Math.abs(expected[i]))));
            }
        }
    }

    @Test
    void linesAreTurnedIntoColumnsWhereverTheyBegin() {
        float[][] from = new float[19][30];
        for (int i = 0; i < from.length; i++) {
            for (int j = 0; j < from[i].length; j++) {
                from[i][j] = 100 * i + j;
            }
        }
        float[][] to = new float[11][40];
        Lines.transpose(from, 7, to, 5);
        for (int j = 0; j < to.length; j++) {
            for (int i = 0; i < 35; i++) {
                assertThat(to[j][5 + i]).isEqualTo(i < from.length ? 100 * i + 7 + j : 0);
            }
        }
    }
}
