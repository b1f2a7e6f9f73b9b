package org.hepar.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.hepar.track.Dashboard;
import org.hepar.track.Mlflow;
import org.hepar.track.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hepar dashboard}: a real MLflow server for the runs of this folder. */
@Command(
        name = "dashboard",
        description = {"Starts an MLflow server for the runs of this folder, sends it what it does not have yet, and shows its address; a run started here meanwhile is "
                + "shown live. It listens to this machine only; data base and artefacts lie in .hepar/mlflow. Where there is no mlflow, it is installed there on first use.", ""},
        subcommands = DashboardCommand.Stop.class,
        synopsisSubcommandLabel = "[stop]",
        footer = {"", "Examples:", "  hepar dashboard", "  hepar dashboard --background --port 5001", "  hepar dashboard stop"})
final class DashboardCommand implements Callable<Integer> {

    /** Experiments whose pages are named. */
    private static final int MOST_VIEWS = 10;

    private final Console console;

    @Option(names = "--port", paramLabel = "N", description = "Where it listens (the first free one from " + Dashboard.USUAL_PORT + " on).")
    private Integer port;

    @Option(names = "--background", description = "Leaves it running and comes back; hepar dashboard stop ends it.")
    private boolean background;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL, description = "Where the runs lie that are sent to it (${DEFAULT-VALUE}).")
    private Path runs;

    DashboardCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Mlflow.requireSettings(System.getenv());
        List<Path> folders = RunFolder.all(runs);
        Progress progress = console.progress();
        Dashboard dashboard = new Dashboard(Dashboard.USUAL);
        Optional<Dashboard.Running> before = dashboard.running();
        if (port != null && before.isPresent() && before.get().address().getPort() != port) {
            throw new IllegalArgumentException("--port (=" + port + "): the dashboard of this folder is running at " + before.get().address() + "; leave --port out, or end it first: hepar dashboard stop");
        }
        Dashboard.Running running = before.orElseGet(() -> dashboard.start(Optional.ofNullable(port), progress::say));
        if (before.isEmpty() && !background) {
            Runtime.getRuntime().addShutdownHook(new Thread(dashboard::stop, "dashboard-stop"));
        }
        for (Path folder : folders) {
            try {
                PushCommand.send(folder, running.address(), false, progress).ifPresent(sent -> progress.say(folder.getFileName() + ": " + sent));
            } catch (UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
                console.err().println("hepar: " + e.getMessage());
            }
        }
        console.out().println("dashboard: " + running.page() + (before.isPresent() ? " (was running)" : ""));
        Map<String, URI> views = Mlflow.views(running.address());
        views.entrySet().stream().limit(MOST_VIEWS).forEach(view -> console.out().println("  " + view.getKey() + ": " + view.getValue()));
        openBrowser(views.size() == 1 ? views.values().iterator().next().toString() : running.page());
        if (before.isPresent() || background) {
            console.out().println("stop it with: hepar dashboard stop");
            return 0;
        }
        console.out().println("Ctrl-C ends it");
        new CountDownLatch(1).await();
        return 0;
    }

    /** Where there is a screen. */
    private void openBrowser(String page) {
        if (System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null) {
            try {
                new ProcessBuilder("xdg-open", page).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            } catch (IOException none) {
                console.err().println("hepar: there is no browser to open (xdg-open); open the address yourself");
            }
        }
    }

    /** {@code hepar dashboard stop}. */
    @Command(name = "stop", description = "Ends the server of this folder.")
    static final class Stop implements Callable<Integer> {

        private final Console console;

        Stop(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            console.out().println(new Dashboard(Dashboard.USUAL).stop() ? "the dashboard is stopped" : "there is no dashboard running in this folder");
            return 0;
        }
    }
}
