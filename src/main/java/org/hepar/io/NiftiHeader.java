package org.hepar.io;

import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;

/**
 * The header of a NIfTI-1 or NIfTI-2 file, field by field as stored: lengths in the spatial unit of {@code xyztUnits},
 * positions in the RAS frame (x to the right, y to the front, z to the head).
 *
 * <p>Source: nifti1.h (NIfTI-1.1, 348 bytes) and nifti2.h (NIfTI-2, 540 bytes). Fields about time, slice timing, intent
 * and display are not kept; header extensions are skipped.
 *
 * @param version 1 or 2
 * @param byteOrder of the header and the voxels
 * @param magic {@code n+1}, {@code ni1}, {@code n+2} or {@code ni2}: one file, or header and voxels in two
 * @param dim voxels along each axis, fastest first: dim[1] to dim[dim[0]] of the standard
 * @param datatype code of the voxel type
 * @param bitpix bits a voxel, as stored
 * @param pixdim the eight stored numbers: the handedness (qfac), then the voxel distance along each axis
 * @param voxOffset byte at which the voxels start, in their file
 * @param slope factor of stored values; 0 or NaN means that values are not scaled
 * @param inter added to scaled values
 * @param xyztUnits unit codes: the lowest three bits hold the spatial unit (1 metre, 2 mm, 3 micrometre, else unknown)
 */
public record NiftiHeader(int version, ByteOrder byteOrder, String magic, List<Long> dim, int datatype, int bitpix,
        List<Double> pixdim, long voxOffset, double slope, double inter, int xyztUnits, Qform qform, Sform sform) {

    private static final int LONGEST_AXIS_1 = Short.MAX_VALUE;
    private static final int MM = 2;
    private static final int SCANNER = 1;

    public NiftiHeader {
        dim = List.copyOf(dim);
        pixdim = List.copyOf(pixdim);
    }

    /** Reads the header of a .nii, .nii.gz, .hdr or .hdr.gz file (or of an .img beside its .hdr) and nothing of its voxels. */
    public static NiftiHeader read(Path file) {
        return NiftiInput.header(file);
    }

    /** Whether header and voxels lie in two files (.hdr and .img). */
    public boolean pair() {
        return magic.startsWith("ni");
    }

    /** Factor from the header's spatial unit to mm; 1 if the unit is not given. */
    public double unitMm() {
        return switch (xyztUnits & 7) {
            case 1 -> 1000;
            case 3 -> 0.001;
            default -> 1;
        };
    }

    /** The first byte behind the header and the four bytes that announce extensions. */
    int firstVoxelOfSingleFile() {
        return (version == 1 ? HeaderLayout.LENGTH_1 : HeaderLayout.LENGTH_2) + 4;
    }

    /**
     * Rows x, y, z of the matrix {@code [3][4]} from file index (i, j, k, 1) to RAS position, in the header's unit: the sform
     * if its code is above 0, else the qform if its code is, else the voxel distances alone along +x, +y and +z
     * (methods 3, 2 and 1 of the standard; nibabel, in the last case, mirrors x and centres the volume instead).
     *
     * <p>An axis that a two-dimensional file does not have stands upright on the other two, one unit long, if the header
     * gives it no length.
     */
    public double[][] affine() {
        double[][] affine = sform.code() > 0 ? sformAffine() : qform.code() > 0 ? qformAffine() : pixdimAffine();
        if (dim.size() < 3 && length(affine, 2) == 0) {
            standThirdAxisUp(affine);
        }
        return affine;
    }

    /** Where {@link #affine()} comes from, for messages. */
    String affineSource() {
        return sform.code() > 0 ? "sform" : qform.code() > 0 ? "qform" : "pixdim";
    }

    private double[][] sformAffine() {
        double[][] affine = new double[3][4];
        for (int column = 0; column < 4; column++) {
            affine[0][column] = sform.rowX().get(column);
            affine[1][column] = sform.rowY().get(column);
            affine[2][column] = sform.rowZ().get(column);
        }
        return affine;
    }

    private double[][] qformAffine() {
        double[][] rotation = qform.rotation();
        double[] step = {distance(1), distance(2), distance(3) * (pixdim.get(0) < 0 ? -1 : 1)};
        double[] offset = {qform.x(), qform.y(), qform.z()};
        double[][] affine = new double[3][4];
        for (int row = 0; row < 3; row++) {
            for (int column = 0; column < 3; column++) {
                affine[row][column] = rotation[row][column] * step[column];
            }
            affine[row][3] = offset[row];
        }
        return affine;
    }

    private double[][] pixdimAffine() {
        return new double[][] {{distance(1), 0, 0, 0}, {0, distance(2), 0, 0}, {0, 0, distance(3), 0}};
    }

    private double distance(int axis) {
        return Math.abs(pixdim.get(axis));
    }

    private static double length(double[][] affine, int column) {
        return Math.sqrt(affine[0][column] * affine[0][column] + affine[1][column] * affine[1][column] + affine[2][column] * affine[2][column]);
    }

    private static void standThirdAxisUp(double[][] affine) {
        double area = length(affine, 0) * length(affine, 1);
        for (int row = 0; row < 3; row++) {
            int a = (row + 1) % 3;
            int b = (row + 2) % 3;
            affine[row][2] = (affine[a][0] * affine[b][1] - affine[b][0] * affine[a][1]) / area;
        }
    }

    /** The header of a new file whose axes are those of a grid: sform and qform (both "scanner"), in mm. */
    static NiftiHeader of(Grid grid) {
        Size size = grid.size();
        Spacing spacing = grid.spacing();
        Direction direction = grid.direction();
        Vector x = direction.alongX().times(spacing.x());
        Vector y = direction.alongY().times(spacing.y());
        Vector z = direction.alongZ().times(spacing.z());
        Vector origin = grid.origin();
        Sform sform = new Sform(SCANNER, row(-x.x(), -y.x(), -z.x(), -origin.x()), row(-x.y(), -y.y(), -z.y(), -origin.y()),
                row(x.z(), y.z(), z.z(), origin.z()));
        boolean fits = Math.max(size.x(), Math.max(size.y(), size.z())) <= LONGEST_AXIS_1;
        return new NiftiHeader(fits ? 1 : 2, ByteOrder.LITTLE_ENDIAN, fits ? "n+1" : "n+2",
                List.of((long) size.x(), (long) size.y(), (long) size.z()), Datatype.FLOAT32.code(), 32,
                List.of((double) Qform.handedness(direction), spacing.x(), spacing.y(), spacing.z(), 0.0, 0.0, 0.0, 0.0),
                fits ? HeaderLayout.LENGTH_1 + 4 : HeaderLayout.LENGTH_2 + 4, 1, 0, MM, Qform.of(SCANNER, direction, origin), sform);
    }

    /** Without negative zeros. */
    private static List<Double> row(double a, double b, double c, double d) {
        return List.of(a + 0.0, b + 0.0, c + 0.0, d + 0.0);
    }

    /** How many volumes of three axes the file holds. */
    long volumes() {
        return dim.stream().skip(3).reduce(1L, Math::multiplyExact);
    }

    /** The header of one of the file's volumes, as if it stood alone. */
    NiftiHeader ofOneVolume() {
        return dim.size() <= 3 ? this : with(dim.subList(0, 3));
    }

    /** The header of several volumes of this kind, one after the other along a fourth axis. */
    NiftiHeader ofVolumes(int volumes) {
        List<Long> four = new ArrayList<>(dim.subList(0, Math.min(3, dim.size())));
        while (four.size() < 3) {
            four.add(1L);
        }
        four.add((long) volumes);
        return with(four);
    }

    private NiftiHeader with(List<Long> otherDim) {
        return new NiftiHeader(version, byteOrder, magic, otherDim, datatype, bitpix, pixdim, voxOffset, slope, inter, xyztUnits, qform, sform);
    }

    /** The same place in space for a new single file, little-endian, unscaled, with another voxel type. */
    NiftiHeader storing(Datatype type) {
        return new NiftiHeader(version, ByteOrder.LITTLE_ENDIAN, version == 1 ? "n+1" : "n+2", dim, type.code(), 8 * type.bytes(),
                pixdim, firstVoxelOfSingleFile(), 1, 0, xyztUnits, qform, sform);
    }
}
