package org.hepar.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.hepar.report.Comparison;
import org.hepar.stat.Wilcoxon;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hepar compare}: what differs between scored folders or runs, case by case. */
@Command(
        name = "compare",
        description = {"Compares two or more scored folders or runs, paired by case: mean differences with intervals, the signed-rank test "
                + "adjusted for the number of tests, effect sizes, and plots. Says when there are too few cases to show anything.", ""},
        footer = {"", "Examples:", "  hepar compare scores/u-net scores/cascade",
                "  hepar compare baseline latest --measure dice,asd_mm --label lesion"})
final class CompareCommand implements Callable<Integer> {

    private static final String USUAL_FOLDER = "compare";

    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "INPUT",
            description = "Folders that hold a cases.csv (of 'hepar score'), runs by folder or name, or '" + RunFolder.LATEST
                    + "'. The first is the base: differences are the other's value less its.")
    private List<String> inputs = List.of();

    @Option(names = "--measure", split = ",", paramLabel = "COLUMN",
            description = "Columns of cases.csv to compare, separated by commas (dice, voe, rvd, rvd_absolute, asd_mm, msd_mm, lesion_recall, "
                    + "lesion_f1, false_positive_lesions, as far as they are there). Decide before you look: every one is a test more.")
    private List<String> measures = List.of();

    @Option(names = "--contract", split = ",", paramLabel = "NAME", description = "Contracts to compare under (all that every input has).")
    private List<String> contracts = List.of();

    @Option(names = "--label", split = ",", paramLabel = "NAME", description = "Labels to compare (all that every input has).")
    private List<String> labels = List.of();

    @Option(names = "--all-pairs", description = "Compares every input with every other, not only with the first.")
    private boolean allPairs;

    @Option(names = "--zeros", paramLabel = "pratt|wilcox", defaultValue = "PRATT",
            description = "What the signed-rank test does with cases that do not differ: 'pratt' ranks them, then drops them; 'wilcox' drops them "
                    + "first (pratt).")
    private Wilcoxon.Variant zeros;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Seed of the bootstrap (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--different-references", description = "Allows inputs that were scored against different references, and notes it.")
    private boolean differentReferences;

    @Option(names = "--runs", paramLabel = "FOLDER", defaultValue = RunFolder.USUAL,
            description = "Where runs are looked for by name (${DEFAULT-VALUE}).")
    private Path runs;

    @Option(names = "--out", paramLabel = "FOLDER",
            description = "Where differences.csv, report.html and figures/ are written (" + USUAL_FOLDER + "/A-vs-B, by the inputs' names).")
    private Path out;

    CompareCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (inputs.size() < 2) {
            throw new IllegalArgumentException("compare needs two or more scored folders or runs, got " + (inputs.isEmpty() ? "none" : "only " + inputs.get(0))
                    + "; for example: hepar compare scores/u-net scores/cascade");
        }
        List<Path> folders = inputs.stream().map(this::folder).toList();
        Comparison.Question question = new Comparison.Question(measures, contracts, labels, allPairs, differentReferences, zeros, seed);
        Comparison comparison = Comparison.of(folders, question);
        Comparison.Written written = comparison.write(out == null ? Comparison.usualFolder(Path.of(USUAL_FOLDER), folders) : out);
        // Only a terminal can be coloured; in a file or a pipe nothing is gained by leaving columns out.
        comparison.text(console.terminal().colours() ? console.terminal().width() : Integer.MAX_VALUE).forEach(console.out()::println);
        console.out().println("table: " + RunFolder.shown(written.table()));
        console.out().println("report: " + RunFolder.shown(written.page()));
        written.warnings().forEach(warning -> console.err().println("hepar: " + warning));
        return 0;
    }

    /** A folder of scores as it is named, or in the folder of runs. */
    private Path folder(String input) {
        if (input.equals(RunFolder.LATEST)) {
            return RunFolder.of(input, runs);
        }
        return Stream.of(Path.of(input), runs.resolve(input)).filter(Comparison::isScored).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + input + "' holds no cases.csv, neither here nor in " + runs
                        + "; score masks into it: hepar score ... --out " + input + "; or, for a run, write its tables anew: hepar report " + input));
    }
}
