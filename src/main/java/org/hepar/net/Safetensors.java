package org.hepar.net;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.config.Json;
import org.hepar.config.Reason;

/**
 * Weights in the safetensors format (huggingface/safetensors, format specification): 8 bytes length, a JSON header
 * with type, shape and place of each tensor, the values little-endian. Single precision only, but for files of others. Equal tensors and
 * metadata give equal bytes. A file is written aside, forced to the disk and moved into place.
 *
 * @param tensors by name
 * @param metadata text by name, such as the network and its preprocessing
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    private static final int LONGEST_HEADER = 100_000_000;
    /** A byte array of Java ends there. */
    private static final long LARGEST_FILE = Integer.MAX_VALUE - 16L;

    public void write(Path file) {
        Path aside = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 20)) {
                writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write weights to " + file + ": " + Reason.of(e), e);
        }
    }

    /** SHA-256 (hex) of the file that {@link #write} makes. */
    public String sha256() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException | IOException e) {
            throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        byte[] header = header();
        out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
        out.write(header);
        for (Tensor tensor : tensors.values()) {
            ByteBuffer bytes = ByteBuffer.allocate(tensor.values().length * 4).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(tensor.values());
            out.write(bytes.array());
        }
    }

    private byte[] header() {
        Map<String, Object> entries = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            entries.put("__metadata__", metadata);
        }
        long at = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            long end = at + entry.getValue().values().length * 4L;
            Map<String, Object> description = new LinkedHashMap<>();
            description.put("dtype", "F32");
            description.put("shape", java.util.Arrays.stream(entry.getValue().shape()).boxed().toList());
            description.put("data_offsets", List.of(at, end));
            entries.put(entry.getKey(), description);
            at = end;
        }
        String json = Json.write(entries);
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What a file of others holds.
     *
     * @param tensors by name, in single precision
     * @param wholeNumbers types of arrays of whole numbers, such as I64, by name
     */
    public record OfOthers(Map<String, Tensor> tensors, Map<String, String> wholeNumbers) {

        /** Types that are read. */
        public static final String READ = "F64, F32, F16 and BF16";
    }

    /**
     * Reads a file whole.
     *
     * @throws UncheckedIOException when it cannot be read
     * @throws IllegalArgumentException when it is no safetensors file, is cut off or holds another type than F32
     */
    public static Safetensors read(Path file) {
        try {
            Content content = Content.of(bytes(file));
            content.requireOnlySinglePrecision();
            return new Safetensors(content.tensors(), content.metadata());
        } catch (IndexOutOfBoundsException | ArithmeticException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is no complete safetensors file of single precision (" + e.getMessage()
                    + "); it may be cut off: train again or restore it", e);
        }
    }

    /**
     * Reads a file of others: values of 16 and 64 bits become single precision, arrays of whole numbers are named only.
     *
     * @throws UncheckedIOException when it cannot be read
     * @throws IllegalArgumentException when it is no safetensors file, or is cut off
     */
    public static OfOthers readOfOthers(Path file) {
        try {
            Content content = Content.of(bytes(file));
            return new OfOthers(content.tensors(), content.wholeNumbers());
        } catch (IndexOutOfBoundsException | ArithmeticException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is no complete safetensors file (" + e.getMessage()
                    + "); in Python, safetensors.torch.save_file(network.state_dict(), file) writes one", e);
        }
    }

    private static ByteBuffer bytes(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new IOException(Files.exists(file) ? "it is no file" : Reason.unreachable(file).orElse("there is no such file"));
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new IOException("it has " + (Files.size(file) >> 20) + " MB, at most " + (LARGEST_FILE >> 20) + " can be read");
            }
            return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read weights from " + file + ": " + Reason.of(e), e);
        }
    }

    /** A file's parts: header and values. */
    private record Content(ByteBuffer bytes, int dataStart, Map<?, ?> entries) {

        private static final String METADATA = "__metadata__";

        static Content of(ByteBuffer bytes) {
            if (bytes.capacity() < 8 || bytes.getLong(0) < 2 || bytes.getLong(0) > Math.min(LONGEST_HEADER, bytes.capacity() - 8)) {
                throw new IllegalArgumentException("its header length is impossible");
            }
            byte[] header = new byte[(int) bytes.getLong(0)];
            bytes.get(8, header);
            return new Content(bytes, 8 + header.length, (Map<?, ?>) Json.read(new String(header, StandardCharsets.UTF_8).trim()));
        }

        Map<String, String> metadata() {
            Map<String, String> metadata = new LinkedHashMap<>();
            if (entries.get(METADATA) instanceof Map<?, ?> stored) {
                stored.forEach((key, value) -> metadata.put((String) key, (String) value));
            }
            return metadata;
        }

        private List<String> names() {
            return entries.keySet().stream().map(String.class::cast).filter(name -> !name.equals(METADATA)).toList();
        }

        private Type type(String name) {
            return Type.of(dtype(name));
        }

        void requireOnlySinglePrecision() {
            for (String name : names()) {
                if (type(name) != Type.F32) {
                    throw new IllegalArgumentException("it holds the type " + dtype(name));
                }
            }
        }

        Map<String, Tensor> tensors() {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (String name : names()) {
                if (type(name) != Type.WHOLE) {
                    tensors.put(name, tensor(name));
                }
            }
            return tensors;
        }

        Map<String, String> wholeNumbers() {
            Map<String, String> types = new LinkedHashMap<>();
            names().stream().filter(name -> type(name) == Type.WHOLE).forEach(name -> types.put(name, dtype(name)));
            return types;
        }

        private String dtype(String name) {
            return (String) ((Map<?, ?>) entries.get(name)).get("dtype");
        }

        private Tensor tensor(String name) {
            Map<?, ?> description = (Map<?, ?>) entries.get(name);
            long[] shape = ((List<?>) description.get("shape")).stream().mapToLong(length -> ((Number) length).longValue()).toArray();
            List<?> offsets = (List<?>) description.get("data_offsets");
            int start = Math.toIntExact(((Number) offsets.get(0)).longValue());
            int end = Math.toIntExact(((Number) offsets.get(1)).longValue());
            if (start < 0 || end < start || end > bytes.capacity() - dataStart) {
                throw new IllegalArgumentException("a tensor lies beyond its end");
            }
            return new Tensor(shape, type(name).values(bytes.slice(dataStart + start, end - start).order(ByteOrder.LITTLE_ENDIAN)));
        }
    }

    /** How numbers are stored. */
    private enum Type {
        F32 {
            @Override
            float[] values(ByteBuffer bytes) {
                float[] values = new float[bytes.capacity() / 4];
                bytes.asFloatBuffer().get(values);
                return values;
            }
        },
        F64 {
            @Override
            float[] values(ByteBuffer bytes) {
                float[] values = new float[bytes.capacity() / 8];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) bytes.getDouble(8 * i);
                }
                return values;
            }
        },
        /** The upper half of a single-precision number. */
        BF16 {
            @Override
            float[] values(ByteBuffer bytes) {
                float[] values = new float[bytes.capacity() / 2];
                for (int i = 0; i < values.length; i++) {
                    values[i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                }
                return values;
            }
        },
        F16 {
            @Override
            float[] values(ByteBuffer bytes) {
                float[] values = new float[bytes.capacity() / 2];
                for (int i = 0; i < values.length; i++) {
                    values[i] = half(bytes.getShort(2 * i));
                }
                return values;
            }
        },
        WHOLE {
            @Override
            float[] values(ByteBuffer bytes) {
                throw new IllegalStateException("whole numbers are no weights");
            }
        };

        abstract float[] values(ByteBuffer bytes);

        static Type of(String stored) {
            return switch (stored) {
                case "F32" -> F32;
                case "F64" -> F64;
                case "BF16" -> BF16;
                case "F16" -> F16;
                case "BOOL", "U8", "I8", "U16", "I16", "U32", "I32", "U64", "I64" -> WHOLE;
                default -> throw new IllegalArgumentException("it holds the type " + stored);
            };
        }

        /** IEEE 754 half precision: 1 bit sign, 5 bits exponent, 10 bits fraction. */
        private static float half(short bits) {
            int exponent = bits >> 10 & 0x1F;
            int fraction = bits & 0x3FF;
            double size = exponent == 0x1F ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                    : exponent == 0 ? Math.scalb((double) fraction, -24) : Math.scalb(1 + fraction / 1024.0, exponent - 15);
            return (float) (bits < 0 ? -size : size);
        }
    }
}
