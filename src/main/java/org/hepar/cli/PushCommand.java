package org.hepar.cli;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hepar.execute.RunState;
import org.hepar.track.Mlflow;
import org.hepar.track.Progress;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hepar push}: brings runs to an MLflow server, whenever. */
@Command(
        name = "push",
        description = {"Sends what an MLflow server does not have yet of some runs: the journal of each is the truth, the server shows it. May be "
                + "given again at any time, and to a second server: what a server has is not sent twice.", ""},
        footer = {"", "Without --to, the server is that of MLFLOW_TRACKING_URI, or the dashboard of this folder.", "", "Examples:", "  hepar push latest", "  hepar push --all --to http://127.0.0.1:5000",
                "  hepar push latest --verify"})
final class PushCommand implements Callable<Integer> {

    /** For a server's sign of life between two runs. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Console console;

    @Parameters(paramLabel = "RUN", description = "Folder of a run, its name in the folder of runs, or '" + RunFolder.LATEST + "' (the latest, also when no run is named).")
    private List<String> names = List.of();

    @Option(names = "--all", description = "All runs in the folder of runs.")
    private boolean all;

    @Option(names = "--to", paramLabel = "URL", description = "Address of the server.")
    private String server;

    @Option(names = "--again", description = "Tells the server everything again, also what it has taken before: for one that has lost or changed something. It keeps one of what is the same.")
    private boolean again;

    @Option(names = "--verify", description = "Compares each run with what the server shows of it afterwards, value for value; exit code 1 where they differ.")
    private boolean verify;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL, description = "Where runs are looked for (${DEFAULT-VALUE}).")
    private Path runs;

    PushCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Mlflow.requireSettings(System.getenv());
        URI address = server == null ? Workplace.server()
                .orElseThrow(() -> new IllegalArgumentException("there is no server to push to; start one: hepar dashboard, or name one: hepar push --to http://127.0.0.1:5000, or set MLFLOW_TRACKING_URI"))
                : Mlflow.server(server);
        if (all && !names.isEmpty()) {
            throw new IllegalArgumentException("--all takes no names of runs (" + String.join(", ", names) + "); give one or the other");
        }
        List<Path> folders = all ? RunFolder.all(runs) : (names.isEmpty() ? List.of(RunFolder.LATEST) : names).stream().map(name -> RunFolder.of(name, runs)).toList();
        if (folders.isEmpty()) {
            console.out().println("no runs in " + runs + " yet; make one: hepar run experiments/quickstart.yaml");
        }
        boolean well = true;
        Progress progress = console.progress();
        try (Progress.Task task = progress.start("pushing runs", folders.size())) {
            for (int i = 0; i < folders.size(); i++) {
                boolean taken = push(folders.get(i), address, progress);
                well &= taken;
                task.step(folders.get(i).getFileName().toString());
                if (!taken && i < folders.size() - 1 && !Mlflow.health(address, System.getenv(), PATIENCE).isGood()) {
                    console.err().println("hepar: the server does not answer, so " + (folders.size() - 1 - i) + " more were not tried; push again when it is well");
                    break;
                }
            }
        }
        return well ? 0 : Main.FAILED;
    }

    /** What goes wrong with one run does not keep the others from being sent. */
    private boolean push(Path folder, URI address, Progress progress) {
        try {
            Optional<String> sent = send(folder, address, again, progress);
            console.out().println(RunFolder.shown(folder) + ": " + sent.orElse("is under way and sends itself"));
            if (!verify || sent.isEmpty()) {
                return true;
            }
            Mlflow.Verification verification = Mlflow.verify(address, folder);
            console.out().println("  the server shows " + verification.counts() + (verification.isEqual() ? ": equal" : ": NOT equal"));
            verification.differences().forEach(difference -> console.out().println("    " + difference));
            return verification.isEqual();
        } catch (UncheckedIOException | IllegalArgumentException | IllegalStateException e) {
            console.err().println("hepar: " + e.getMessage());
            return false;
        }
    }

    /** What was sent of a run, in words; nothing of one that is under way and sends itself. One whose process is gone is closed first. */
    static Optional<String> send(Path folder, URI server, boolean again, Progress progress) {
        boolean sendsItself = RunState.of(RunState.settled(folder)) == RunState.RUNNING && Mlflow.isSending(server, folder);
        return sendsItself ? Optional.empty() : Optional.of(Mlflow.push(server, folder, again, progress::say));
    }
}
