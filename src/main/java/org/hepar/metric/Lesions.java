package org.hepar.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hepar.volume.Grid;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.hepar.voxel.AxialDiameter;
import org.hepar.voxel.Components;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Separation;

/**
 * The lesions of one side of a case, told apart and measured once: all that does not depend on how they are matched. What belongs to
 * the lesion with id i is at i - 1.
 */
final class Lesions {

    private final Components components;
    private final double[] diameterMm;
    private final Vector[] centre;
    private final double[] toLiverBoundaryMm;
    private final double[] score;

    private Lesions(Components components, double[] toLiverBoundaryMm, double[] score) {
        this.components = components;
        this.diameterMm = AxialDiameter.longestMm(components);
        this.centre = centres(components);
        this.toLiverBoundaryMm = toLiverBoundaryMm;
        this.score = score;
    }

    /**
     * Tells apart and measures the lesions of a mask.
     *
     * @param connectivity neighbours that make two voxels one lesion
     * @param liverBoundary voxels of the same side's liver to which distances are measured, on the same grid; empty without a liver
     * @param scores of which each lesion has the maximum of its voxels, on the same grid
     */
    static Lesions of(PackedMask mask, Connectivity connectivity, Optional<PackedMask> liverBoundary, Optional<Volume> scores) {
        Components components = Components.label(mask, connectivity);
        double[] toBoundary = liverBoundary.map(boundary -> Separation.smallestMm(components, boundary)).orElseGet(() -> undefined(components));
        return new Lesions(components, toBoundary, scores.map(s -> maxima(components, s)).orElseGet(() -> undefined(components)));
    }

    private static double[] undefined(Components components) {
        double[] undefined = new double[components.count()];
        Arrays.fill(undefined, Double.NaN);
        return undefined;
    }

    private static double[] maxima(Components components, Volume scores) {
        if (!components.grid().size().equals(scores.grid().size())) {
            throw new IllegalArgumentException("scores of lesions have size " + scores.grid().size() + ", the lesions "
                    + components.grid().size() + "; resample the scores onto the lesions' grid");
        }
        double[] maxima = new double[components.count()];
        Arrays.fill(maxima, Double.NEGATIVE_INFINITY);
        components.forEachRun((id, z, y, x0, x1) -> {
            for (int x = x0; x < x1; x++) {
                maxima[id - 1] = Math.max(maxima[id - 1], scores.at(z, y, x));
            }
        });
        return maxima;
    }

    private static Vector[] centres(Components components) {
        double[] sums = new double[3 * components.count()];
        components.forEachRun((id, z, y, x0, x1) -> {
            int voxels = x1 - x0;
            int at = 3 * (id - 1);
            sums[at] += (double) voxels * z;
            sums[at + 1] += (double) voxels * y;
            sums[at + 2] += voxels * (x0 + x1 - 1) / 2.0;
        });
        Grid grid = components.grid();
        Vector[] centres = new Vector[components.count()];
        for (int i = 0; i < centres.length; i++) {
            double voxels = components.size(i + 1);
            centres[i] = grid.position(sums[3 * i] / voxels, sums[3 * i + 1] / voxels, sums[3 * i + 2] / voxels);
        }
        return centres;
    }

    Components components() {
        return components;
    }

    double diameterMm(int id) {
        return diameterMm[id - 1];
    }

    /** A lesion with what became of it: its correspondence, if it is in one that counts. */
    LesionScore score(LesionScore.Side side, int id, Optional<Correspondence> in) {
        return new LesionScore(side, id, components.size(id), components.millilitres(id), diameterMm[id - 1], centre[id - 1], in.isPresent(),
                in.map(side == LesionScore.Side.REFERENCE ? Correspondence::predictions : Correspondence::references).orElseGet(List::of),
                in.map(Correspondence::dice).orElse(Double.NaN), toLiverBoundaryMm[id - 1], score[id - 1]);
    }
}
