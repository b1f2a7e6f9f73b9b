package org.hepar.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.hepar.volume.LabelMapping;

/**
 * What reading alone costs, as the measure of {@code hepar score}: all label files of some folders, on all cores, once only inflated
 * and thrown away, once read into structures. Arguments: {@code inflate} or {@code read}, then folders. Time it as a whole process.
 */
public final class ReadBenchmark {

    private ReadBenchmark() {
    }

    public static void main(String[] arguments) {
        List<Path> files = Arrays.stream(arguments).skip(1).map(Path::of).flatMap(ReadBenchmark::files).toList();
        long began = System.nanoTime();
        long voxels = files.parallelStream().mapToLong(arguments[0].equals("read") ? ReadBenchmark::read : ReadBenchmark::inflate).sum();
        System.out.printf(Locale.ROOT, "%s %d files in %.2f s (%d)%n", arguments[0], files.size(), (System.nanoTime() - began) / 1e9, voxels);
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long read(Path file) {
        return Nifti.readStructures(file, LabelMapping.LITS).structures().grid().voxels();
    }

    private static long inflate(Path file) {
        byte[] buffer = new byte[1 << 18];
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            long bytes = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                bytes += n;
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
