package org.hepar.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hepar.config.Aside;
import org.hepar.report.Difference.Group;
import org.hepar.report.Figures.Figure;
import org.hepar.report.RateDifference.Rate;
import org.hepar.report.ScoreTable.Key;
import org.hepar.stat.Bootstrap;
import org.hepar.stat.Holm;
import org.hepar.stat.Wilcoxon;

/**
 * Two or more scored folders, paired by case: what differs between them, how surely, and what so few cases cannot show. The
 * first input is the base. Read from the folders' {@code cases.csv}; no mask is scored here.
 *
 * @param folders the inputs
 * @param question what was asked
 * @param pairing the rows that all inputs have
 * @param differences of the measures of each case, with p adjusted over all of them
 * @param rates differences of rates pooled over lesions
 * @param notes what a reader must know before the numbers: too few cases, cases left out
 */
public record Comparison(List<Path> folders, Question question, Pairing pairing, List<Difference> differences, List<RateDifference> rates,
                         List<String> notes) {

    private static final int MOST_INPUTS = 26;

    /**
     * What is asked of the inputs.
     *
     * @param measures columns to compare, {@code _absolute} after a signed one for its size; empty for the usual ones
     * @param contracts contracts to compare under; empty for all that every input has
     * @param labels the same for labels
     * @param allPairs every input against every other, instead of each against the first
     * @param differentReferences whether a case may have been scored against different references
     * @param zeros what the signed-rank test does with cases that do not differ
     * @param seed of the bootstrap
     */
    public record Question(List<String> measures, List<String> contracts, List<String> labels, boolean allPairs, boolean differentReferences,
                           Wilcoxon.Variant zeros, long seed) {

        public Question {
            measures = List.copyOf(new LinkedHashSet<>(measures));
            contracts = List.copyOf(contracts);
            labels = List.copyOf(labels);
        }
    }

    public Comparison {
        folders = List.copyOf(folders);
        differences = List.copyOf(differences);
        rates = List.copyOf(rates);
        notes = List.copyOf(notes);
    }

    /** Compares the scores in these folders. */
    public static Comparison of(List<Path> folders, Question question) {
        if (folders.size() < 2 || folders.size() > MOST_INPUTS) {
            throw new IllegalArgumentException("inputs (=" + folders.size() + ") must be 2 to " + MOST_INPUTS + "; name two scored folders or runs");
        }
        Pairing.names(folders);
        List<ScoreTable> tables = folders.stream().map(ScoreTable::read).toList();
        List<ComparedMeasure> measures = measures(tables, question.measures()).stream().map(ComparedMeasure::of).toList();
        Pairing pairing = Pairing.of(tables, question.contracts(), question.labels(), question.differentReferences());
        Bootstrap bootstrap = Bootstrap.withSeed(question.seed());
        List<Difference> differences = new ArrayList<>();
        List<RateDifference> rates = new ArrayList<>();
        grouped(pairing, question.allPairs()).forEach((group, keys) -> {
            for (ComparedMeasure measure : measures) {
                if (isThere(measure, keys, pairing)) {
                    differences.add(Difference.of(group, measure, keys, pairing, question.zeros(), bootstrap));
                }
            }
            for (Rate rate : Rate.values()) {
                if (question.measures().isEmpty() || question.measures().contains(rate.key())) {
                    RateDifference.of(group, rate, keys, pairing, bootstrap).ifPresent(rates::add);
                }
            }
        });
        if (differences.isEmpty()) {
            throw new IllegalArgumentException("measures (=" + measures.stream().map(ComparedMeasure::key).toList()
                    + ") have no value in any paired case; choose others with --measure");
        }
        List<Difference> adjusted = adjusted(differences);
        List<String> notes = new ArrayList<>(new Caution(pairing, adjusted).lines());
        notes.addAll(pairing.notes());
        notes.addAll(absent(tables, question.measures().isEmpty()));
        return new Comparison(folders, question, pairing, adjusted, rates, notes);
    }

    /** Letter and short name of an input, {@code B unet}. */
    String input(int index) {
        return pairing.input(index);
    }

    /** Number of tests that p-values are adjusted for. */
    int family() {
        return (int) differences.stream().filter(difference -> !Double.isNaN(difference.wilcoxon().p())).count();
    }

    /** What is compared with what, in the order of the tables. */
    List<Group> groups() {
        return differences.stream().map(Difference::group).distinct().toList();
    }

    /** Pairs of inputs, base and other, in their order. */
    private static List<int[]> pairs(int inputs, boolean all) {
        return IntStream.range(0, all ? inputs - 1 : 1).boxed()
                .flatMap(base -> IntStream.range(base + 1, inputs).mapToObj(other -> new int[] {base, other})).toList();
    }

    private static List<String> measures(List<ScoreTable> tables, List<String> wanted) {
        Set<String> common = new LinkedHashSet<>(ComparedMeasure.within(tables.get(0).measures()));
        tables.forEach(table -> common.retainAll(ComparedMeasure.within(table.measures())));
        for (String measure : wanted) {
            if (!common.contains(measure)) {
                throw new IllegalArgumentException("--measure (=" + measure + ") must be a column of every input's " + ScoreTable.FILE
                        + ", which are " + common + "; choose among these");
            }
        }
        List<String> chosen = wanted.isEmpty() ? ComparedMeasure.usual().stream().filter(common::contains).toList() : wanted;
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("none of the usual measures " + ComparedMeasure.usual() + " is a column of every input's "
                    + ScoreTable.FILE + "; choose with --measure among " + common);
        }
        return chosen;
    }

    /** Usual measures that some inputs have and others lack. */
    private static List<String> absent(List<ScoreTable> tables, boolean usual) {
        List<List<String>> there = tables.stream().map(table -> ComparedMeasure.within(table.measures())).toList();
        return !usual ? List.of() : ComparedMeasure.usual().stream()
                .filter(measure -> there.stream().anyMatch(keys -> keys.contains(measure)) && !there.stream().allMatch(keys -> keys.contains(measure)))
                .map(measure -> "measure " + measure + " is left out: it is not in every input's " + ScoreTable.FILE).toList();
    }

    private static Map<Group, List<Key>> grouped(Pairing pairing, boolean allPairs) {
        Map<Group, List<Key>> groups = new LinkedHashMap<>();
        for (int[] pair : pairs(pairing.names().size(), allPairs)) {
            for (String contract : pairing.contracts()) {
                pairing.keys().stream().filter(key -> key.contract().equals(contract)).collect(Collectors.groupingBy(
                        key -> new Group(pair[0], pair[1], contract, key.comparison(), key.label()), LinkedHashMap::new, Collectors.toList()))
                        .entrySet().stream().sorted(Comparator.comparing(entry -> entry.getKey().comparison()))
                        .forEach(entry -> groups.put(entry.getKey(), entry.getValue()));
            }
        }
        return groups;
    }

    /** Whether some case has the measure; lesions are not counted for a liver, and that is no row. */
    private static boolean isThere(ComparedMeasure measure, List<Key> keys, Pairing pairing) {
        return pairing.rows().stream().anyMatch(rows -> keys.stream().anyMatch(key -> !Double.isNaN(measure.of(rows.get(key)))));
    }

    private static List<Difference> adjusted(List<Difference> differences) {
        double[] adjusted = Holm.adjusted(differences.stream().mapToDouble(difference -> difference.wilcoxon().p()).toArray());
        return IntStream.range(0, adjusted.length).mapToObj(i -> differences.get(i).withHolm(adjusted[i])).toList();
    }

    /** Whether a folder holds scores that can be compared. */
    public static boolean isScored(Path folder) {
        return Files.isRegularFile(folder.resolve(ScoreTable.FILE));
    }

    /** Where nothing else is said: a folder named after the inputs, within a folder of comparisons. */
    public static Path usualFolder(Path comparisons, List<Path> folders) {
        return comparisons.resolve(Pairing.names(folders).stream().map(name -> name.replace('/', '-').replace('\\', '-'))
                .collect(Collectors.joining("-vs-")));
    }

    /** The differences as lines of text, letters of ASCII only, for a terminal of so many columns. */
    public List<String> text(int width) {
        return new ComparisonText(this).lines(width);
    }

    /** Writes {@code differences.csv}, {@code report.html} and {@code figures/}. */
    public Written write(Path folder) {
        Path real = folder.toAbsolutePath().normalize();
        if (folders.stream().anyMatch(input -> input.toAbsolutePath().normalize().equals(real))) {
            throw new IllegalArgumentException("output folder (=" + folder + ") must not be one of the inputs, whose own report it would replace; "
                    + "name another with --out");
        }
        Optional<String> problem = Fonts.problem();
        Map<Difference, List<Figure>> figures = new LinkedHashMap<>();
        if (problem.isEmpty()) {
            List<List<Figure>> pairs = differences.parallelStream().map(d -> PairedFigures.of(d, this)).toList();
            IntStream.range(0, pairs.size()).forEach(i -> figures.put(differences.get(i), pairs.get(i)));
        }
        Figures.write(folder, figures.values().stream().flatMap(List::stream).toList());
        Path table = folder.resolve("differences.csv");
        Aside.write(table, DifferenceTable.text(this));
        Path page = folder.resolve("report.html");
        List<String> warnings = problem.stream().map(words -> words.replace("hepar report RUN", "hepar compare ...")).toList();
        Aside.write(page, new ComparisonPage(this, figures, warnings).html());
        return new Written(table, page, warnings);
    }

    /** What was written: the table, the page, and what could not be drawn. */
    public record Written(Path table, Path page, List<String> warnings) {
    }

    /** Who was compared with whom in a group's rows, in words, where the inputs hold more than one such comparison. */
    Optional<String> comparisonOf(Group group) {
        return group.comparison().isEmpty() || pairing.keys().stream().map(Key::comparison).distinct().count() == 1
                ? Optional.empty() : Optional.of(Words.comparison(group.comparison()));
    }
}
