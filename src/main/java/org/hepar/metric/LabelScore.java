package org.hepar.metric;

import org.hepar.volume.Mask;
import org.hepar.voxel.Connectivity;

/**
 * The five voxel measures of one structure of one case. NaN = undefined; {@code outcome} says why:
 *
 * <table>
 * <caption>value by outcome</caption>
 * <tr><th>outcome</th><th>Dice</th><th>VOE</th><th>RVD</th><th>ASD, MSD</th></tr>
 * <tr><td>measured</td><td>value</td><td>value</td><td>value</td><td>value</td></tr>
 * <tr><td>missed</td><td>0</td><td>1</td><td>-1</td><td>NaN</td></tr>
 * <tr><td>false positive</td><td>0</td><td>1</td><td>NaN</td><td>NaN</td></tr>
 * <tr><td>both empty</td><td>1</td><td>0</td><td>NaN</td><td>NaN</td></tr>
 * </table>
 *
 * @param outcome which of the masks were empty
 * @param dice 0 to 1
 * @param voe volumetric overlap error, 0 to 1
 * @param rvd relative volume difference, signed, of the reference's volume
 * @param asdMm average surface distance, mm
 * @param msdMm maximum surface distance, mm
 * @param volumeMl volume of the prediction, ml
 * @param referenceVolumeMl volume of the reference, ml
 */
public record LabelScore(Outcome outcome, double dice, double voe, double rvd, double asdMm, double msdMm, double volumeMl,
                         double referenceVolumeMl) {

    /** Scores two masks on one grid. */
    static LabelScore of(Mask reference, Mask prediction, Connectivity surface) {
        Overlap overlap = Overlap.of(reference, prediction);
        Outcome outcome = Outcome.of(overlap);
        double asdMm = Double.NaN;
        double msdMm = Double.NaN;
        if (outcome == Outcome.MEASURED) {
            SurfaceDistances distances = SurfaceDistances.between(reference, prediction, surface);
            asdMm = distances.pooledMeanMm();
            msdMm = distances.maximumMm();
        }
        double voxelMl = reference.grid().spacing().voxelMm3() / 1000;
        return new LabelScore(outcome, overlap.dice(), overlap.voe(), overlap.rvd(), asdMm, msdMm,
                overlap.prediction() * voxelMl, overlap.reference() * voxelMl);
    }

    /** The score of a structure that is neither in the reference nor in the prediction. */
    static LabelScore bothEmpty() {
        return new LabelScore(Outcome.BOTH_EMPTY, 1, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    }
}
