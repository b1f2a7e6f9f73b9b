package org.hepar.voxel;

/**
 * The lower envelope of the parabolas {@code f(p) + (q - p)² mm²} over a line of voxels: one pass of the distance
 * transform of Felzenszwalb &amp; Huttenlocher 2012 (Theory of Computing 8, section 2). Work space of one thread.
 */
final class LowerEnvelope {

    private final int[] vertex;      // v: where the parabolas of the envelope have their lowest point
    private final double[] from;     // z: where each begins to be the lowest
    private final double[] height;   // f(p) + p² mm²
    /** Squared mm along the line before the pass; filled in by the caller. */
    final double[] line;

    LowerEnvelope(int longestLine) {
        vertex = new int[longestLine];
        from = new double[longestLine];
        height = new double[longestLine];
        line = new double[longestLine];
    }

    /**
     * Writes the envelope of the first {@code n} entries of {@link #line}: entry q goes to
     * {@code out[offset + q * stride]}. A line of infinities stays one.
     */
    void write(int n, double mm, double[] out, int offset, int stride) {
        int last = build(n, mm * mm);
        if (last < 0) {
            for (int q = 0; q < n; q++) {
                out[offset + q * stride] = Double.POSITIVE_INFINITY;
            }
            return;
        }
        for (int q = 0, k = 0; q < n; q++) {
            while (k < last && from[k + 1] < q) {
                k++;
            }
            double away = (q - vertex[k]) * mm;
            out[offset + q * stride] = away * away + line[vertex[k]];
        }
    }

    /** Index of the last parabola of the envelope, -1 if every entry is infinite. */
    private int build(int n, double mm2) {
        int last = -1;
        for (int q = 0; q < n; q++) {
            if (line[q] == Double.POSITIVE_INFINITY) {
                continue;
            }
            height[q] = line[q] + mm2 * q * q;
            double begin = Double.NEGATIVE_INFINITY;
            while (last >= 0) {
                begin = (height[q] - height[vertex[last]]) / (2 * mm2 * (q - vertex[last]));
                if (begin > from[last]) {
                    break;
                }
                last--;
            }
            last++;
            vertex[last] = q;
            from[last] = last == 0 ? Double.NEGATIVE_INFINITY : begin;
        }
        return last;
    }
}
