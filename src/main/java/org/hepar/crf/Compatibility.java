package org.hepar.crf;

import java.util.List;

/** What it costs two neighbours, in units of the kernel's weight, to have different classes: μ of Krähenbühl &amp; Koltun 2011, eq. 1. */
public sealed interface Compatibility {

    /** The cost for each pair of classes {@code [class][class]}. */
    double[][] costs(int classes);

    /** 1 for any two different classes. */
    record Potts() implements Compatibility {

        @Override
        public double[][] costs(int classes) {
            double[][] costs = new double[classes][classes];
            for (int a = 0; a < classes; a++) {
                for (int b = 0; b < classes; b++) {
                    costs[a][b] = a == b ? 0 : 1;
                }
            }
            return costs;
        }
    }

    /**
     * A number for each pair of classes, background first. It is symmetric: what a voxel of one class costs another is one number,
     * and the mean field has an energy that it lowers. None is negative: that would draw neighbours to different classes.
     *
     * @param rows a row for each class
     */
    record Matrix(List<List<Double>> rows) implements Compatibility {

        /** What is more has no meaning, and its product with a weight no place in single precision. */
        private static final double MOST = 1e9;

        public Matrix {
            rows = rows.stream().map(List::copyOf).toList();
            int classes = rows.size();
            if (classes < 2 || rows.stream().anyMatch(row -> row.size() != classes)) {
                throw new IllegalArgumentException("rows (=" + rows + ") must be at least 2 rows of as many numbers, one for each class with the background first");
            }
            for (int a = 0; a < classes; a++) {
                for (int b = 0; b <= a; b++) {
                    double cost = rows.get(a).get(b);
                    if (cost < 0) {
                        throw new IllegalArgumentException("rows (=" + rows + ") must be costs of 0 or above, 0 where both classes are the same; with a cost of " + cost
                                + " neighbours would rather differ (pydensecrf's matrices have the other sign)");
                    }
                    if (!Double.isFinite(cost) || cost != rows.get(b).get(a)) {
                        throw new IllegalArgumentException("rows (=" + rows + ") must be finite and symmetric: row " + a + " and row " + b
                                + " name different costs for the same two classes");
                    }
                    if (cost > MOST || a == b && cost > 0) {
                        throw new IllegalArgumentException("rows (=" + rows + ") must be costs of 0 to " + MOST + ", 0 where both classes are the same; row " + a + " has " + cost
                                + (a == b ? " for neighbours of one class" : ""));
                    }
                }
            }
        }

        @Override
        public double[][] costs(int classes) {
            if (classes != rows.size()) {
                throw new IllegalArgumentException("compatibility is a matrix of " + rows.size() + " classes, the probabilities have " + classes
                        + "; write a row for each class or take {type: potts}");
            }
            return rows.stream().map(row -> row.stream().mapToDouble(Double::doubleValue).toArray()).toArray(double[][]::new);
        }
    }
}
