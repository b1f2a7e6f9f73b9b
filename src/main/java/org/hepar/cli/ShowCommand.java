package org.hepar.cli;

import java.util.concurrent.Callable;
import org.hepar.config.Yaml;
import org.hepar.data.Split;
import org.hepar.experiment.Experiment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hepar show}: the experiment as hepar understands it, each key with its value. */
@Command(
        name = "show",
        description = {"Shows the experiment as it would be run: base and settings applied, every key written out, and its "
                + "identity.", ""},
        footer = {"", "Example:", "  hepar show experiments/quickstart.yaml --set seed=2"})
final class ShowCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ExperimentFile experimentFile;

    ShowCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Experiment experiment = experimentFile.read();
        console.out().println("# identity: " + experiment.identity(Split.read(experiment.split().resolve())));
        console.out().print(Yaml.canonical(experiment));
        return 0;
    }
}
