package org.hepar.voxel;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Structures;
import org.hepar.volume.Vector;

/**
 * Brings masks onto another grid, in mm of patient space: each voxel of the target takes the voxel of the source in which its
 * centre lies, and is outside of the mask where the source has none. The axes of the two grids need not be parallel.
 *
 * <p>Along each of its axes, in voxels, source voxel i owns the centres from {@code i - 0.5} up to but not including
 * {@code i + 0.5}, and a centre less than a thousandth of a voxel before such a border counts as lying on it, so that the
 * rounding of a header does not decide: half-way between two voxels the one with the higher index is taken. For axes at right
 * angles this is the nearest voxel in mm.
 *
 * <p>Memory: the result. Slices of the target are worked on in parallel and independently of each other; of each row only the
 * part that meets the box around the mask is looked at.
 */
public final class NearestNeighbour {

    /** In voxels of the source. */
    private static final double TIE = 1e-3;
    private static final Span NONE = new Span(0, 0);

    private final Axis alongZ;
    private final Axis alongY;
    private final Axis alongX;
    private final Grid target;

    /** Where target voxel [z,y,x] lies along one axis of the source, in voxels, moved so that its whole part is the index taken. */
    private record Axis(double start, double perZ, double perY, double perX) {

        double row(int z, int y) {
            return start + z * perZ + y * perY;
        }
    }

    /** The x of a row from {@code from} to {@code to} exclusive. */
    private record Span(int from, int to) {
    }

    private NearestNeighbour(Grid source, Grid target) {
        this.target = target;
        Vector z = source.direction().alongZ().times(source.spacing().z());
        Vector y = source.direction().alongY().times(source.spacing().y());
        Vector x = source.direction().alongX().times(source.spacing().x());
        Vector shift = target.origin().plus(source.origin().times(-1));
        alongZ = axis(cross(x, y), z, shift);
        alongY = axis(cross(z, x), y, shift);
        alongX = axis(cross(y, z), x, shift);
    }

    /** Of the source axis that a step moves along: its index grows along the normal of the two others. */
    private Axis axis(Vector normal, Vector step, Vector shift) {
        Vector index = normal.times(1 / normal.dot(step));
        return new Axis(index.dot(shift) + 0.5 + TIE, index.dot(target.direction().alongZ()) * target.spacing().z(),
                index.dot(target.direction().alongY()) * target.spacing().y(), index.dot(target.direction().alongX()) * target.spacing().x());
    }

    private static Vector cross(Vector a, Vector b) {
        return new Vector(a.y() * b.z() - a.z() * b.y(), a.z() * b.x() - a.x() * b.z(), a.x() * b.y() - a.y() * b.x());
    }

    /**
     * All structures on another grid; the same words where both grids are the same.
     *
     * @throws IllegalArgumentException when no voxel of the target lies within the source, which is the sign of a header that
     *         does not say where its voxels lie
     */
    public static Structures onto(Structures structures, Grid target) {
        Map<String, PackedMask> masks = new LinkedHashMap<>();
        if (structures.grid().sameAs(target)) {
            structures.masks().forEach((name, mask) -> masks.put(name, new PackedMask(target, mask.words())));
            return new Structures(target, masks);
        }
        NearestNeighbour way = new NearestNeighbour(structures.grid(), target);
        Size size = structures.grid().size();
        if (!way.meets(new Box(0, 0, 0, size.z(), size.y(), size.x()))) {
            throw new IllegalArgumentException("the two grids have no voxel in common: " + structures.grid().differenceFrom(target)
                    + "; one of the files does not say where in the patient it lies: correct its header");
        }
        structures.masks().forEach((name, mask) -> masks.put(name, way.sampled(mask)));
        return new Structures(target, masks);
    }

    private boolean meets(Box box) {
        return IntStream.range(0, target.size().z()).parallel()
                .anyMatch(z -> IntStream.range(0, target.size().y()).anyMatch(y -> span(z, y, box) != NONE));
    }

    private PackedMask sampled(PackedMask mask) {
        PackedMask sampled = PackedMask.empty(target);
        Optional<Box> bounds = mask.bounds();
        if (bounds.isPresent()) {
            IntStream.range(0, target.size().z()).parallel().forEach(z -> {
                for (int y = 0; y < target.size().y(); y++) {
                    sampleRow(mask, span(z, y, bounds.get()), z, y, sampled);
                }
            });
        }
        return sampled;
    }

    private void sampleRow(PackedMask mask, Span span, int z, int y, PackedMask to) {
        double rowZ = alongZ.row(z, y);
        double rowY = alongY.row(z, y);
        double rowX = alongX.row(z, y);
        int row = to.row(z, y);
        for (int x = span.from; x < span.to; x++) {
            if (mask.at((int) (rowZ + x * alongZ.perX), (int) (rowY + x * alongY.perX), (int) (rowX + x * alongX.perX))) {
                to.words()[row + (x >> 6)] |= 1L << x;
            }
        }
    }

    /** The voxels of a target row that take voxels of a box. They are neighbours, so only the two ends are looked for. */
    private Span span(int z, int y, Box box) {
        double rowZ = alongZ.row(z, y);
        double rowY = alongY.row(z, y);
        double rowX = alongX.row(z, y);
        double[] ends = {0, target.size().x()};
        narrow(ends, rowZ, alongZ.perX, box.z0(), box.z1());
        narrow(ends, rowY, alongY.perX, box.y0(), box.y1());
        narrow(ends, rowX, alongX.perX, box.x0(), box.x1());
        if (!(ends[0] < ends[1])) {
            return NONE;
        }
        int from = (int) ends[0];
        int to = (int) ends[1];
        while (from < to && !takes(from, rowZ, rowY, rowX, box)) {
            from++;
        }
        while (from < to && !takes(to - 1, rowZ, rowY, rowX, box)) {
            to--;
        }
        return from < to ? new Span(from, to) : NONE;
    }

    /** Keeps at least all whole x for which {@code from <= row + x * step < to}, and at most two more at either end. */
    private void narrow(double[] ends, double row, double step, int from, int to) {
        if (step == 0) {
            ends[1] = row >= from && row < to ? ends[1] : 0;
            return;
        }
        double a = (from - row) / step;
        double b = (to - row) / step;
        ends[0] = Math.max(ends[0], Math.floor(Math.min(a, b)) - 1);
        ends[1] = Math.min(ends[1], Math.ceil(Math.max(a, b)) + 1);
    }

    private boolean takes(int x, double rowZ, double rowY, double rowX, Box box) {
        double z = rowZ + x * alongZ.perX;
        double y = rowY + x * alongY.perX;
        double at = rowX + x * alongX.perX;
        return z >= box.z0() && z < box.z1() && y >= box.y0() && y < box.y1() && at >= box.x0() && at < box.x1();
    }
}
