package org.hepar.cli;

import java.util.concurrent.Callable;
import org.hepar.execute.Plan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hepar plan}: what a run would do and cost; trains nothing. */
@Command(
        name = "plan",
        description = {"Tells what a run would do: jobs, cases, parameters, steps, and about how much time and memory. Trains "
                + "nothing and needs no images.", ""},
        footer = {"", "Example:", "  hepar plan experiments/quickstart.yaml"})
final class PlanCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    private ExperimentFile experimentFile;

    @Mixin
    private ChosenFolds folds;

    PlanCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        console.out().println(Plan.of(experimentFile.read(), folds.names()).text().stripTrailing());
        return 0;
    }
}
