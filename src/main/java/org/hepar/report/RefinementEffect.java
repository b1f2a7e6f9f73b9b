package org.hepar.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.hepar.config.Yaml;
import org.hepar.crf.NoRefinement;
import org.hepar.experiment.Run;
import org.hepar.experiment.Run.FoldRun;
import org.hepar.experiment.Run.RefinedStage;
import org.hepar.experiment.Run.ScoredCase;
import org.hepar.metric.LabelScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.report.Difference.Group;
import org.hepar.report.Difference.Paired;
import org.hepar.stat.Bootstrap;
import org.hepar.stat.Holm;
import org.hepar.stat.Summary;
import org.hepar.stat.Wilcoxon;
import org.hepar.volume.LabelMapping;

/**
 * What the refinement behind one stage did in the cases of a run: the stage's own mask before and after it, scored under the run's first contract.
 *
 * @param stage {@code liver} or {@code lesion}
 * @param contract that scored both masks
 * @param cases fold after fold
 */
public record RefinementEffect(String stage, String contract, List<Refined> cases) {

    /** Those that a run's page compares; a signed one also by its size, since errors of both signs cancel in its mean. */
    private static final List<String> COMPARED = List.of("dice", "voe", "rvd", "rvd_absolute", "asd_mm", "msd_mm");
    /** As {@code hepar compare} has it unless it is told otherwise. */
    private static final long SEED = 1;
    private static final String ABSOLUTE = "_absolute";

    /** A case and what the refinement did in it. */
    public record Refined(String fold, String caseId, RefinedStage effect) {

        /** Mean |ΔQ| of the last iteration; {@code NaN} where no voxel was looked at. */
        double lastChange() {
            List<Double> changes = effect.changes();
            return changes.isEmpty() ? Double.NaN : changes.get(changes.size() - 1);
        }

        /** Change of the Dice. */
        double gain() {
            return effect.after().dice() - effect.before().dice();
        }

        double addedMl() {
            return effect.added() * voxelMl();
        }

        double removedMl() {
            return effect.removed() * voxelMl();
        }

        /** The scores know volumes and voxels, and so the size of a voxel; {@code NaN} where no mask has any, or the contract does not count them. */
        private double voxelMl() {
            for (LabelScore score : List.of(effect.after(), effect.before())) {
                for (Measure[] pair : new Measure[][] {{Measure.REFERENCE_VOLUME_ML, Measure.REFERENCE_VOXELS}, {Measure.VOLUME_ML, Measure.VOXELS}}) {
                    if (score.of(pair[1]) > 0) {
                        return score.of(pair[0]) / score.of(pair[1]);
                    }
                }
            }
            return Double.NaN;
        }
    }

    public RefinementEffect {
        cases = List.copyOf(cases);
    }

    /** Those of a run, a stage each; none where no stage is refined. */
    public static List<RefinementEffect> of(Run run) {
        Map<String, List<Refined>> byStage = new LinkedHashMap<>();
        for (FoldRun fold : run.folds()) {
            for (ScoredCase scored : fold.cases()) {
                scored.refined().forEach((stage, effect) -> byStage.computeIfAbsent(stage, any -> new ArrayList<>()).add(new Refined(fold.name(), scored.caseId(), effect)));
            }
        }
        return byStage.entrySet().stream().map(stage -> new RefinementEffect(stage.getKey(), run.cases().get(0).headline().contract(), stage.getValue())).toList();
    }

    /** Why a stage whose refinement was asked for has none in some cases, a line for each stage and reason. */
    static List<String> absences(Run run) {
        List<String> lines = new ArrayList<>();
        String none = Yaml.flatten(new NoRefinement()).get("type");
        for (String stage : List.of(LabelMapping.LIVER, LabelMapping.LESION)) {
            if (run.parameters().getOrDefault("cascade." + stage + ".refinement.type", none).equals(none)) {
                continue;
            }
            List<String> left = new ArrayList<>();
            List<String> without = new ArrayList<>();
            List<String> empty = new ArrayList<>();
            for (FoldRun fold : run.folds()) {
                boolean inVain = fold.searches().stream().anyMatch(search -> search.stage().equals(stage) && search.chosen() == 0);
                fold.cases().stream().filter(scored -> !scored.refined().containsKey(stage)).forEach(scored -> {
                    if (Set.of(Outcome.MISSED, Outcome.BOTH_EMPTY).contains(scored.headline().liver().outcome())) {
                        (stage.equals(LabelMapping.LIVER) ? empty : without).add(scored.caseId());
                    } else if (inVain) {
                        left.add(scored.caseId());
                    }
                });
            }
            absence(stage, left, "the search found no settings that are better than no refinement").ifPresent(lines::add);
            absence(stage, empty, "its network found nothing there that could be refined").ifPresent(lines::add);
            absence(stage, without, "no liver was found there, so nothing was looked for in it").ifPresent(lines::add);
        }
        return lines;
    }

    private static Optional<String> absence(String stage, List<String> cases, String reason) {
        return cases.isEmpty() ? Optional.empty()
                : Optional.of("The " + stage + " was not refined in " + Words.count(cases.size(), "case") + " (" + String.join(", ", cases) + "): " + reason + ".");
    }

    /** The cases by the change of the stage's Dice, the largest gain first; ties by case id, none whose Dice is undefined. */
    List<Refined> byGain() {
        return cases.stream().filter(one -> Double.isFinite(one.gain())).sorted(Comparator.comparingDouble((Refined one) -> -one.gain()).thenComparing(Refined::caseId)).toList();
    }

    /** The mean before or after, over the cases with a finite value in both; {@code NaN} without any. */
    public double mean(Measure measure, boolean after) {
        return Summary.of(pairs(measure.key()).stream().filter(pair -> Double.isFinite(pair.base()) && Double.isFinite(pair.other()))
                .mapToDouble(after ? Paired::other : Paired::base).toArray()).mean();
    }

    /** A line for a terminal, in ASCII: {@code Dice 0.931 -> 0.943, VOE 12.8 -> 10.7 % ...}. */
    public String words() {
        return String.join(", ", Measure.headline().stream().filter(measure -> !Double.isNaN(mean(measure, false)))
                .map(measure -> measure.label() + " " + text(measure, false) + " -> " + text(measure, true) + (MeasureText.unit(measure).isEmpty() ? "" : " " + MeasureText.unit(measure))).toList())
                + " (mean of " + Words.count(cases.size(), "case") + ")";
    }

    private String text(Measure measure, boolean after) {
        return MeasureText.value(measure, mean(measure, after)).replace('−', '-');
    }

    /** After less before of each headline measure that some case has, as {@code hepar compare} would tell it; p adjusted over all of them. */
    List<Difference> differences() {
        List<Difference> differences = new ArrayList<>();
        for (String key : COMPARED) {
            List<Paired> pairs = pairs(key);
            if (pairs.stream().anyMatch(pair -> !Double.isNaN(pair.base()) || !Double.isNaN(pair.other()))) {
                differences.add(Difference.of(new Group(0, 1, contract, "", stage), ComparedMeasure.of(key), pairs, Wilcoxon.Variant.PRATT, Bootstrap.withSeed(SEED)));
            }
        }
        double[] adjusted = Holm.adjusted(differences.stream().mapToDouble(difference -> difference.wilcoxon().p()).toArray());
        return IntStream.range(0, adjusted.length).mapToObj(i -> differences.get(i).withHolm(adjusted[i])).toList();
    }

    private List<Paired> pairs(String key) {
        boolean size = key.endsWith(ABSOLUTE);
        String column = size ? key.substring(0, key.length() - ABSOLUTE.length()) : key;
        Measure measure = Measure.headline().stream().filter(each -> each.key().equals(column)).findFirst().orElseThrow();
        return cases.stream().map(one -> {
            double before = one.effect().before().of(measure);
            double after = one.effect().after().of(measure);
            return new Paired(one.caseId(), size ? Math.abs(before) : before, size ? Math.abs(after) : after);
        }).toList();
    }
}
