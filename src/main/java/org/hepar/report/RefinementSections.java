package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hepar.metric.Measure;
import org.hepar.report.Figures.Figure;
import org.hepar.report.RefinementEffect.Refined;
import org.hepar.report.ScoreSections.Example;
import org.hepar.stat.Wilcoxon;
import org.hepar.volume.LabelMapping;

/**
 * The parts of a run's page that show what the refinements did; empty where no stage is refined.
 *
 * @param absences why a stage was not refined in some cases, a line each
 * @param convergence how the iterations came to rest, a figure a stage
 * @param examples the cases that the page shows, drawn before and after
 */
record RefinementSections(List<RefinementEffect> effects, List<String> absences, List<Figure> convergence, List<Example> examples) {

    private static final List<Measure> CASE_MEASURES = List.of(Measure.DICE, Measure.VOE, Measure.ASD_MM, Measure.MSD_MM);

    /** Cases of a table that is shown at once. */
    private static final int MOST_UNFOLDED = 24;

    /** The effect on the mean Dice of each refined stage, beside the results. */
    String tiles() {
        StringBuilder html = new StringBuilder();
        for (RefinementEffect effect : effects) {
            double before = effect.mean(Measure.DICE, false);
            double after = effect.mean(Measure.DICE, true);
            html.append(Html.tile(Words.capital(effect.stage()) + " Dice by refinement", ComparedMeasure.of("dice").difference(after - before), "",
                    MeasureText.value(Measure.DICE, before) + " → " + MeasureText.value(Measure.DICE, after) + ", mean of " + Words.count(effect.cases().size(), "case")));
        }
        return html.toString();
    }

    String html() {
        if (effects.isEmpty() && absences.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<h2>Refinement</h2>\n");
        absences.forEach(absence -> html.append(Html.paragraph("soft", absence)));
        if (effects.isEmpty()) {
            return html.toString();
        }
        html.append(Html.paragraph("soft", "Each refined stage's own mask before → after, and the difference Δ, against its structure of the reference (the "
                + "liver with its lesions) under the contract " + effects.get(0).contract() + ". Of the liver it is the largest component. What comes after the stage is not in these numbers: "
                + "lesions that are found count as liver too, and a filter may take some away. Also as " + RefinementTable.FILE + "."));
        for (RefinementEffect effect : effects) {
            html.append("<h3>").append(Html.escape(Words.capital(effect.stage()))).append("</h3>\n").append(cases(effect)).append(means(effect));
        }
        if (!convergence.isEmpty()) {
            html.append(Html.figures("curves", convergence)).append(Html.paragraph("legend", "Mean |ΔQ| is by how much an iteration changed the probabilities, the mean over the voxels "
                    + "that were looked at. A line that ends above the dashed one asks for more iterations; no change at all is drawn at the lower edge."));
        }
        return html + pictures();
    }

    private static String cases(RefinementEffect effect) {
        List<String> head = new ArrayList<>(List.of("Case", "Fold"));
        CASE_MEASURES.forEach(measure -> head.addAll(List.of(MeasureText.heading(measure), "Δ")));
        head.addAll(List.of("Added (ml)", "Removed (ml)", "Last |ΔQ|"));
        String table = Html.table("dense", head, effect.cases().stream().map(RefinementSections::row).toList());
        return effect.cases().size() <= MOST_UNFOLDED ? table : Html.folded("Every case: " + effect.stage(), table);
    }

    private static List<String> row(Refined one) {
        List<String> cells = new ArrayList<>(List.of(one.caseId(), one.fold()));
        for (Measure measure : CASE_MEASURES) {
            double before = one.effect().before().of(measure);
            double after = one.effect().after().of(measure);
            cells.add(MeasureText.value(measure, before) + " → " + MeasureText.value(measure, after));
            cells.add(ComparedMeasure.of(measure.key()).difference(Double.isFinite(before) && Double.isFinite(after) ? after - before : Double.NaN));
        }
        cells.addAll(List.of(MeasureText.number(1, one.addedMl()), MeasureText.number(1, one.removedMl()), small(one.lastChange())));
        return cells;
    }

    /** {@code 1.3e−4}; a dash where nothing was looked at. */
    static String small(double value) {
        return Double.isNaN(value) ? MeasureText.UNDEFINED : value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value).replace("e-0", "e−").replace("e-", "e−").replace("e+00", "");
    }

    private static String means(RefinementEffect effect) {
        List<Difference> differences = effect.differences();
        boolean liver = effect.stage().equals(LabelMapping.LIVER);
        List<String> head = new ArrayList<>(List.of("Mean over the cases", "n", "before", "after", "after − before", "95 % interval", "p", "p Holm", "p t-test"));
        if (liver) {
            head.add("Christ et al. 2017");
        }
        List<List<String>> rows = new ArrayList<>();
        for (Difference difference : differences) {
            ComparedMeasure measure = difference.measure();
            List<String> cells = new ArrayList<>(List.of(measure.heading() + ComparisonCells.arrow(measure), String.valueOf(difference.n()), measure.value(difference.base().mean()),
                    measure.value(difference.other().mean()), measure.difference(difference.mean()), ComparisonCells.interval(difference.interval().interval(), measure),
                    ComparisonCells.p(difference.wilcoxon().p()), ComparisonCells.p(difference.holm()), ComparisonCells.p(difference.pairedT().p())));
            if (liver) {
                cells.add(Published.crf(measure.key()).isEmpty() ? MeasureText.UNDEFINED : Published.crf(measure.key()));
            }
            rows.add(cells);
        }
        return Html.table("dense", head, rows) + Html.paragraph("legend", legend(effect, differences, liver));
    }

    private static String legend(RefinementEffect effect, List<Difference> differences, boolean liver) {
        int most = differences.stream().mapToInt(Difference::differing).max().orElse(0);
        List<String> reasons = ComparisonCells.reasons(differences, List.of());
        return "Cases with a finite value before and after. The interval is bootstrapped over the cases; p is of the signed-rank test, adjusted after Holm for the " + differences.size()
                + " tests of this table; the t-test is the paired one, which Christ et al. 2017 used."
                + (most > 0 && Wilcoxon.smallestP(most) > Difference.ALPHA ? " So few cases (" + most + " that differ) can reach no p of the signed-rank test below "
                + ComparisonCells.p(Wilcoxon.smallestP(most)) + "." : "")
                + (reasons.isEmpty() ? "" : " " + Words.capital(String.join("; ", reasons)) + ".")
                + (liver ? " Beside it Table 1 of Christ et al. 2017, cascaded U-Net without and with 3D CRF on 3DIRCADb, as printed there: other patients and references, so context and no "
                + "comparison." : "");
    }

    private String pictures() {
        if (examples.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder();
        examples.forEach(example -> html.append("<h3>").append(Html.escape(example.heading())).append("</h3>\n").append(Html.figures("wide", example.overlays())));
        return html + Html.paragraph("legend", "The slice in which the refinement changed most. White is the outline of the reference; what was added is light blue, what was removed orange. "
                + "Seen from the feet, the patient's right is on the left (R).");
    }

    /** What the refinement did in a case, for its picture: {@code Dice 0.951 → 0.954, 12.3 ml added, 4.0 ml removed}. */
    static String words(Refined one) {
        return "Dice " + MeasureText.value(Measure.DICE, one.effect().before().dice()) + " → " + MeasureText.value(Measure.DICE, one.effect().after().dice()) + ", "
                + MeasureText.number(1, one.addedMl()) + " ml added, " + MeasureText.number(1, one.removedMl()) + " ml removed";
    }
}
