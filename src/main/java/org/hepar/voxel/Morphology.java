package org.hepar.voxel;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;

/**
 * Growing, shrinking and outlining masks by lengths in mm: balls in patient space, whatever the spacing. Distances are
 * between voxel centres. What lies outside of the array counts as outside of the mask, unless {@link Outside} is asked for.
 */
public final class Morphology {

    /** Lets 2.1 mm reach three voxels of 0.7 mm in spite of rounding. */
    private static final double RELATIVE_TOLERANCE = 1e-9;

    private Morphology() {
    }

    /** All voxels at most so many mm from a voxel inside; an empty mask stays empty. */
    public static Mask dilate(Mask mask, double mm) {
        requireLength("dilation", mm);
        Optional<Box> bounds = mask.bounds();
        boolean[] dilated = new boolean[mask.voxels().length];
        if (bounds.isPresent()) {
            Box box = bounds.get().grow(mm * (1 + RELATIVE_TOLERANCE), mask.grid());
            double[] squared = DistanceTransform.squaredMm(mask, box);
            each(box, mask.grid().size(), (inBox, inMask) -> dilated[inMask] = squared[inBox] <= limit(mm));
        }
        return new Mask(mask.grid(), dilated);
    }

    /** The voxels inside that are more than so many mm from every voxel outside, those beyond the array included. */
    public static Mask erode(Mask mask, double mm) {
        requireLength("erosion", mm);
        Optional<Box> bounds = mask.bounds();
        boolean[] eroded = new boolean[mask.voxels().length];
        if (bounds.isPresent()) {
            Box box = bounds.get();
            double[] squared = squaredMmToOutside(mask, box);
            each(box, mask.grid().size(), (inBox, inMask) -> eroded[inMask] = squared[inBox] > limit(mm) && mask.voxels()[inMask]);
        }
        return new Mask(mask.grid(), eroded);
    }

    /** The voxels inside that have a neighbour outside, or at the border of the array. */
    public static Mask surface(Mask mask, Connectivity connectivity) {
        return surface(PackedMask.of(mask), connectivity, Outside.BACKGROUND).unpacked();
    }

    /** The voxels inside that have a neighbour outside; an empty mask has none. 64 voxels at a time, on all cores. */
    public static PackedMask surface(PackedMask mask, Connectivity connectivity, Outside outside) {
        PackedMask surface = PackedMask.empty(mask.grid());
        IntStream.range(0, mask.grid().size().z()).parallel().forEach(z -> new Outline(mask, connectivity, outside, z).write(surface));
        return surface;
    }

    /**
     * Squared mm to the nearest voxel outside for each voxel of the mask's bounding box. One layer of voxels around
     * that box is enough: whatever lies further is further away than its projection onto the layer.
     */
    private static double[] squaredMmToOutside(Mask mask, Box box) {
        Size inner = box.size();
        Size padded = new Size(inner.z() + 2, inner.y() + 2, inner.x() + 2);
        boolean[] outside = new boolean[padded.voxels()];
        Arrays.fill(outside, true);
        Box core = new Box(1, 1, 1, inner.z() + 1, inner.y() + 1, inner.x() + 1);
        boolean[] cropped = mask.crop(box).voxels();
        each(core, padded, (inCore, inPadded) -> outside[inPadded] = !cropped[inCore]);
        return DistanceTransform.squaredMm(new Mask(Grid.axial(padded, mask.grid().spacing()), outside), core);
    }

    private static double limit(double mm) {
        double reached = mm * (1 + RELATIVE_TOLERANCE);
        return reached * reached;
    }

    private static void requireLength(String what, double mm) {
        if (!(mm >= 0) || Double.isInfinite(mm)) {
            throw new IllegalArgumentException(what + " (=" + mm + " mm) must be finite and 0 or more");
        }
    }

    /** Takes an index within a box and that of the same voxel in the volume around it. */
    private interface Pairing {
        void accept(int inBox, int inVolume);
    }

    private static void each(Box box, Size volume, Pairing pairing) {
        int n = 0;
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                int at = volume.index(z, y, box.x0());
                for (int x = box.x0(); x < box.x1(); x++) {
                    pairing.accept(n++, at++);
                }
            }
        }
    }
}
