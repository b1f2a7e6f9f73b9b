package org.hepar.crf;

import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/** Where the nodes of a bilateral grid lie: {@code [z,y,x,cell]}, the cells of a node being its levels of intensity. */
record GridLayout(Size size, GridAxis z, GridAxis y, GridAxis x, Tones tones) {

    /**
     * @param widthMm standard deviation of the kernel in space
     * @param step of the nodes in space, in standard deviations
     */
    static GridLayout of(Size size, Spacing spacing, double widthMm, double step, Tones tones) {
        return new GridLayout(size, GridAxis.of(size.z(), spacing.z() / widthMm, step), GridAxis.of(size.y(), spacing.y() / widthMm, step),
                GridAxis.of(size.x(), spacing.x() / widthMm, step), tones);
    }

    /** Cells of a row of nodes. */
    long row() {
        return (long) x.nodes() * tones.cells();
    }

    /** Cells of a slice of nodes. */
    long plane() {
        return y.nodes() * row();
    }

    /** Numbers of a slice of nodes that has room before and behind each of its lines for the filter's reach; the most that any of its axes needs. */
    long padded() {
        long most = Math.max(padded(y.nodes(), row(), y.taps()), padded(x.nodes(), tones.cells(), x.taps()));
        for (int tone = 0; tone < tones.axes(); tone++) {
            most = Math.max(most, padded(tones.levels(tone), tones.stride(tone), tones.taps(tone)));
        }
        return most;
    }

    private long padded(long n, long stride, float[] taps) {
        long gap = (taps.length - 1) * stride;
        return plane() / (n * stride) * (n * stride + gap) + gap;
    }

    /** Bytes of the nodes for some channels, and of the slices of nodes that each core works on. */
    long bytes(int channels, int cores) {
        return Float.BYTES * (channels * z.nodes() * plane() + cores * Math.max(2 * padded(), 2 * plane() + 2 * row()));
    }
}
