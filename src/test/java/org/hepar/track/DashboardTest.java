package org.hepar.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts stand for mlflow: what a dashboard does with those that are absent, old, or broken. */
@Timeout(120)
class DashboardTest {

    private static final String NOWHERE = "no-such-command-of-hepar";
    private static final List<String> NO_PYTHON = List.of(NOWHERE);

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();

    private Dashboard dashboard(String mlflow, List<String> pythons) {
        return new Dashboard(folder.resolve("own"), new Dashboard.Programs(mlflow, pythons));
    }

    private String script(Path file, String lines) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + lines);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file.toString();
    }

    /** One that works as far as a dashboard asks: it tells its version, and as a server that it is well. */
    private void installOwn() throws IOException {
        Path server = Files.writeString(folder.resolve("Health.java"), """
                import com.sun.net.httpserver.HttpServer;
                import java.net.InetSocketAddress;

                class Health {
                    public static void main(String[] arguments) throws Exception {
                        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])), 5);
                        server.createContext("/health", exchange -> {
                            exchange.sendResponseHeaders(200, -1);
                            exchange.close();
                        });
                        server.start();
                    }
                }
                """);
        script(folder.resolve("own/venv/bin/mlflow"), "if [ \"$1\" = --version ]; then echo mlflow, version 3.17.2; exit; fi\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' '" + server + "' \"$5\"\n");
    }

    @Test
    void whatIsRefusedLeavesNothingBehind() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            for (int port : List.of(0, 70_000, 6000, taken.getLocalPort())) {
                assertThatThrownBy(() -> dashboard("true", NO_PYTHON).start(Optional.of(port), said::add)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("--port (=" + port + ")");
            }
        }
        assertThatThrownBy(() -> dashboard(NOWHERE, NO_PYTHON).start(Optional.empty(), said::add)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("needs Python 3.10 or newer");
        assertThat(folder).isEmptyDirectory();
        String broken = script(folder.resolve("bin/mlflow"), "echo hello\n");
        assertThatThrownBy(() -> dashboard(broken, NO_PYTHON).start(Optional.empty(), said::add)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("on the path; the one that is there does not work (mlflow --version tells no version)");
        assertThat(folder.resolve("own")).doesNotExist();
        assertThat(said).isEmpty();
    }

    @Test
    void aBrokenMlflowOnThePathCostsALineAndTheOwnOneIsTaken() throws IOException {
        installOwn();
        Path bin = folder.resolve("bin");
        List<String> broken = List.of(
                script(bin.resolve("crashes"), "echo 'Traceback (most recent call last):' >&2\necho \"ModuleNotFoundError: No module named 'mlflow'\" >&2\nexit 1\n"),
                script(bin.resolve("old"), "echo mlflow, version 2.9.1\n"),
                script(bin.resolve("talks"), "echo hello\n"),
                script(bin.resolve("serves-not"), "if [ \"$1\" = --version ]; then echo mlflow, version 3.17.2; exit; fi\necho starting\necho 'ImportError: cannot import name ''Flask''' >&2\nexit 3\n"));
        List<String> flaws = List.of("mlflow --version ends with 1: ModuleNotFoundError: No module named 'mlflow'", "it is version 2.9, needed is 2.17 or newer", "mlflow --version tells no version",
                "its server ended: ImportError: cannot import name Flask");
        for (int i = 0; i < broken.size(); i++) {
            said.clear();
            Dashboard dashboard = dashboard(broken.get(i), NO_PYTHON);
            try {
                assertThat(dashboard.start(Optional.empty(), said::add)).isEqualTo(dashboard.running().orElseThrow());
                assertThat(said.stream().filter(line -> !line.startsWith("waiting"))).singleElement()
                        .isEqualTo("the mlflow on the path does not work (" + flaws.get(i) + "); the dashboard goes on with one of its own in " + folder.resolve("own/venv"));
            } finally {
                assertThat(dashboard.stop()).isTrue();
            }
        }
    }

    @Test
    void whereNoneWorksTheLastWordAndTheLogAreTold() throws IOException {
        script(folder.resolve("own/venv/bin/mlflow"), "if [ \"$1\" = --version ]; then echo mlflow, version 3.17.2; exit; fi\necho 'no space left on device'\nexit 1\n");
        assertThatThrownBy(() -> dashboard(NOWHERE, NO_PYTHON).start(Optional.empty(), said::add)).isInstanceOf(UncheckedIOException.class)
                .hasMessage("the MLflow server ended (no space left on device); its whole log is " + folder.resolve("own/server.log"));
        assertThat(said).singleElement().asString().startsWith("waiting");
        assertThat(folder.resolve("own/server.json")).doesNotExist();
    }

    /** The superuser may write anywhere. */
    @Test
    void aFolderThatCannotBeWrittenIsNamedWithItsReason() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeFalse(Files.isWritable(folder), "this user may write to a folder that says otherwise: skipped");
            String works = script(Files.createTempDirectory("hepar-test").resolve("mlflow"), "echo mlflow, version 3.17.2\n");
            assertThatThrownBy(() -> dashboard(works, NO_PYTHON).start(Optional.empty(), said::add)).isInstanceOf(UncheckedIOException.class)
                    .hasMessage("cannot lock " + folder.resolve("own/start.lock") + " (permission denied); check that its folder can be written");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
