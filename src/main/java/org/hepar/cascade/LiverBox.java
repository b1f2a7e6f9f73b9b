package org.hepar.cascade;

import org.hepar.volume.Box;
import org.hepar.volume.Mask;
import org.hepar.volume.Volume;
import org.hepar.voxel.Morphology;

/**
 * What the lesion network sees of an image: the box around the liver, everything outside the liver masked out
 * (Christ et al. 2017, step 2).
 *
 * @param marginMm by how much the box is larger than the liver, in each direction
 * @param maskMarginMm by how much the unmasked region reaches beyond the liver, so that a lesion at its surface, or a
 *     surface that the liver network puts too far inside, is not cut off; at most the margin of the box
 */
public record LiverBox(double marginMm, double maskMarginMm) {

    public LiverBox {
        if (!(marginMm >= 0 && Double.isFinite(marginMm))) {
            throw new IllegalArgumentException("margin_mm (=" + marginMm + ") must be 0 or more");
        }
        if (!(maskMarginMm >= 0 && maskMarginMm <= marginMm)) {
            throw new IllegalArgumentException("mask_margin_mm (=" + maskMarginMm + ") must be 0 to margin_mm (=" + marginMm + ")");
        }
    }

    /**
     * The cut around a liver that is not empty.
     *
     * @param box where it lies in the image
     * @param region liver and mask margin, on the grid of the cut
     * @param volume the image inside the box, the lowest value of the box wherever it is outside of the region
     */
    record Cut(Box box, Mask region, Volume volume) {
    }

    Cut cut(Volume volume, Mask liver) {
        Box box = liver.bounds().orElseThrow(() -> new IllegalArgumentException("there is no liver to crop to")).grow(marginMm, volume.grid());
        Mask region = Morphology.dilate(liver.crop(box), maskMarginMm);
        Volume cropped = volume.crop(box);
        float[] voxels = cropped.voxels();
        float lowest = Float.POSITIVE_INFINITY;
        for (float voxel : voxels) {
            lowest = Math.min(lowest, voxel);
        }
        float[] masked = new float[voxels.length];
        for (int i = 0; i < masked.length; i++) {
            masked[i] = region.voxels()[i] ? voxels[i] : lowest;
        }
        return new Cut(box, region, new Volume(cropped.grid(), masked));
    }
}
