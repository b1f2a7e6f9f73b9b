package org.hepar.cli;

import java.nio.file.Path;
import java.util.List;
import org.hepar.config.Yaml;
import org.hepar.experiment.Experiment;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments that name an experiment and change single values of it. */
final class ExperimentFile {

    @Parameters(index = "0", paramLabel = "EXPERIMENT", description = "YAML file of the experiment.")
    private Path file;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Another value for one key, such as seed=2 or "
            + "cascade.liver.training.epochs=3. May be given again.")
    private List<String> settings = List.of();

    Path file() {
        return file;
    }

    /** The experiment, its base and the settings applied. */
    Experiment read() {
        if (file.toString().isBlank()) {
            throw new IllegalArgumentException("EXPERIMENT (=) must name a YAML file, such as experiments/quickstart.yaml");
        }
        return Yaml.read(file, Experiment.class, settings);
    }
}
