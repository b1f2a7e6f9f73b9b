package org.hepar.io;

import java.nio.ByteBuffer;
import java.util.Map;

/** How a NIfTI file stores one voxel (field {@code datatype} of the header): the real, scalar types. */
enum Datatype {
    UINT8(2, 1),
    INT16(4, 2),
    INT32(8, 4),
    FLOAT32(16, 4),
    FLOAT64(64, 8),
    INT8(256, 1),
    UINT16(512, 2),
    UINT32(768, 4),
    INT64(1024, 8),
    UINT64(1280, 8);

    private static final Map<Integer, String> REFUSED = Map.of(1, "one bit a voxel", 32, "complex64", 128, "RGB24",
            1536, "float128", 1792, "complex128", 2048, "complex256", 2304, "RGBA32");

    private final int code;
    private final int bytes;

    Datatype(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The type of a code; a code without a real number a voxel is refused. */
    static Datatype of(int code) {
        for (Datatype type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException("datatype (=" + code + ", " + REFUSED.getOrDefault(code, "unknown to the standard")
                + ") must be an integer of 8 to 64 bits, float32 or float64; convert the file to one of them");
    }

    int code() {
        return code;
    }

    /** Bytes a voxel. */
    int bytes() {
        return bytes;
    }

    /** Decodes {@code count} voxels of a buffer from its voxel {@code first} on, in its byte order. 64-bit integers beyond 2^53 are rounded. */
    void decode(ByteBuffer from, int first, double[] to, int count) {
        switch (this) {
            case UINT8 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.get(first + i) & 0xff;
                }
            }
            case INT8 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.get(first + i);
                }
            }
            case INT16 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.getShort(2 * (first + i));
                }
            }
            case UINT16 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.getShort(2 * (first + i)) & 0xffff;
                }
            }
            case INT32 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.getInt(4 * (first + i));
                }
            }
            case UINT32 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.getInt(4 * (first + i)) & 0xffffffffL;
                }
            }
            case INT64 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.getLong(8 * (first + i));
                }
            }
            case UINT64 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = unsigned(from.getLong(8 * (first + i)));
                }
            }
            case FLOAT32 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.getFloat(4 * (first + i));
                }
            }
            case FLOAT64 -> {
                for (int i = 0; i < count; i++) {
                    to[i] = from.getDouble(8 * (first + i));
                }
            }
        }
    }

    /** Halved with the lost bit kept sticky, so that the rounding to double is the right one. */
    private static double unsigned(long value) {
        return value >= 0 ? value : ((value >>> 1) | (value & 1)) * 2.0;
    }
}
