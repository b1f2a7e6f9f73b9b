package org.hepar.voxel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;

/**
 * Exact squared distances, mm², from voxel centres to the centre of the nearest voxel inside a mask, at chosen places
 * only: what the surfaces of two segmentations are compared by.
 *
 * <p>Most places of two similar surfaces have their nearest voxel a few steps away. So, slice by slice,
 * <ol>
 * <li>all places look at once, 64 of a row at a time, whether the mask has a voxel one step further, in the order of the
 * steps' lengths ({@link Offsets}); a place that finds one is done;
 * <li>the few places whose steps end without one are searched for one by one ({@link BlockSearch});
 * <li>what is left of a slice when that has taken as long as a transform of the slice would, is left to that
 * ({@link DistanceTransform}): so no mask, however odd, takes more than about three times as long as by the transform alone.
 * </ol>
 * All three add the squares of z, y and x in this order. The result does not depend on the number of cores.
 *
 * <p>Beside the result (8 bytes a place) it holds less than 0.6 bytes for each voxel of the box around both masks, and 25 MiB
 * a core: 200 MiB for 512x512x1000 voxels on 2 cores.
 */
public final class NearestDistances {

    /** Steps that all places look at together; measured: half or twice as many take about as long. */
    private static final int STEPS = 128;
    /** Looks at a row or a block that a slice has for each pixel: about what its transform would cost. */
    private static final int LOOKS_PER_PIXEL = 2;
    /** So few places of 64 are transformed one by one, not with their row. */
    private static final int FEW = 8;

    private NearestDistances() {
    }

    /**
     * Squared mm from each voxel inside {@code places}, in scan order, to the nearest voxel inside the mask; +Infinity
     * if the mask is empty.
     */
    public static double[] squaredMmAt(PackedMask mask, PackedMask places) {
        return squaredMmAt(mask, places, STEPS, LOOKS_PER_PIXEL);
    }

    /** The same with other shares of work: no steps leave all to the search by blocks, no looks the rest to the transform. */
    static double[] squaredMmAt(PackedMask mask, PackedMask places, int steps, int looksPerPixel) {
        if (!mask.grid().size().equals(places.grid().size())) {
            throw new IllegalArgumentException("places have size " + places.grid().size() + ", the mask " + mask.grid().size()
                    + "; both must lie on one grid: crop or resample one of them");
        }
        if (mask.isEmpty() || places.isEmpty()) {
            double[] infinite = new double[places.count()];
            Arrays.fill(infinite, Double.POSITIVE_INFINITY);
            return infinite;
        }
        Box box = mask.bounds().orElseThrow().unite(places.bounds().orElseThrow());
        return measured(mask.crop(box), places.crop(box), steps, looksPerPixel);
    }

    private static double[] measured(PackedMask mask, PackedMask places, int stepCount, int looksPerPixel) {
        Size size = mask.grid().size();
        int[] before = countBefore(places);
        double[] squaredMm = new double[before[size.z()]];
        List<Offsets.Step> steps = Offsets.shortest(stepCount, size, mask.grid().spacing()).steps();
        SpacedRows maskRows = new SpacedRows(mask);
        SpacedRows placeRows = new SpacedRows(places);
        BlockSearch.Blocks blocks = new BlockSearch.Blocks(mask);
        PendingPlaces[] rests = new PendingPlaces[size.z()];
        Workers.share(size.z(), () -> {
            StepSearch near = new StepSearch(maskRows, steps);
            PendingPlaces pending = new PendingPlaces(placeRows, squaredMm);
            return z -> {
                pending.begin(z, before[z]);
                near.settle(pending);
                int done = new BlockSearch(blocks).settle(pending, (long) looksPerPixel * size.y() * size.x());
                rests[z] = done < pending.count() ? pending.from(done) : null;
            };
        });
        int[] slices = IntStream.range(0, size.z()).filter(z -> rests[z] != null).toArray();
        if (slices.length > 0) {
            new DistanceTransform(mask).eachSlice(slices, slice -> {
                PendingPlaces rest = rests[slice.z()];
                for (int i = 0; i < rest.count(); i++) {
                    boolean few = rest.places(i) < FEW;
                    rest.settle(i, (z, y, x) -> few ? slice.at(y, x) : slice.row(y)[x]);
                }
            });
        }
        return squaredMm;
    }

    /** Places before each slice; one entry more than slices. */
    private static int[] countBefore(PackedMask places) {
        int[] before = new int[places.grid().size().z() + 1];
        int perSlice = places.words().length / places.grid().size().z();
        for (int i = 0; i < places.words().length; i++) {
            before[i / perSlice + 1] += Long.bitCount(places.words()[i]);
        }
        Arrays.parallelPrefix(before, Integer::sum);
        return before;
    }
}
