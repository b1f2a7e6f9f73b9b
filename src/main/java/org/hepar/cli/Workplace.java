package org.hepar.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.hepar.execute.Local;
import org.hepar.track.Dashboard;
import org.hepar.track.Mlflow;
import picocli.CommandLine.Option;

/** Where and how runs are done in this process; nothing here changes a result. */
final class Workplace {

    @Option(names = "--cache", paramLabel = "FOLDER", defaultValue = RunCommand.USUAL_CACHE,
            description = "Where prepared cases are kept for the next run (${DEFAULT-VALUE}); may be deleted at any time.")
    private Path cache;

    @Option(names = "--data-workers", paramLabel = "N", defaultValue = "2",
            description = "Threads that read and augment training slices (${DEFAULT-VALUE}). Changes the time, never a result.")
    private int dataWorkers;

    @Option(names = "--checkpoint-minutes", paramLabel = "MINUTES", defaultValue = "10",
            description = "Time between two checkpoints within an epoch (${DEFAULT-VALUE}); each epoch's end is kept anyway. Changes no result.")
    private double checkpointMinutes;

    Local local(Path runs, Console console) {
        return new Local(runs, cache, server(), dataWorkers, checkpointMinutes, console.progress());
    }

    /** The server that is named, or the dashboard of this folder if it is running. */
    static Optional<URI> server() {
        Mlflow.requireSettings(System.getenv());
        Optional<URI> named = RunCommand.server(System.getenv("MLFLOW_TRACKING_URI"));
        return named.isPresent() ? named : new Dashboard(Dashboard.USUAL).running().map(Dashboard.Running::address);
    }

    /** Says what a run came to and where its report is. */
    static void tell(Path folder, Console console) {
        Verdict.of(folder).forEach(console.out()::println);
        console.out().println("report: " + RunFolder.shown(folder.resolve("report.html")));
    }
}
