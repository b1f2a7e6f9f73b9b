package org.hepar.cli;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hepar.track.Dashboard;
import org.hepar.track.Mlflow;
import org.hepar.train.Engine;

/**
 * The checks of {@code hepar doctor}, each one {@link Finding}. A check that itself breaks is a finding too, never the
 * end of the examination.
 */
record Examination(Map<String, String> environment, Properties properties) {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final double GIGABYTE = 1 << 30;
    private static final double USUAL_RUN_GB = 2;

    List<Finding> findings() {
        return Stream.<Supplier<Finding>>of(
                        this::java, this::platform, this::cores, this::memory, this::allocator, this::engine, this::gpu, this::fonts,
                        this::disk, this::git, this::mlflow, this::data)
                .map(Supplier::get)
                .toList();
    }

    Finding java() {
        return Finding.ok("Java", property("java.version") + " (" + property("java.vendor") + "), " + property("java.home"));
    }

    Finding platform() {
        String platform = property("os.name") + " " + property("os.arch");
        return platform.equals("Linux amd64")
                ? Finding.ok("platform", platform + ", kernel " + property("os.version"))
                : Finding.needed("platform", platform + " has no engine: its native libraries are for Linux on x86_64 only");
    }

    Finding cores() {
        return Finding.ok("cores", Runtime.getRuntime().availableProcessors()
                + " (an experiment names the engine's threads, as results depend on their count: --set threads=4)");
    }

    Finding memory() {
        double heap = Runtime.getRuntime().maxMemory() / GIGABYTE;
        String text = String.format(Locale.ROOT, "%.1f GB in this machine, Java heap at most %.1f GB (HEPAR_HEAP=4g changes that)",
                machineBytes() / GIGABYTE, heap);
        return Finding.ok("memory", text);
    }

    private static long machineBytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getTotalMemorySize() : 0;
    }

    Finding allocator() {
        String allocator = properties.getProperty("hepar.allocator", "glibc");
        return allocator.equals("jemalloc")
                ? Finding.ok("allocator", "jemalloc")
                : Finding.optional("allocator", allocator
                        + "; with jemalloc training is 1.1 to 2 times as fast, with equal results: apt install libjemalloc2");
    }

    /** Starts the engine: on first use that unpacks its native libraries. */
    Finding engine() {
        Map<String, String> facts = Engine.describe();
        String problem = facts.get("error");
        return problem == null
                ? Finding.ok("engine", facts.get("engine") + " " + facts.get("engine_version") + " on " + facts.get("device"))
                : Finding.needed("engine", problem);
    }

    Finding gpu() {
        return Engine.problemOfGpu().map(problem -> Finding.optional("GPU", problem + "; networks are computed on the CPU (docs/gpu.md says what a GPU needs)"))
                .orElseGet(() -> Finding.ok("GPU", "can be used: device: gpu:0 in an experiment, or --set device=gpu:0"));
    }

    /** Draws a word in Java's own sans serif: without fontconfig and a font that fails, and the report's own one is used. */
    Finding fonts() {
        try {
            Graphics2D graphics = new BufferedImage(40, 20, BufferedImage.TYPE_BYTE_GRAY).createGraphics();
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
            graphics.drawString("hepar", 2, 15);
            graphics.dispose();
            return Finding.ok("fonts", "installed; figures are lettered in the bundled Liberation Sans");
        } catch (RuntimeException | Error noFonts) {
            return Finding.ok("fonts", "none installed; figures are lettered in the bundled Liberation Sans");
        }
    }

    Finding disk() {
        Path here = Path.of("").toAbsolutePath();
        try {
            double free = Files.getFileStore(here).getUsableSpace() / GIGABYTE;
            String text = String.format(Locale.ROOT, "%.1f GB free in %s", free, here);
            return free >= USUAL_RUN_GB
                    ? Finding.ok("disk", text)
                    : Finding.optional("disk", text + "; a run's predictions and figures may not fit: give --runs a roomier folder");
        } catch (IOException unreadable) {
            return Finding.optional("disk", "cannot be asked (" + unreadable.getMessage() + ")");
        }
    }

    Finding git() {
        String cure = "; with it each run records the commit of its code: apt install git";
        try {
            Process git = new ProcessBuilder("git", "--version").redirectErrorStream(true).start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = git.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return ended && git.exitValue() == 0
                    ? Finding.ok("git", said.replaceFirst("^git version ", ""))
                    : Finding.optional("git", "does not answer" + cure);
        } catch (IOException absent) {
            return Finding.optional("git", "not installed" + cure);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Finding.optional("git", "not looked at: interrupted");
        }
    }

    Finding mlflow() {
        String server = environment.getOrDefault("MLFLOW_TRACKING_URI", "");
        if (server.isBlank()) {
            return new Dashboard(Dashboard.USUAL).running().map(running -> Finding.ok("MLflow", "the dashboard at " + running.address()))
                    .orElseGet(() -> Finding.optional("MLflow", "MLFLOW_TRACKING_URI is not set; to compare runs in a browser: hepar dashboard"));
        }
        try {
            Mlflow.requireSettings(environment);
            Mlflow.Health health = Mlflow.health(Mlflow.server(server), environment, PATIENCE);
            return health.isGood() ? Finding.ok("MLflow", health.address() + " answers")
                    : Finding.optional("MLflow", health.address() + " cannot be used (" + health.trouble() + "); runs are recorded on disk only until it is well. Is it running? mlflow server");
        } catch (IllegalArgumentException refused) {
            return Finding.optional("MLflow", refused.getMessage());
        }
    }

    Finding data() {
        String folder = environment.getOrDefault("HEPAR_DATA", "");
        if (folder.isBlank()) {
            return Finding.optional("HEPAR_DATA", "not set; the experiments on real patients need it: export HEPAR_DATA=/folder/with/lits "
                    + "(docs/data.md tells what lies there); quickstart does without");
        }
        return Files.isDirectory(Path.of(folder))
                ? Finding.ok("HEPAR_DATA", folder)
                : Finding.optional("HEPAR_DATA", folder + " is no folder; set it to the one that holds the patients (docs/data.md)");
    }

    private String property(String name) {
        return properties.getProperty(name, "unknown");
    }
}
