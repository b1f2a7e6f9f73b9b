package org.hepar.train;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/** The GPUs that NVIDIA's driver for Linux tells of. */
final class Gpus {

    private static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");

    private Gpus() {
    }

    /** Models of all GPUs of this machine, each once; {@code unknown} where the driver does not tell. */
    static String models() {
        return models(DRIVER);
    }

    static String models(Path driver) {
        TreeSet<String> models = new TreeSet<>();
        try (DirectoryStream<Path> gpus = Files.newDirectoryStream(driver)) {
            for (Path gpu : gpus) {
                Files.readAllLines(gpu.resolve("information")).stream().filter(line -> line.startsWith("Model:"))
                        .map(line -> line.substring("Model:".length()).strip()).forEach(models::add);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            models.clear();
        }
        return models.isEmpty() ? "unknown" : String.join(", ", models);
    }
}
