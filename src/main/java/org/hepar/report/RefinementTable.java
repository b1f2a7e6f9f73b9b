package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import org.hepar.metric.Measure;
import org.hepar.report.RefinementEffect.Refined;

/**
 * {@code refinement.csv}: a row a case and refined stage, the stage's own mask before and after, in the stored unit (shares, mm, ml) and full precision;
 * undefined is an empty cell.
 */
final class RefinementTable {

    static final String FILE = "refinement.csv";

    private static final List<String> AMOUNTS = List.of("added_voxels", "removed_voxels", "added_ml", "removed_ml", "looked_at", "iterations", "last_change");

    private RefinementTable() {
    }

    static String text(List<RefinementEffect> effects) {
        List<String> head = new ArrayList<>(List.of("fold", "case", "stage", "contract"));
        for (Measure measure : Measure.headline()) {
            head.add(measure.key() + "_before");
            head.add(measure.key() + "_after");
        }
        head.addAll(AMOUNTS);
        return Csv.text(head, effects.stream().flatMap(effect -> effect.cases().stream().map(one -> cells(effect, one))).toList());
    }

    private static List<String> cells(RefinementEffect effect, Refined one) {
        List<String> cells = new ArrayList<>(List.of(one.fold(), one.caseId(), effect.stage(), effect.contract()));
        for (Measure measure : Measure.headline()) {
            cells.add(Csv.number(one.effect().before().of(measure)));
            cells.add(Csv.number(one.effect().after().of(measure)));
        }
        cells.addAll(List.of(String.valueOf(one.effect().added()), String.valueOf(one.effect().removed()), Csv.number(one.addedMl()), Csv.number(one.removedMl()),
                Csv.number(one.effect().lookedAt()), String.valueOf(one.effect().changes().size()), Csv.number(one.lastChange())));
        return cells;
    }
}
