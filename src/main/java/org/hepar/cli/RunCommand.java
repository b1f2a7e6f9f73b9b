package org.hepar.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hepar.experiment.Experiment;
import org.hepar.track.Mlflow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hepar run}: trains, segments, scores and reports an experiment. */
@Command(
        name = "run",
        description = {"Runs an experiment: trains its cascade on each fold, segments and scores the cases that the fold did "
                + "not see, and writes the report. Ctrl-C ends it as KILLED and leaves what was computed. A run that ended early, however, is "
                + "gone on with: the newest of the same experiment, folds and data.", ""},
        footer = {"", "With MLFLOW_TRACKING_URI set, the run is shown on that MLflow server too.", "", "Examples:",
                "  hepar run experiments/quickstart.yaml",
                "  hepar run experiments/quickstart.yaml --set seed=2 --set cascade.lesion.training.epochs=4"})
final class RunCommand implements Callable<Integer> {

    static final String USUAL_CACHE = ".hepar/cache";

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ExperimentFile experimentFile;

    @Mixin
    private ChosenFolds folds;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL,
            description = "Where the run's folder is made (${DEFAULT-VALUE}).")
    private Path runs;

    @Option(names = "--fresh", description = "Starts a new run, also where an unfinished one of the same experiment could be gone on with.")
    private boolean fresh;

    @Mixin
    private Workplace workplace;

    RunCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Experiment experiment = experimentFile.read();
        Path folder = workplace.local(runs, console).run(experiment, folds.names(), fresh, commandLine(spec.root().commandLine().getParseResult().originalArgs()));
        Workplace.tell(folder, console);
        return 0;
    }

    static Optional<URI> server(String trackingUri) {
        return Optional.ofNullable(trackingUri).filter(given -> !given.isBlank()).map(Mlflow::server);
    }

    /** The command as it could be typed again. */
    static String commandLine(List<String> arguments) {
        return arguments.stream()
                .map(word -> word.matches("[\\w./=:,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" ", "hepar ", ""));
    }
}
