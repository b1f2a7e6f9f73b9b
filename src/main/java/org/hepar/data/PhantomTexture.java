package org.hepar.data;

import org.apache.commons.rng.UniformRandomProvider;

/** Smooth random values in [-1,1] in space: values on a lattice of {@code cellMm}, repeated after 16 cells, blended between. */
final class PhantomTexture {

    private static final int CELLS = 16;

    private final double cellMm;
    private final float[] lattice = new float[CELLS * CELLS * CELLS];

    PhantomTexture(UniformRandomProvider random, double cellMm) {
        this.cellMm = cellMm;
        for (int i = 0; i < lattice.length; i++) {
            lattice[i] = (float) (2 * random.nextDouble() - 1);
        }
    }

    double at(double x, double y, double z) {
        double u = x / cellMm + 1024;  // away from 0, so that truncation is the floor
        double v = y / cellMm + 1024;
        double w = z / cellMm + 1024;
        int i = (int) u;
        int j = (int) v;
        int k = (int) w;
        double a = ease(u - i);
        double b = ease(v - j);
        double c = ease(w - k);
        return mix(mix(row(i, j, k, a), row(i, j + 1, k, a), b), mix(row(i, j, k + 1, a), row(i, j + 1, k + 1, a), b), c);
    }

    private double row(int i, int j, int k, double share) {
        int base = ((k & CELLS - 1) * CELLS + (j & CELLS - 1)) * CELLS;
        return mix(lattice[base + (i & CELLS - 1)], lattice[base + (i + 1 & CELLS - 1)], share);
    }

    private static double mix(double a, double b, double share) {
        return a + share * (b - a);
    }

    private static double ease(double t) {
        return t * t * (3 - 2 * t);
    }
}
