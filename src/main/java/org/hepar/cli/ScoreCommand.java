package org.hepar.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hepar.data.MaskFolder;
import org.hepar.data.MaskPair;
import org.hepar.data.MaskPairing;
import org.hepar.execute.ScoreOrigin;
import org.hepar.execute.Scoring;
import org.hepar.metric.Contract;
import org.hepar.report.ScoreReport;
import org.hepar.volume.LabelMapping;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hepar score}: judges anybody's masks against references. */
@Command(
        name = "score",
        description = {"Scores a folder of masks, made by whatever tool, against a folder of references: overlap, surface distances and "
                + "lesions found, each number under a named contract. Files are NIfTI (.nii, .nii.gz, .hdr), paired by case id.", "",
                "Writes cases.csv (a row a case, label and contract), lesions.csv, summary.csv and report.html.", "",
                "Memory: an eighth of a byte a voxel for each label and mask, and work space; a pair of 512x512x1000 needs less than "
                + "2 GB of heap (HEPAR_HEAP=2g).", ""},
        footer = {"", "Examples:",
            "  hepar score --prediction my-masks --reference labels",
            "  hepar score --prediction out --reference labelsTr --labels lesion=1 --contract lits_2017,deepmind",
            "  hepar score --prediction a --reference reader1 --reference-b reader2 --out scores/a",
            "  hepar score --prediction out --reference labels --explain 17"})
final class ScoreCommand implements Callable<Integer> {

    private final Console console;

    @Option(names = "--prediction", required = true, paramLabel = "FOLDER", description = "The masks to be judged.")
    private Path prediction;

    @Option(names = "--reference", required = true, paramLabel = "FOLDER", description = "What an expert drew of the same cases.")
    private Path reference;

    @Option(names = "--reference-b", paramLabel = "FOLDER",
            description = "What a second expert drew: the prediction is judged against each, and the experts against each other.")
    private Path referenceB;

    @Option(names = "--labels", arity = "1..*", paramLabel = "NAME=VALUES",
            description = "What the numbers in the files mean (liver=1,2 lesion=2). The liver holds its lesions; objects of every other "
                    + "structure are counted one by one. Lesions alone: lesion=1.")
    private List<String> labels = List.of();

    @Option(names = "--ignore-other-labels", description = "Takes values that --labels does not name for background instead of refusing them.")
    private boolean ignoreOthers;

    @Option(names = "--contract", paramLabel = "NAMES", defaultValue = "christ_2017",
            description = "Rules to score by, several in one pass (${DEFAULT-VALUE}); hepar contracts lists them.")
    private String contracts;

    @Option(names = "--tolerance-mm", paramLabel = "MM", description = "Tolerance of the surface Dice, instead of the contract's.")
    private Double toleranceMm;

    @Option(names = "--prediction-pattern", paramLabel = "PATTERN",
            description = "File name of a mask with {id} for the case id, such as 'pred_{id}.nii.gz'. Found by itself where names allow.")
    private String predictionPattern;

    @Option(names = "--reference-pattern", paramLabel = "PATTERN", description = "The same for the references.")
    private String referencePattern;

    @Option(names = "--reference-b-pattern", paramLabel = "PATTERN", description = "The same for the second expert's.")
    private String referenceBPattern;

    @Option(names = "--probability", paramLabel = "FOLDER",
            description = "A map of probabilities for each case: scores each predicted lesion by its largest one and adds the FROC curve.")
    private Path probability;

    @Option(names = "--probability-pattern", paramLabel = "PATTERN", description = "The same for the maps.")
    private String probabilityPattern;

    @Option(names = "--image", paramLabel = "FOLDER", description = "The scans, to draw the worst cases on.")
    private Path image;

    @Option(names = "--image-pattern", paramLabel = "PATTERN", description = "The same for the scans.")
    private String imagePattern;

    @Option(names = "--allow-resample",
            description = "Brings a prediction that lies on another grid to the reference's by nearest neighbour, and notes it; without it such a case is refused.")
    private boolean allowResample;

    @Option(names = "--keep-going", description = "Scores the cases that can be scored, marks the others, and ends with exit code 2.")
    private boolean keepGoing;

    @Option(names = "--explain", paramLabel = "CASE", description = "Prints how the numbers of one case came about, and writes nothing.")
    private String explain;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where the results go (scores/NAME of the prediction folder). Results of the same masks, "
            + "labels and contracts are replaced, others refused.")
    private Path out;

    @Spec
    private CommandSpec spec;

    ScoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (explain != null) {
            scoring().explain(explain).forEach(console.out()::println);
            return 0;
        }
        Path folder = out != null ? out : Path.of("scores").resolve(prediction.toAbsolutePath().normalize().getFileName());
        ScoreOrigin origin = ScoreOrigin.of(predictions(), references(), secondReferences(), mapping(), rules());
        origin.requireReplaceable(folder);
        Scoring scoring;
        Scoring.Result result;
        try {
            scoring = scoring();
            result = scoring.score(console.progress());
        } catch (IllegalArgumentException | UncheckedIOException badInput) {
            throw !ScoreOrigin.isIn(folder) ? badInput
                    : new IllegalArgumentException(badInput.getMessage() + "\nthe earlier results in " + folder + " are untouched", badInput);
        }
        origin.write(folder);
        ScoreReport report = new ScoreReport(prediction.toAbsolutePath().normalize().getFileName() + " against "
                + reference.toAbsolutePath().normalize().getFileName(), facts(scoring), scoring.contracts(), result.scores(), result.drawn(), result.warnings());
        report.write(folder);
        Verdict.of(result.scores()).forEach(console.out()::println);
        console.out().println("report: " + RunFolder.shown(folder.resolve("report.html")));
        result.warnings().forEach(warning -> console.err().println("hepar: " + warning));
        result.scores().refused().forEach(refused -> console.err().println("hepar: not scored: " + refused.reason()));
        return result.scores().refused().isEmpty() ? 0 : Main.BAD_INPUT;
    }

    private Scoring scoring() {
        MaskPairing pairing = MaskPairing.of(predictions(), references(), secondReferences());
        return new Scoring(pairing, mapping(), rules(), beside("probability", probability, probabilityPattern), beside("image", image, imagePattern),
                allowResample, keepGoing);
    }

    private MaskFolder predictions() {
        return new MaskFolder("prediction", prediction, Optional.ofNullable(predictionPattern));
    }

    private MaskFolder references() {
        return new MaskFolder("reference", reference, Optional.ofNullable(referencePattern));
    }

    private Optional<MaskFolder> secondReferences() {
        return Optional.ofNullable(referenceB).map(second -> new MaskFolder("reference-b", second, Optional.ofNullable(referenceBPattern)));
    }

    /** The volume that belongs to each reference, of those that have one; none without a folder. */
    private Map<Path, Path> beside(String role, Path folder, String pattern) {
        if (folder == null) {
            return Map.of();
        }
        return MaskPairing.of(new MaskFolder(role, folder, Optional.ofNullable(pattern)), references(), Optional.empty()).pairs().stream()
                .collect(Collectors.toMap(MaskPair::reference, MaskPair::prediction));
    }

    /** What a reader of the numbers has to know. */
    private Map<String, String> facts(Scoring scoring) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Prediction", prediction.toString());
        facts.put("Reference", reference.toString());
        if (referenceB != null) {
            facts.put("Second reference", referenceB.toString());
        }
        facts.put("Labels", scoring.mapping().toString());
        facts.put("Command", "hepar " + String.join(" ", spec.commandLine().getParseResult().originalArgs()));
        facts.put("hepar version", Main.Version.text());
        return facts;
    }

    private LabelMapping mapping() {
        LabelMapping mapping = labels.isEmpty() ? LabelMapping.LITS : LabelMapping.of(labels);
        return ignoreOthers ? mapping.ignoringOthers() : mapping;
    }

    /** The tolerance is that of the contracts that have a surface Dice, and one has to: where none has, the first refuses it. */
    private List<Contract> rules() {
        List<Contract> named = Contract.parse(contracts);
        boolean anyHas = named.stream().anyMatch(Contract::hasSurfaceDice);
        return toleranceMm == null ? named : named.stream()
                .map(contract -> contract.hasSurfaceDice() || !anyHas ? contract.withTolerance(toleranceMm) : contract).toList();
    }
}
