package org.hepar.io;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;

/**
 * How a file stores the voxels of an internal grid: the order and direction of its axes, and the header whose size,
 * affine, codes, units and NIfTI version a file written beside it repeats bit by bit.
 *
 * <p>The internal grid is reached by exchanging and reversing axes only; what remains oblique stays in the grid's
 * {@link Direction}. No voxel value is ever interpolated.
 *
 * @param grid the internal grid: the orientation nearest to axial, LPS, mm
 * @param axes the file's axes along the internal ones
 * @param header the header as read
 */
public record StoredGrid(Grid grid, AxisOrder axes, NiftiHeader header) {

    private static final String[] AXIS = {"i", "j", "k"};
    private static final double SEEN_DEGREES = 0.05;

    /** The stored form of a grid that comes from no file: its own axes, mm, NIfTI-1 (NIfTI-2 if an axis is longer than 32767). */
    public static StoredGrid of(Grid grid) {
        return new StoredGrid(grid, AxisOrder.AS_STORED, NiftiHeader.of(grid));
    }

    /**
     * The grid in the file's own order of axes i, j, k, as other tools show it: {@code 512 x 512 x 75 voxels of 0.7031 x 0.7031 x 5 mm, the first at
     * RAS (172.1, 358.5, -10) mm, axes to L, P, S}; how far axes lie from those of the body, where they are oblique.
     */
    public String words() {
        double[][] affine = header.affine();
        Vector[] step = {lps(affine, 0, header.unitMm()), lps(affine, 1, header.unitMm()), lps(affine, 2, header.unitMm())};
        Vector first = lps(affine, 3, header.unitMm());
        List<String> size = new ArrayList<>();
        List<String> spacing = new ArrayList<>();
        for (int axis = 0; axis < 3; axis++) {
            size.add(String.valueOf(axis < header.dim().size() ? header.dim().get(axis) : 1));
            spacing.add(rounded(step[axis].length()));
            step[axis] = step[axis].times(1 / step[axis].length());
        }
        AxisOrder order = AxisOrder.nearestAxial(step);
        String[] towards = new String[3];
        towards[order.x()] = order.xFlipped() ? "R" : "L";
        towards[order.y()] = order.yFlipped() ? "A" : "P";
        towards[order.z()] = order.zFlipped() ? "I" : "S";
        double cosine = Math.min(Math.abs(step[order.x()].x()), Math.min(Math.abs(step[order.y()].y()), Math.abs(step[order.z()].z())));
        double oblique = Math.toDegrees(Math.acos(Math.min(1, cosine)));
        return String.join(" x ", size) + " voxels of " + String.join(" x ", spacing) + " mm, the first at RAS (" + rounded(0.0 - first.x()) + ", "
                + rounded(0.0 - first.y()) + ", " + rounded(first.z()) + ") mm, axes to " + String.join(", ", towards)
                + (oblique < SEEN_DEGREES ? "" : ", oblique by up to " + rounded(Math.round(10 * oblique) / 10.0) + " degrees");
    }

    /** Where a voxel of the grid lies in the file: {@code [x,y,z] = [7,33,3] of the file}, its fastest axis first. */
    public String place(int voxel) {
        Size size = grid.size();
        int[] index = new int[3];
        index[axes.x()] = turned(voxel % size.x(), size.x(), axes.xFlipped());
        index[axes.y()] = turned(voxel / size.x() % size.y(), size.y(), axes.yFlipped());
        index[axes.z()] = turned(voxel / size.x() / size.y(), size.z(), axes.zFlipped());
        return "[x,y,z] = [" + index[0] + "," + index[1] + "," + index[2] + "] of the file";
    }

    private static int turned(int index, int length, boolean flipped) {
        return flipped ? length - 1 - index : index;
    }

    /** To a ten-thousandth of a millimetre. */
    private static String rounded(double number) {
        BigDecimal rounded = new BigDecimal(number).setScale(4, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** The grid of a header; refused if the file is no single volume or its affine is no voxel grid. */
    static StoredGrid of(NiftiHeader header, Path file) {
        int[] size = size(header, file);
        double[][] affine = affine(header, file);
        Vector[] step = {lps(affine, 0, header.unitMm()), lps(affine, 1, header.unitMm()), lps(affine, 2, header.unitMm())};
        Vector[] along = new Vector[3];
        for (int axis = 0; axis < 3; axis++) {
            along[axis] = unit(step[axis], axis, header, file);
        }
        AxisOrder axes = AxisOrder.nearestAxial(along);
        Vector origin = lps(affine, 3, header.unitMm());
        origin = axes.xFlipped() ? lastOf(origin, step[axes.x()], size[axes.x()]) : origin;
        origin = axes.yFlipped() ? lastOf(origin, step[axes.y()], size[axes.y()]) : origin;
        origin = axes.zFlipped() ? lastOf(origin, step[axes.z()], size[axes.z()]) : origin;
        try {
            Direction direction = new Direction(turned(along[axes.x()], axes.xFlipped()), turned(along[axes.y()], axes.yFlipped()),
                    turned(along[axes.z()], axes.zFlipped()));
            Spacing spacing = new Spacing(step[axes.z()].length(), step[axes.y()].length(), step[axes.x()].length());
            return new StoredGrid(new Grid(new Size(size[axes.z()], size[axes.y()], size[axes.x()]), spacing, origin, direction), axes, header);
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException(file + ": the " + header.affineSource() + " is unusable: " + unusable.getMessage(), unusable);
        }
    }

    private static int[] size(NiftiHeader header, Path file) {
        List<Long> dim = header.dim();
        int[] size = {1, 1, 1};
        long voxels = 1;
        for (int axis = 0; axis < dim.size(); axis++) {
            long length = dim.get(axis);
            if (length < 1) {
                throw new IllegalArgumentException(file + " has a damaged header: size (=" + dim + ", fastest axis first) needs at least one voxel "
                        + "along each axis; write the file again");
            }
            if (axis > 2 && length > 1) {
                throw new IllegalArgumentException(file + " has " + dim.size() + " axes (=" + dim + "): one volume of 3 axes is needed; "
                        + "write the one that is meant as a file of its own");
            }
            if (length > Integer.MAX_VALUE - 8 || voxels * length > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(file + " is too large: size (=" + dim + ", fastest axis first) has more than 2147483639 voxels; "
                        + "crop it, or write the file again if its header is damaged");
            }
            voxels *= length;
            if (axis < 3) {
                size[axis] = (int) length;
            }
        }
        if (dim.size() < 2) {
            throw new IllegalArgumentException(file + " has 1 axis (=" + dim + "): a slice (2 axes) or a volume (3 axes) is needed");
        }
        return size;
    }

    private static double[][] affine(NiftiHeader header, Path file) {
        if (header.affineSource().equals("qform") && !header.qform().valid()) {
            throw new IllegalArgumentException(file + ": the qform is unusable: quaternion (b, c, d = " + header.qform().b() + ", " + header.qform().c()
                    + ", " + header.qform().d() + ") must have b² + c² + d² of at most 1 and a finite offset; correct the header");
        }
        requireDistances(header, file);
        return header.affine();
    }

    /** A sform alone could place the voxels, but a header without distances is damaged and other programs read it otherwise. */
    private static void requireDistances(NiftiHeader header, Path file) {
        for (int axis = 1; header.affineSource().equals("sform") && axis <= Math.min(3, header.dim().size()); axis++) {
            double distance = Math.abs(header.pixdim().get(axis));
            if (!(distance > 0) || Double.isInfinite(distance)) {
                throw new IllegalArgumentException(file + ": pixdim[" + axis + "] gives axis " + AXIS[axis - 1] + " a spacing of " + distance
                        + ", expected a finite number above 0; correct the header, for example from the original scan");
            }
        }
    }

    private static Vector unit(Vector step, int axis, NiftiHeader header, Path file) {
        double length = step.length();
        if (!(length > 0) || Double.isInfinite(length)) {
            throw new IllegalArgumentException(file + ": the " + header.affineSource() + " gives axis " + AXIS[axis] + " a spacing of " + length
                    + " mm, expected a finite number above 0; correct the header, for example from the original scan");
        }
        return new Vector(step.x() / length, step.y() / length, step.z() / length);
    }

    /** A column of a RAS affine as LPS vector in mm, without negative zeros. */
    private static Vector lps(double[][] affine, int column, double unitMm) {
        return new Vector(0.0 - affine[0][column] * unitMm, 0.0 - affine[1][column] * unitMm, 0.0 + affine[2][column] * unitMm);
    }

    private static Vector lastOf(Vector first, Vector step, int length) {
        return first.plus(step.times(length - 1));
    }

    private static Vector turned(Vector along, boolean flipped) {
        return flipped ? new Vector(0.0 - along.x(), 0.0 - along.y(), 0.0 - along.z()) : along;
    }
}
