package org.hepar.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the fields of a NIfTI header lie, byte by byte, in both directions.
 *
 * <p>Source: nifti1.h (348 bytes, the fields of ANALYZE 7.5 put to new use) and nifti2.h (540 bytes, wider numbers).
 */
final class HeaderLayout {

    static final int LENGTH_1 = 348;
    static final int LENGTH_2 = 540;
    /** Bytes that a transfer in text mode would change. */
    private static final String MAGIC_2_TAIL = "\0\r\n\032\n";

    private HeaderLayout() {
    }

    /** The bytes up to the first voxel: the header and the four bytes that say "no extension". */
    static byte[] bytes(NiftiHeader header) {
        ByteBuffer to = ByteBuffer.allocate(header.firstVoxelOfSingleFile()).order(header.byteOrder());
        if (header.version() == 1) {
            put1(header, to);
        } else {
            put2(header, to);
        }
        return to.array();
    }

    private static void put1(NiftiHeader header, ByteBuffer to) {
        to.putInt(0, LENGTH_1).put(38, (byte) 'r');
        to.putShort(40, (short) header.dim().size());
        for (int axis = 1; axis < 8; axis++) {
            to.putShort(40 + 2 * axis, axis <= header.dim().size() ? header.dim().get(axis - 1).shortValue() : 1);
        }
        to.putShort(70, (short) header.datatype()).putShort(72, (short) header.bitpix());
        putFloats(to, 76, header.pixdim());
        to.putFloat(108, header.voxOffset()).putFloat(112, (float) header.slope()).putFloat(116, (float) header.inter()).put(123, (byte) header.xyztUnits());
        to.put(148, "hepar".getBytes(StandardCharsets.US_ASCII));
        to.putShort(252, (short) header.qform().code()).putShort(254, (short) header.sform().code());
        putFloats(to, 256, List.of(header.qform().b(), header.qform().c(), header.qform().d(), header.qform().x(), header.qform().y(), header.qform().z()));
        putFloats(to, 280, header.sform().rowX());
        putFloats(to, 296, header.sform().rowY());
        putFloats(to, 312, header.sform().rowZ());
        to.put(344, header.magic().getBytes(StandardCharsets.US_ASCII));
    }

    private static void putFloats(ByteBuffer to, int at, List<Double> values) {
        for (int n = 0; n < values.size(); n++) {
            to.putFloat(at + 4 * n, values.get(n).floatValue());
        }
    }

    private static void put2(NiftiHeader header, ByteBuffer to) {
        to.putInt(0, LENGTH_2).put(4, (header.magic() + MAGIC_2_TAIL).getBytes(StandardCharsets.US_ASCII));
        to.putShort(12, (short) header.datatype()).putShort(14, (short) header.bitpix());
        to.putLong(16, header.dim().size());
        for (int axis = 1; axis < 8; axis++) {
            to.putLong(16 + 8 * axis, axis <= header.dim().size() ? header.dim().get(axis - 1) : 1);
        }
        putDoubles(to, 104, header.pixdim());
        to.putLong(168, header.voxOffset()).putDouble(176, header.slope()).putDouble(184, header.inter());
        to.put(240, "hepar".getBytes(StandardCharsets.US_ASCII));
        to.putInt(344, header.qform().code()).putInt(348, header.sform().code());
        putDoubles(to, 352, List.of(header.qform().b(), header.qform().c(), header.qform().d(), header.qform().x(), header.qform().y(), header.qform().z()));
        putDoubles(to, 400, header.sform().rowX());
        putDoubles(to, 432, header.sform().rowY());
        putDoubles(to, 464, header.sform().rowZ());
        to.putInt(500, header.xyztUnits());
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
