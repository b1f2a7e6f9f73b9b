package org.hepar.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes NIfTI files byte by byte, right and wrong ones, without any code of the reader under test. */
final class NiftiBytes {

    int version = 1;
    boolean pair;
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    long[] dim = {3, 2, 3, 4, 1, 1, 1, 1};
    int datatype = 4;
    int bitpix = 16;
    double[] pixdim = {1, 1, 1, 1, 0, 0, 0, 0};
    double voxOffset = -1;
    double slope = 1;
    double inter;
    int units = 2;
    int qformCode;
    double[] quatern = new double[6];
    int sformCode;
    double[][] srow = new double[3][4];
    String magic;
    byte[] extension = {};
    byte[] voxels = {};

    static NiftiBytes of(long... size) {
        NiftiBytes made = new NiftiBytes();
        made.dim[0] = size.length;
        System.arraycopy(size, 0, made.dim, 1, size.length);
        return made;
    }

    NiftiBytes sform(double[][] affine) {
        sformCode = 1;
        srow = affine;
        return this;
    }

    /** Values as they come in the file, x fastest. */
    NiftiBytes values(int code, double... values) {
        datatype = code;
        bitpix = 8 * bytesOf(code);
        ByteBuffer to = ByteBuffer.allocate(values.length * bytesOf(code)).order(order);
        for (double value : values) {
            switch (code) {
                case 2, 256 -> to.put((byte) (long) value);
                case 4, 512 -> to.putShort((short) (long) value);
                case 8, 768 -> to.putInt((int) (long) value);
                case 1024 -> to.putLong((long) value);
                case 1280 -> to.putLong(value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE);
                case 16 -> to.putFloat((float) value);
                case 64 -> to.putDouble(value);
                default -> throw new IllegalArgumentException("code " + code);
            }
        }
        voxels = to.array();
        return this;
    }

    private static int bytesOf(int code) {
        return switch (code) {
            case 2, 256 -> 1;
            case 4, 512 -> 2;
            case 8, 768, 16 -> 4;
            default -> 8;
        };
    }

    byte[] header() {
        int length = version == 1 ? 348 : 540;
        double offset = voxOffset >= 0 ? voxOffset : pair ? 0 : length + 4 + extension.length;
        String letters = magic != null ? magic : (pair ? "ni" : "n+") + version + "\0";
        ByteBuffer to = ByteBuffer.allocate(length).order(order);
        to.putInt(0, length);
        if (version == 1) {
            for (int n = 0; n < 8; n++) {
                to.putShort(40 + 2 * n, (short) dim[n]).putFloat(76 + 4 * n, (float) pixdim[n]);
            }
            to.putShort(70, (short) datatype).putShort(72, (short) bitpix).putFloat(108, (float) offset);
            to.putFloat(112, (float) slope).putFloat(116, (float) inter).put(123, (byte) units);
            to.putShort(252, (short) qformCode).putShort(254, (short) sformCode);
            for (int n = 0; n < 6; n++) {
                to.putFloat(256 + 4 * n, (float) quatern[n]);
            }
            for (int n = 0; n < 12; n++) {
                to.putFloat(280 + 4 * n, (float) srow[n / 4][n % 4]);
            }
            to.put(344, letters.getBytes(StandardCharsets.ISO_8859_1));
        } else {
            to.put(4, (letters + "\r\n\032\n").getBytes(StandardCharsets.ISO_8859_1));
            to.putShort(12, (short) datatype).putShort(14, (short) bitpix);
            for (int n = 0; n < 8; n++) {
                to.putLong(16 + 8 * n, dim[n]).putDouble(104 + 8 * n, pixdim[n]);
            }
            to.putLong(168, (long) offset).putDouble(176, slope).putDouble(184, inter);
            to.putInt(344, qformCode).putInt(348, sformCode).putInt(500, units);
            for (int n = 0; n < 6; n++) {
                to.putDouble(352 + 8 * n, quatern[n]);
            }
            for (int n = 0; n < 12; n++) {
                to.putDouble(400 + 8 * n, srow[n / 4][n % 4]);
            }
        }
        return to.array();
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header());
        out.writeBytes(new byte[] {(byte) (extension.length > 0 ? 1 : 0), 0, 0, 0});
        out.writeBytes(extension);
        out.writeBytes(voxels);
        return out.toByteArray();
    }

    /** Writes one file, compressed if its name ends in .gz. */
    Path write(Path file) {
        return write(file, bytes());
    }

    /** Writes stem.hdr and stem.img with these endings added. */
    void writePair(Path folder, String stem, String headerEnding, String imageEnding) {
        write(folder.resolve(stem + headerEnding), header());
        write(folder.resolve(stem + imageEnding), voxels);
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, file.toString().endsWith(".gz") ? gzip(bytes) : bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
