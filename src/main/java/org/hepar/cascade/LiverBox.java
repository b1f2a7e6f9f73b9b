package org.hepar.cascade;

import java.util.Arrays;
import org.hepar.config.Formerly;
import org.hepar.config.Requirements;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Volume;
import org.hepar.voxel.Morphology;

/**
 * What the lesion network sees of an image, what of it counts when it learns, and where its answer is taken. Lengths in mm
 * beyond the liver; a length that reaches across the whole image leaves nothing out.
 *
 * <p>Christ et al. 2017, step 2: the box around the liver, everything outside the liver masked out. Chlebus et al. 2018:
 * whole slices, nothing masked, a loss within 10 mm of the liver, answers inside the liver only (1000, 1000, 10, 0).
 *
 * @param marginMm by how much the box is larger than the liver, in each direction
 * @param maskMarginMm how far the unmasked region reaches, so that a lesion at the liver's surface, or a surface that the
 *     liver network puts too far inside, is not cut off; at most the margin of the box
 * @param lossMarginMm how far from the liver pixels count in the loss; at most the mask margin
 * @param answerMarginMm how far from the liver a lesion is taken for one (what is lesion there is liver too); at most the mask margin
 * @param liverLevel at what intensity the liver is shown
 */
public record LiverBox(double marginMm, double maskMarginMm, double lossMarginMm, double answerMarginMm,
        @Formerly("{type: as_measured}") LiverLevel liverLevel) {

    public LiverBox {
        new Requirements()
                .require(marginMm >= 0 && Double.isFinite(marginMm), "margin_mm (=" + marginMm + ") must be 0 or more")
                .require(maskMarginMm >= 0 && maskMarginMm <= marginMm, "mask_margin_mm (=" + maskMarginMm + ") must be 0 to margin_mm (=" + marginMm + ")")
                .require(lossMarginMm >= 0 && lossMarginMm <= maskMarginMm, "loss_margin_mm (=" + lossMarginMm + ") must be 0 to mask_margin_mm (=" + maskMarginMm + ")")
                .require(answerMarginMm >= 0 && answerMarginMm <= maskMarginMm,
                        "answer_margin_mm (=" + answerMarginMm + ") must be 0 to mask_margin_mm (=" + maskMarginMm + ")")
                .check();
    }

    /**
     * The cut around a liver that is not empty.
     *
     * @param box where it lies in the image
     * @param liver on the grid of the cut
     * @param volume the image inside the box, the lowest value of the box wherever it is masked out
     */
    record Cut(Box box, Mask liver, Volume volume) {
    }

    Cut cut(Volume volume, Mask liver) {
        Box box = liver.bounds().orElseThrow(() -> new IllegalArgumentException("there is no liver to crop to")).grow(marginMm, volume.grid());
        Mask cropped = liver.crop(box);
        return new Cut(box, cropped, masked(liverLevel.apply(volume.crop(box), cropped), within(cropped, maskMarginMm)));
    }

    /** Which voxels of a cut count in the loss. */
    Mask learned(Cut cut) {
        return within(cut.liver(), lossMarginMm);
    }

    /** Which voxels of a cut may become lesions. */
    Mask answered(Cut cut) {
        return within(cut.liver(), answerMarginMm);
    }

    private static Volume masked(Volume volume, Mask seen) {
        float[] voxels = volume.voxels();
        float lowest = Float.POSITIVE_INFINITY;
        for (float voxel : voxels) {
            lowest = Math.min(lowest, voxel);
        }
        float[] masked = new float[voxels.length];
        for (int i = 0; i < masked.length; i++) {
            masked[i] = seen.voxels()[i] ? voxels[i] : lowest;
        }
        return new Volume(volume.grid(), masked);
    }

    /** A distance map of a whole image takes eight bytes a voxel: none is made where the length reaches every corner anyway. */
    private static Mask within(Mask liver, double mm) {
        Grid grid = liver.grid();
        double across = Math.hypot(grid.size().z() * grid.spacing().z(), Math.hypot(grid.size().y() * grid.spacing().y(), grid.size().x() * grid.spacing().x()));
        if (mm < across) {
            return Morphology.dilate(liver, mm);
        }
        boolean[] all = new boolean[liver.voxels().length];
        Arrays.fill(all, true);
        return new Mask(grid, all);
    }
}
