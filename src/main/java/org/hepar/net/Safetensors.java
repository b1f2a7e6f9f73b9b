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

/**
 * Weights in the safetensors format (huggingface/safetensors, format specification): 8 bytes length, a JSON header
 * with type, shape and place of each tensor, the values little-endian. Single precision only. Equal tensors and
 * metadata give equal bytes. A file is written aside, forced to the disk and moved into place.
 *
 * @param tensors by name
 * @param metadata text by name, such as the network and its preprocessing
 */
public record Safetensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    private static final int LONGEST_HEADER = 100_000_000;

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
            throw new UncheckedIOException("cannot write weights to " + file + ": " + e.getMessage(), e);
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
     * Reads a file whole.
     *
     * @throws UncheckedIOException when it cannot be read
     * @throws IllegalArgumentException when it is no safetensors file, is cut off or holds another type than F32
     */
    public static Safetensors read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read weights from " + file + ": " + e, e);
        }
        try {
            return parse(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IndexOutOfBoundsException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " is no complete safetensors file of single precision (" + e.getMessage()
                    + "); it may be cut off: train again or restore it", e);
        }
    }

    private static Safetensors parse(ByteBuffer bytes) {
        if (bytes.capacity() < 8 || bytes.getLong(0) < 2 || bytes.getLong(0) > Math.min(LONGEST_HEADER, bytes.capacity() - 8)) {
            throw new IllegalArgumentException("its header length is impossible");
        }
        int headerLength = (int) bytes.getLong(0);
        byte[] header = new byte[headerLength];
        bytes.get(8, header);
        Map<?, ?> entries = (Map<?, ?>) Json.read(new String(header, StandardCharsets.UTF_8).trim());
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            if (entry.getKey().equals("__metadata__")) {
                ((Map<?, ?>) entry.getValue()).forEach((key, value) -> metadata.put((String) key, (String) value));
            } else {
                tensors.put((String) entry.getKey(), tensor(bytes, 8 + headerLength, (Map<?, ?>) entry.getValue()));
            }
        }
        return new Safetensors(tensors, metadata);
    }

    private static Tensor tensor(ByteBuffer bytes, int dataStart, Map<?, ?> description) {
        if (!"F32".equals(description.get("dtype"))) {
            throw new IllegalArgumentException("it holds the type " + description.get("dtype"));
        }
        long[] shape = ((List<?>) description.get("shape")).stream().mapToLong(length -> ((Number) length).longValue()).toArray();
        List<?> offsets = (List<?>) description.get("data_offsets");
        int start = Math.toIntExact(((Number) offsets.get(0)).longValue());
        int end = Math.toIntExact(((Number) offsets.get(1)).longValue());
        if (start < 0 || end < start || end > bytes.capacity() - dataStart) {
            throw new IllegalArgumentException("a tensor lies beyond its end");
        }
        float[] values = new float[(end - start) / 4];
        bytes.slice(dataStart + start, end - start).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return new Tensor(shape, values);
    }
}
