package org.hepar.execute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.hepar.train.Engine;

/** What a result depends on beside the experiment: Java, machine, engine, code version. */
final class Surroundings {

    private Surroundings() {
    }

    /** With the engine as it was started. */
    static Map<String, Object> describe() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("java", System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + ")");
        facts.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
        facts.put("cpu", cpu());
        facts.put("host", host());
        facts.put("user", System.getProperty("user.name", "unknown"));
        facts.put("cores", Runtime.getRuntime().availableProcessors());
        facts.put("heap_mb", Runtime.getRuntime().maxMemory() >> 20);
        facts.putAll(Engine.describe());
        facts.put("allocator", System.getProperty("hepar.allocator", "glibc"));
        facts.put("git_commit", git("unknown", "rev-parse", "HEAD"));
        facts.put("git_dirty", !git("", "status", "--porcelain").isEmpty());
        String version = Surroundings.class.getPackage().getImplementationVersion();
        facts.put("hepar_version", version == null ? "development" : version);
        return facts;
    }

    /** Highest resident memory of this process so far, MB; 0 where the system does not tell. */
    static long peakMemoryMb() {
        return fromProc("/proc/self/status", "VmHWM").replaceAll("\\D", "").transform(digits -> digits.isEmpty() ? 0 : Long.parseLong(digits) >> 10);
    }

    private static String host() {
        String name = System.getenv("HOSTNAME");
        if (name != null && !name.isBlank()) {
            return name;
        }
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String cpu() {
        String model = fromProc("/proc/cpuinfo", "model name");
        return model.isEmpty() ? "unknown" : model;
    }

    private static String fromProc(String file, String key) {
        try (var lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(key)).findFirst().map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("");
        } catch (IOException | java.io.UncheckedIOException e) {
            return "";
        }
    }

    private static String git(String otherwise, String... arguments) {
        String home = System.getProperty("hepar.home", ".");
        try {
            String[] command = new String[arguments.length + 3];
            command[0] = "git";
            command[1] = "-C";
            command[2] = home;
            System.arraycopy(arguments, 0, command, 3, arguments.length);
            Process process = new ProcessBuilder(command).redirectErrorStream(false).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : otherwise;
        } catch (IOException e) {
            return otherwise;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return otherwise;
        }
    }
}
