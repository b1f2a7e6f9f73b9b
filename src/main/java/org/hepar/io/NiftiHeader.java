package org.hepar.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    static final int LENGTH_1 = 348;
    static final int LENGTH_2 = 540;
    private static final int LONGEST_AXIS_1 = Short.MAX_VALUE;
    private static final int MM = 2;
    private static final int SCANNER = 1;
    private static final String MAGIC_2_TAIL = "\0\r\n\032\n";

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
        return (version == 1 ? LENGTH_1 : LENGTH_2) + 4;
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
                fits ? LENGTH_1 + 4 : LENGTH_2 + 4, 1, 0, MM, Qform.of(SCANNER, direction, origin), sform);
    }

    /** Without negative zeros. */
    private static List<Double> row(double a, double b, double c, double d) {
        return List.of(a + 0.0, b + 0.0, c + 0.0, d + 0.0);
    }

    /** The same place in space for a new single file, little-endian, unscaled, with another voxel type. */
    NiftiHeader storing(Datatype type) {
        return new NiftiHeader(version, ByteOrder.LITTLE_ENDIAN, version == 1 ? "n+1" : "n+2", dim, type.code(), 8 * type.bytes(),
                pixdim, firstVoxelOfSingleFile(), 1, 0, xyztUnits, qform, sform);
    }

    /** The bytes up to the first voxel: the header and the four bytes that say "no extension". */
    byte[] bytes() {
        ByteBuffer to = ByteBuffer.allocate((int) voxOffset).order(byteOrder);
        if (version == 1) {
            put1(to);
        } else {
            put2(to);
        }
        return to.array();
    }

    private void put1(ByteBuffer to) {
        to.putInt(0, LENGTH_1).put(38, (byte) 'r');
        to.putShort(40, (short) dim.size());
        for (int axis = 1; axis < 8; axis++) {
            to.putShort(40 + 2 * axis, axis <= dim.size() ? dim.get(axis - 1).shortValue() : 1);
        }
        to.putShort(70, (short) datatype).putShort(72, (short) bitpix);
        putFloats(to, 76, pixdim);
        to.putFloat(108, voxOffset).putFloat(112, (float) slope).putFloat(116, (float) inter).put(123, (byte) xyztUnits);
        to.put(148, "hepar".getBytes(StandardCharsets.US_ASCII));
        to.putShort(252, (short) qform.code()).putShort(254, (short) sform.code());
        putFloats(to, 256, List.of(qform.b(), qform.c(), qform.d(), qform.x(), qform.y(), qform.z()));
        putFloats(to, 280, sform.rowX());
        putFloats(to, 296, sform.rowY());
        putFloats(to, 312, sform.rowZ());
        to.put(344, magic.getBytes(StandardCharsets.US_ASCII));
    }

    private static void putFloats(ByteBuffer to, int at, List<Double> values) {
        for (int n = 0; n < values.size(); n++) {
            to.putFloat(at + 4 * n, values.get(n).floatValue());
        }
    }

    private void put2(ByteBuffer to) {
        to.putInt(0, LENGTH_2).put(4, (magic + MAGIC_2_TAIL).getBytes(StandardCharsets.US_ASCII));
        to.putShort(12, (short) datatype).putShort(14, (short) bitpix);
        to.putLong(16, dim.size());
        for (int axis = 1; axis < 8; axis++) {
            to.putLong(16 + 8 * axis, axis <= dim.size() ? dim.get(axis - 1) : 1);
        }
        putDoubles(to, 104, pixdim);
        to.putLong(168, voxOffset).putDouble(176, slope).putDouble(184, inter);
        to.put(240, "hepar".getBytes(StandardCharsets.US_ASCII));
        to.putInt(344, qform.code()).putInt(348, sform.code());
        putDoubles(to, 352, List.of(qform.b(), qform.c(), qform.d(), qform.x(), qform.y(), qform.z()));
        putDoubles(to, 400, sform.rowX());
        putDoubles(to, 432, sform.rowY());
        putDoubles(to, 464, sform.rowZ());
        to.putInt(500, xyztUnits);
    }

    private static void putDoubles(ByteBuffer to, int at, List<Double> values) {
        for (int n = 0; n < values.size(); n++) {
            to.putDouble(at + 8 * n, values.get(n));
        }
    }

    /** How many bytes the header has that starts with these four; refused if it is no NIfTI header. */
    static int length(byte[] start, Path file) {
        int little = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        int big = Integer.reverseBytes(little);
        if (little == LENGTH_1 || big == LENGTH_1) {
            return LENGTH_1;
        }
        if (little == LENGTH_2 || big == LENGTH_2) {
            return LENGTH_2;
        }
        throw new IllegalArgumentException(String.format(Locale.ROOT, "%s is no NIfTI file: it starts with the bytes %02x %02x %02x %02x, "
                + "expected a header length of 348 (NIfTI-1) or 540 (NIfTI-2); name a .nii, .nii.gz or .hdr file", file,
                start[0], start[1], start[2], start[3]));
    }

    /** Parses the whole header; only what makes it unreadable is refused here. */
    static NiftiHeader parse(byte[] bytes, Path file) {
        ByteBuffer from = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (from.getInt(0) != bytes.length) {
            from.order(ByteOrder.BIG_ENDIAN);
        }
        return bytes.length == LENGTH_1 ? parse1(from, file) : parse2(from, file);
    }

    private static NiftiHeader parse1(ByteBuffer from, Path file) {
        String magic = text(from, 344, 4);
        if (!magic.equals("n+1\0") && !magic.equals("ni1\0")) {
            throw new IllegalArgumentException(file + " has no NIfTI magic (=" + printable(magic) + "), expected n+1 or ni1: an ANALYZE 7.5 "
                    + "file does not tell left from right; convert it to NIfTI where the orientation is known");
        }
        int axes = axes(from.getShort(40), file);
        List<Long> dim = new ArrayList<>();
        for (int axis = 1; axis <= axes; axis++) {
            dim.add((long) from.getShort(40 + 2 * axis));
        }
        List<Double> q = floats(from, 256, 6);
        return new NiftiHeader(1, from.order(), magic.substring(0, 3), dim, from.getShort(70), from.getShort(72), floats(from, 76, 8),
                offset(from.getFloat(108), file), from.getFloat(112), from.getFloat(116), from.get(123) & 0xff,
                new Qform(from.getShort(252), q.get(0), q.get(1), q.get(2), q.get(3), q.get(4), q.get(5)),
                new Sform(from.getShort(254), floats(from, 280, 4), floats(from, 296, 4), floats(from, 312, 4)));
    }

    private static NiftiHeader parse2(ByteBuffer from, Path file) {
        String magic = text(from, 4, 8);
        if (!magic.equals("n+2" + MAGIC_2_TAIL) && !magic.equals("ni2" + MAGIC_2_TAIL)) {
            throw new IllegalArgumentException(file + " has a wrong NIfTI-2 magic (=" + printable(magic) + "), expected n+2 or ni2 followed by "
                    + "0d 0a 1a 0a: a transfer in text mode changes these bytes; copy the file again in binary mode");
        }
        int axes = axes(from.getLong(16), file);
        List<Long> dim = new ArrayList<>();
        for (int axis = 1; axis <= axes; axis++) {
            dim.add(from.getLong(16 + 8 * axis));
        }
        List<Double> q = doubles(from, 352, 6);
        return new NiftiHeader(2, from.order(), magic.substring(0, 3), dim, from.getShort(12), from.getShort(14), doubles(from, 104, 8),
                from.getLong(168), from.getDouble(176), from.getDouble(184), from.getInt(500),
                new Qform(from.getInt(344), q.get(0), q.get(1), q.get(2), q.get(3), q.get(4), q.get(5)),
                new Sform(from.getInt(348), doubles(from, 400, 4), doubles(from, 432, 4), doubles(from, 464, 4)));
    }

    private static int axes(long axes, Path file) {
        if (axes < 1 || axes > 7) {
            throw new IllegalArgumentException(file + " has a damaged header: dim[0] (=" + axes + ") must be 1 to 7; write the file again");
        }
        return (int) axes;
    }

    private static long offset(float offset, Path file) {
        if (offset != Math.rint(offset) || Float.isInfinite(offset)) {
            throw new IllegalArgumentException(file + " has a damaged header: vox_offset (=" + offset + ") must be a whole number of bytes; write the file again");
        }
        return (long) offset;
    }

    private static String text(ByteBuffer from, int at, int length) {
        return new String(from.array(), at, length, StandardCharsets.ISO_8859_1);
    }

    /** Control characters as two hexadecimal digits, so that a message stays one line. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(c > ' ' && c < 127 ? String.valueOf(c) : String.format(Locale.ROOT, " %02x", (int) c));
        }
        return out.toString().strip();
    }

    private static List<Double> floats(ByteBuffer from, int at, int count) {
        List<Double> values = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            values.add((double) from.getFloat(at + 4 * n));
        }
        return values;
    }

    private static List<Double> doubles(ByteBuffer from, int at, int count) {
        List<Double> values = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            values.add(from.getDouble(at + 8 * n));
        }
        return values;
    }
}
