package org.hepar.metric;

import java.util.Arrays;

/** The value below which a share of numbers lies, found without sorting all of them where that is possible. */
final class Quantile {

    /** Bits of a double that make room for the rank of its area: 2^-44 of its value. */
    private static final long RANK = 0xFF;

    private Quantile() {
    }

    /**
     * Between the two numbers nearest to place {@code share * (n - 1)} of the sorted ones, linearly: the default of NumPy and of PyTorch.
     * The array is reordered.
     *
     * @param share 0 to 1
     */
    static double linear(double[] values, double share) {
        double place = share * (values.length - 1);
        int below = (int) place;
        double low = select(values, below);
        if (below + 1 == values.length) {
            return low;
        }
        double high = Double.POSITIVE_INFINITY;
        for (int i = below + 1; i < values.length; i++) {
            high = Math.min(high, values[i]);
        }
        double t = place - below;
        return t < 0.5 ? low + (high - low) * t : high - (high - low) * (1 - t);
    }

    /** The number at place k of the sorted ones; smaller ones then lie before it and larger ones behind it. */
    private static double select(double[] values, int k) {
        int from = 0;
        int to = values.length - 1;
        while (from < to) {
            double pivot = median(values[from], values[(from + to) >>> 1], values[to]);
            int i = from;
            int j = to;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double value = values[i];
                    values[i++] = values[j];
                    values[j--] = value;
                }
            }
            if (k <= j) {
                to = j;
            } else if (k >= i) {
                from = i;
            } else {
                break;
            }
        }
        return values[k];
    }

    private static double median(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /**
     * The distance at which the area of the places up to it first reaches a share of all area, places sorted by distance, then area.
     *
     * <p>Areas must be of at most 256 kinds, as those of surface elements are: a place is sorted as one number, its distance with the rank
     * of its area in the last bits, and the distance found is looked up among the places again.
     *
     * @param share 0 to 1
     */
    static double byArea(DirectedDistances distances, double share) {
        double[] kinds = Arrays.stream(distances.areas()).distinct().sorted().toArray();
        if (kinds.length > RANK + 1) {
            throw new IllegalArgumentException("areas have " + kinds.length + " kinds, at most 256 can be sorted: use those of surface elements");
        }
        long[] keys = new long[distances.count()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = Double.doubleToLongBits(distances.mm()[i]) & ~RANK | Arrays.binarySearch(kinds, distances.areas()[i]);
        }
        Arrays.parallelSort(keys);
        double wanted = share * distances.weight();
        double reached = 0;
        int at = -1;
        do {
            at++;
            reached += kinds[(int) (keys[at] & RANK)];
        } while (reached < wanted && at + 1 < keys.length);
        return nearest(distances.mm(), keys[at] & ~RANK);
    }

    /** The smallest distance whose leading bits are these. */
    private static double nearest(double[] mm, long bits) {
        double nearest = Double.POSITIVE_INFINITY;
        for (double value : mm) {
            if ((Double.doubleToLongBits(value) & ~RANK) == bits) {
                nearest = Math.min(nearest, value);
            }
        }
        return nearest;
    }
}
