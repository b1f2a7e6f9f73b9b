package org.hepar.experiment;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Detection;
import org.hepar.metric.LabelScore;
import org.hepar.metric.LesionScore;
import org.hepar.metric.Measure;
import org.hepar.metric.Outcome;
import org.hepar.metric.Undefined;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Vector;

/**
 * The scores of a case as fields of a journal entry, and back: {@code liver}, {@code lesion} and, where lesions are counted, {@code detection}. A measure
 * without value is null and stands with its reason under {@code undefined}; an infinite one is the text {@code inf}.
 *
 * <p>Older journals hold fewer measures, no reasons and no single lesions: what they lack was not recorded, and the reason of a null follows from the
 * outcome.
 */
final class ScoreFields {

    private ScoreFields() {
    }

    static Map<String, Object> of(CaseScores scores) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(LabelMapping.LIVER, of(scores.liver()));
        fields.put(LabelMapping.LESION, of(scores.lesion()));
        scores.lesion().detection().ifPresent(detection -> fields.put("detection", of(detection)));
        return fields;
    }

    static CaseScores read(String caseId, String contract, Fields fields) {
        Map<String, LabelScore> labels = new LinkedHashMap<>();
        labels.put(LabelMapping.LIVER, label(fields.map(LabelMapping.LIVER)));
        labels.put(LabelMapping.LESION, label(fields.map(LabelMapping.LESION), fields.has("detection") ? Optional.of(detection(fields.map("detection"))) : Optional.empty()));
        return new CaseScores(caseId, contract, labels);
    }

    /** The score of one structure, without its lesions. */
    static Map<String, Object> of(LabelScore score) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("outcome", score.outcome().name().toLowerCase(Locale.ROOT));
        for (Measure measure : Measure.values()) {
            fields.put(measure.key(), number(score.of(measure)));
        }
        Map<String, String> undefined = new LinkedHashMap<>();
        score.undefined().forEach((measure, why) -> undefined.put(measure.key(), why.key()));
        fields.put("undefined", undefined);
        return fields;
    }

    static LabelScore label(Fields fields) {
        return label(fields, Optional.empty());
    }

    private static LabelScore label(Fields fields, Optional<Detection> detection) {
        Map<Measure, Double> numbers = new EnumMap<>(Measure.class);
        Map<Measure, Undefined> reasons = new EnumMap<>(Measure.class);
        Fields undefined = fields.map("undefined");
        for (Measure measure : Measure.values()) {
            numbers.put(measure, fields.number(measure.key()));
            if (!fields.has(measure.key())) {
                reasons.put(measure, Undefined.NOT_RECORDED);
            } else if (undefined.has(measure.key())) {
                reasons.put(measure, undefined.constant(measure.key(), Undefined.class, Undefined.NOT_RECORDED));
            }
        }
        return LabelScore.of(fields.constant("outcome", Outcome.class, Outcome.BOTH_EMPTY), numbers, reasons, detection);
    }

    private static Map<String, Object> of(Detection d) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("references", d.references());
        fields.put("references_at_least_10_mm", d.referencesAtLeast10Mm());
        fields.put("found", d.found());
        fields.put("found_at_least_10_mm", d.foundAtLeast10Mm());
        fields.put("predictions", d.predictions());
        fields.put("true_predictions", d.truePredictions());
        fields.put("false_positives", d.falsePositives());
        fields.put("merges", d.merges());
        fields.put("splits", d.splits());
        fields.put("dice_of_correspondences", d.diceOfCorrespondences());
        fields.put("lesions", d.lesions().stream().map(ScoreFields::of).toList());
        d.undefined().ifPresent(why -> fields.put("undefined", why.key()));
        return fields;
    }

    private static Detection detection(Fields d) {
        int predictions = d.integer("predictions");
        int falsePositives = d.integer("false_positives");
        return new Detection(d.integer("references"), d.integer("references_at_least_10_mm"), d.integer("found"), d.integer("found_at_least_10_mm"), predictions,
                d.has("true_predictions") ? d.integer("true_predictions") : predictions - falsePositives, falsePositives, d.integer("merges"), d.integer("splits"),
                d.numbers("dice_of_correspondences"), d.maps("lesions").stream().map(ScoreFields::lesion).toList(),
                d.has("undefined") ? Optional.of(d.constant("undefined", Undefined.class, Undefined.NOT_RECORDED)) : Optional.empty());
    }

    private static Map<String, Object> of(LesionScore lesion) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("side", lesion.side().key());
        fields.put("id", lesion.id());
        fields.put("voxels", lesion.voxels());
        fields.put("volume_ml", number(lesion.volumeMl()));
        fields.put("diameter_mm", number(lesion.diameterMm()));
        fields.put("centre_mm", List.of(lesion.centre().x(), lesion.centre().y(), lesion.centre().z()));
        fields.put("matched", lesion.matched());
        fields.put("matched_with", lesion.matchedWith());
        fields.put("dice", number(lesion.dice()));
        fields.put("distance_to_liver_boundary_mm", number(lesion.distanceToLiverBoundaryMm()));
        fields.put("score", number(lesion.score()));
        return fields;
    }

    private static LesionScore lesion(Fields f) {
        List<Double> centre = f.numbers("centre_mm");
        return new LesionScore(f.constant("side", LesionScore.Side.class, LesionScore.Side.REFERENCE), f.integer("id"), f.integer("voxels"), f.number("volume_ml"),
                f.number("diameter_mm"), centre.size() == 3 ? new Vector(centre.get(0), centre.get(1), centre.get(2)) : new Vector(Double.NaN, Double.NaN, Double.NaN),
                f.truth("matched"), f.numbers("matched_with").stream().map(Double::intValue).toList(), f.number("dice"), f.number("distance_to_liver_boundary_mm"),
                f.number("score"));
    }

    private static Object number(double value) {
        return Double.isInfinite(value) ? value > 0 ? Fields.INFINITE : "-" + Fields.INFINITE : (Object) value;
    }
}
