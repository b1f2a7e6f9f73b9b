package org.hepar.voxel;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hepar.volume.Box;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;

/**
 * Exact squared distances, mm², from voxel centres to the centre of the nearest voxel inside a mask, at chosen places
 * only: what the surfaces of two segmentations are compared by.
 *
 * <p>Most places of two similar surfaces have their nearest voxel a few steps away. So slice by slice all places look at
 * once, 64 of a row at a time, whether the mask has a voxel one step further, in the order of the steps' lengths
 * ({@link Offsets}); a place that finds one is done. What is left when a slice has looked as often as its share of the
 * {@link DistanceTransform} would cost, or when the steps end, is left to that transform. Both add the squares of z, y and
 * x in this order. The result does not depend on the number of cores.
 *
 * <p>Beside the result (8 bytes a place) it holds 1/4 byte for each voxel of the box around both masks and less than
 * 20 MiB a core: 100 MiB for 512x512x1000 voxels on 2 cores.
 */
public final class NearestDistances {

    /** Steps looked at; measured: more cost time to make and to try, fewer leave more to the transform. */
    private static final int STEPS = 3000;
    /** Looks, one a word and step, that a slice has for each pixel: about what the transform of the slice would cost. */
    private static final int LOOKS_PER_PIXEL = 2;

    private final Size size;
    private final List<Offsets.Step> steps;
    private final long looksPerSlice;
    /** Words of a row and one of nothing, which keeps what is shifted out of a row from coming into the next one. */
    private final int stride;
    private final int plane;
    private final long[] mask;
    private final long[] places;
    /** Places before each slice. */
    private final int[] before;
    private final double[] squared;
    private final Queue<Rest> rests = new ConcurrentLinkedQueue<>();

    private NearestDistances(PackedMask mask, PackedMask places, int looksPerPixel) {
        size = mask.grid().size();
        steps = Offsets.shortest(STEPS, size, mask.grid().spacing()).steps();
        looksPerSlice = (long) looksPerPixel * size.y() * size.x();
        stride = mask.wordsPerRow() + 1;
        plane = size.y() * stride;
        this.mask = spaced(mask);
        this.places = spaced(places);
        before = countBefore(places);
        squared = new double[before[size.z()]];
    }

    /**
     * Squared mm from each voxel inside {@code places}, in scan order, to the nearest voxel inside the mask; +Infinity
     * if the mask is empty.
     */
    public static double[] squaredMmAt(PackedMask mask, PackedMask places) {
        return squaredMmAt(mask, places, LOOKS_PER_PIXEL);
    }

    /** The same with another share of work before the transform: 0 leaves everything to it. */
    static double[] squaredMmAt(PackedMask mask, PackedMask places, int looksPerPixel) {
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
        PackedMask cropped = mask.crop(box);
        NearestDistances distances = new NearestDistances(cropped, places.crop(box), looksPerPixel);
        Workers.share(box.size().z(), () -> distances.new Search()::settle);
        distances.transformRests(cropped);
        return distances.squared;
    }

    /** The rows of a mask, a word of nothing before the first and after each. */
    private long[] spaced(PackedMask from) {
        long[] rows = new long[1 + size.z() * plane];
        for (int row = 0; row < size.z() * size.y(); row++) {
            System.arraycopy(from.words(), row * (stride - 1), rows, 1 + row * stride, stride - 1);
        }
        return rows;
    }

    private int[] countBefore(PackedMask places) {
        int[] counts = new int[size.z() + 1];
        int perSlice = places.words().length / size.z();
        for (int z = 0, at = 0; z < size.z(); z++) {
            int n = counts[z];
            for (int i = 0; i < perSlice; i++, at++) {
                n += Long.bitCount(places.words()[at]);
            }
            counts[z + 1] = n;
        }
        return counts;
    }

    private void transformRests(PackedMask cropped) {
        Rest[] left = rests.toArray(Rest[]::new);
        if (left.length == 0) {
            return;
        }
        int[] slices = Arrays.stream(left).mapToInt(Rest::z).toArray();
        Rest[] ofSlice = new Rest[size.z()];
        for (Rest rest : left) {
            ofSlice[rest.z()] = rest;
        }
        new DistanceTransform(cropped).eachSlice(slices, slice -> ofSlice[slice.z()].settle(this, slice));
    }

    /** Number of a place that is a bit of a word, among all places. */
    private int number(int z, int word, int wordsFirst, long bit) {
        return wordsFirst + Long.bitCount(places[z * plane + word] & bit - 1);
    }

    /** The places of a slice that are left to the transform. */
    private record Rest(int z, int[] words, long[] bits, int[] firsts) {

        void settle(NearestDistances distances, DistanceTransform.Slice slice) {
            for (int i = 0; i < words.length; i++) {
                int y = (words[i] - 1) / distances.stride;
                int x = 64 * ((words[i] - 1) % distances.stride);
                for (long left = bits[i]; left != 0; left &= left - 1) {
                    long bit = Long.lowestOneBit(left);
                    distances.squared[distances.number(z, words[i], firsts[i], bit)] = slice.at(y, x + Long.numberOfTrailingZeros(bit));
                }
            }
        }
    }

    /** The search of one core, slice after slice. */
    private final class Search {

        /** By pair of a step's slices and rows: the rows that far away on either side, put together. */
        private final long[][] around = new long[1 + steps.stream().mapToInt(Offsets.Step::rows).max().orElse(0)][];
        /** The slice for which each was made last. */
        private final int[] aroundOf = new int[around.length];
        /** Words with unsettled places: where they are, which bits are unsettled, and the number of the word's first place. */
        private final int[] words = new int[plane];
        private final long[] bits = new long[plane];
        private final int[] firsts = new int[plane];
        private int active;

        private Search() {
            Arrays.fill(aroundOf, -1);
        }

        private void settle(int z) {
            gather(z);
            long looks = 0;
            for (int s = 0; s < steps.size() && active > 0 && looks < looksPerSlice; s++) {
                looks += active;
                look(z, steps.get(s));
            }
            if (active > 0) {
                rests.add(new Rest(z, Arrays.copyOf(words, active), Arrays.copyOf(bits, active), Arrays.copyOf(firsts, active)));
            }
        }

        private void gather(int z) {
            active = 0;
            int first = before[z];
            for (int i = 1; i <= plane; i++) {
                long word = places[z * plane + i];
                if (word != 0) {
                    words[active] = i;
                    bits[active] = word;
                    firsts[active++] = first;
                    first += Long.bitCount(word);
                }
            }
        }

        private void look(int z, Offsets.Step step) {
            long[] rows = around(z, step);
            int dx = step.dx();
            int left = 0;
            for (int i = 0; i < active; i++) {
                int at = words[i];
                long there = dx == 0 ? rows[at] : rows[at] << dx | rows[at - 1] >>> -dx | rows[at] >>> dx | rows[at + 1] << -dx;
                long found = bits[i] & there;
                long rest = bits[i] ^ found;
                for (; found != 0; found &= found - 1) {
                    squared[number(z, at, firsts[i], Long.lowestOneBit(found))] = step.squaredMm();
                }
                if (rest != 0) {
                    words[left] = at;
                    bits[left] = rest;
                    firsts[left++] = firsts[i];
                }
            }
            active = left;
        }

        private long[] around(int z, Offsets.Step step) {
            int n = step.rows();
            if (aroundOf[n] != z) {
                aroundOf[n] = z;
                around[n] = around[n] == null ? new long[plane + 2] : around[n];
                int first = words[0] - 1 - (words[0] - 1) % stride;
                int end = words[active - 1] + 1;
                Arrays.fill(around[n], first, end + 1, 0);
                add(z - step.dz(), step.dy(), first, end, around[n]);
                if (step.dz() > 0) {
                    add(z + step.dz(), step.dy(), first, end, around[n]);
                }
            }
            return around[n];
        }

        /** Adds the rows of a slice that lie so many rows below and above. */
        private void add(int z, int dy, int first, int end, long[] to) {
            if (z < 0 || z >= size.z()) {
                return;
            }
            int shift = dy * stride;
            int from = z * plane;
            for (int i = Math.max(first, shift); i <= end; i++) {
                to[i] |= mask[from + i - shift];
            }
            int last = Math.min(end, plane - shift);
            for (int i = first; dy > 0 && i <= last; i++) {
                to[i] |= mask[from + i + shift];
            }
        }
    }
}
