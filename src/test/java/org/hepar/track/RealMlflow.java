package org.hepar.track;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The real MLflow server that tests talk to, one for all of them. Where {@code HEPAR_TEST_MLFLOW} is an address, it is the server there; {@code install} starts
 * one, installed first where the machine has none; unset, one is started where the machine has MLflow, and otherwise the tests are skipped.
 */
final class RealMlflow {

    private static final String ASKED = "HEPAR_TEST_MLFLOW";
    private static final String INSTALL = "install";
    private static final Dashboard DASHBOARD = new Dashboard(Path.of("target", "mlflow"));
    private static URI address;

    private RealMlflow() {
    }

    static synchronized URI address() {
        if (address == null) {
            String asked = Optional.ofNullable(System.getenv(ASKED)).orElse("").strip();
            assumeTrue(!asked.isEmpty() || DASHBOARD.isInstalled(), "no MLflow on this machine: the tests against a real server are skipped; set " + ASKED + "=" + INSTALL + " to have it installed for them");
            address = asked.isEmpty() || asked.equals(INSTALL) ? start() : Mlflow.server(asked);
        }
        return address;
    }

    /** The processes of a server that was started here; the test is skipped with another. */
    static List<ProcessHandle> processes() {
        address();
        Optional<Dashboard.Running> running = DASHBOARD.running();
        assumeTrue(running.isPresent(), "the MLflow server of " + ASKED + " is not one that the test may put limits on");
        ProcessHandle process = ProcessHandle.of(running.get().pid()).orElseThrow();
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    static Path database() {
        return DASHBOARD.folder().resolve("mlflow.db");
    }

    private static URI start() {
        DASHBOARD.stop();
        Dashboard.Running running = DASHBOARD.start(Optional.empty(), System.out::println);
        Runtime.getRuntime().addShutdownHook(new Thread(DASHBOARD::stop, "mlflow-stop"));
        return running.address();
    }
}
