package org.hepar.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hepar.metric.LesionScore.Side;

/** Which lesions of a case answer to which, in words: a short line for each correspondence, then for each lesion left over. */
public final class MatchText {

    private MatchText() {
    }

    /** The lines; one that says so where there are no lesions, and a last one where the rule gives no counts. */
    public static List<String> of(Detection detection) {
        List<String> lines = new ArrayList<>();
        List<LesionScore> references = lesions(detection, Side.REFERENCE);
        List<LesionScore> predictions = lesions(detection, Side.PREDICTION);
        correspondences(references).forEach((with, members) -> lines.add("reference " + ids(members) + " <-> prediction "
                + ids(predictions.stream().filter(p -> with.contains(p.id())).toList()) + ": Dice " + number("%.3f", members.get(0).dice())
                + errors(members.size(), with.size())));
        references.stream().filter(lesion -> !lesion.matched()).forEach(lesion -> lines.add("reference " + ids(List.of(lesion)) + ": missed"));
        predictions.stream().filter(lesion -> !lesion.matched()).forEach(lesion -> lines.add("prediction " + ids(List.of(lesion)) + ": false positive"));
        if (lines.isEmpty()) {
            lines.add(detection.references() + detection.predictions() == 0 ? "no lesions on either side" : "the single lesions were not recorded");
        }
        detection.undefined().ifPresent(reason -> lines.add("no counts under this contract: " + reason.key()));
        return lines;
    }

    private static List<LesionScore> lesions(Detection detection, Side side) {
        return detection.lesions().stream().filter(lesion -> lesion.side() == side).toList();
    }

    /** Matched references by the predictions that they share: no prediction is in two correspondences. */
    private static Map<List<Integer>, List<LesionScore>> correspondences(List<LesionScore> references) {
        return references.stream().filter(LesionScore::matched)
                .collect(Collectors.groupingBy(LesionScore::matchedWith, LinkedHashMap::new, Collectors.toList()));
    }

    private static String ids(List<LesionScore> lesions) {
        return lesions.stream().map(lesion -> lesion.id() + " (" + number("%.1f", lesion.diameterMm()) + " mm, " + number("%.2f", lesion.volumeMl())
                + " ml)").collect(Collectors.joining(" + "));
    }

    private static String errors(int references, int predictions) {
        String merged = references > 1 ? ", " + (references - 1) + " merged" : "";
        return predictions > references ? merged + ", " + (predictions - references) + " split" : merged;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
