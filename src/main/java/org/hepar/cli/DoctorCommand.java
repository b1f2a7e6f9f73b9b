package org.hepar.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code hepar doctor}: what of this machine hepar will use, what is missing, what that would give and how to get it. */
@Command(
        name = "doctor",
        description = {"Looks at this machine: Java, engine, memory, allocator, MLflow, data. Says what is missing, what it "
                + "would give and how to get it. Ends with 1 if something is missing that hepar cannot do without.", ""},
        footer = {"", "Example:", "  hepar doctor"})
final class DoctorCommand implements Callable<Integer> {

    private final Console console;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Finding> findings = new Examination(System.getenv(), System.getProperties()).findings();
        findings.forEach(finding -> console.out().println(finding.line()));
        return findings.stream().anyMatch(finding -> finding.standing() == Finding.Standing.NEEDED) ? Main.FAILED : 0;
    }
}
