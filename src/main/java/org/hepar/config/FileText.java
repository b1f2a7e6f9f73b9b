package org.hepar.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The text of a configuration file, or one line that says why it cannot be had. */
final class FileText {

    private static final int LARGEST = 4 << 20; // bytes; a split of ten thousand cases has a twentieth of it

    private FileText() {
    }

    /** The UTF-8 text without a byte order mark; throws what is wrong with the file as one short line. */
    static String read(Path file) {
        return read(file, file);
    }

    /** As {@link #read(Path)}, of a file that another one names, which is then not what was meant. */
    static String read(Path file, Path namedBy) {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException("is a folder; name a YAML file in it");
        }
        if (!Files.exists(file)) {
            Reason.unreachable(file).ifPresent(reason -> {
                throw new IllegalArgumentException("cannot be reached: " + reason);
            });
            throw new IllegalArgumentException("no such file; " + sibling(file, namedBy)
                    .map(name -> "did you mean '" + name + "'?")
                    .orElseGet(() -> "looked in " + Source.file(file, 0).folder()));
        }
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("may not be read; check its permissions");
        }
        return decode(bytes(file));
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IllegalArgumentException("has more than 4 MiB, so it is no configuration; name a YAML file");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": could not be read: " + Reason.of(e), e);
        }
    }

    private static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            String before = new String(bytes, 0, in.position(), StandardCharsets.UTF_8);
            throw new IllegalArgumentException("is not UTF-8 text (byte 0x%02X on line %d); save it as UTF-8".formatted(
                    bytes[in.position()], before.chars().filter(c -> c == '\n').count() + 1));
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Optional<String> sibling(Path file, Path namedBy) {
        Path folder = Source.file(file, 0).folder();
        if (folder == null || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.filter(f -> Files.isRegularFile(f) && !f.equals(namedBy.toAbsolutePath().normalize())).map(f -> f.getFileName().toString()).toList();
            return Names.nearest(file.getFileName().toString(), names);
        } catch (IOException e) {
            return Optional.empty(); // only a suggestion is lost
        }
    }
}
