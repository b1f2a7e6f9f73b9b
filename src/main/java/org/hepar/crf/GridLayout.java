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

    /** Nodes in space that a grid would have. */
    static double nodes(Size size, Spacing spacing, double widthMm, double step) {
        return (double) GridAxis.of(size.z(), spacing.z() / widthMm, step).nodes() * GridAxis.of(size.y(), spacing.y() / widthMm, step).nodes()
                * GridAxis.of(size.x(), spacing.x() / widthMm, step).nodes();
    }

    /** Cells of a row of nodes. */
    long row() {
        return (long) x.nodes() * tones.cells();
    }

    /** Cells of a slice of nodes. */
    long plane() {
        return y.nodes() * row();
    }

    /** Cells of all nodes. */
    long cells() {
        return z.nodes() * plane();
    }

    /** Bytes of the nodes for some channels, and of the slices of nodes that each core works on. */
    long bytes(int channels, int cores) {
        long slices = channels * z.nodes() + (channels + 5L) * cores;
        long columns = (long) cores * z.nodes() * row();
        return Float.BYTES * (slices * plane() + columns);
    }
}
