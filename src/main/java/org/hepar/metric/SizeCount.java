package org.hepar.metric;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The lesions of one {@link SizeClass}, each side by its own diameter, counted lesion by lesion: a reference is found, a prediction
 * true, if it belongs to a correspondence that counts.
 *
 * @param references lesions of the reference
 * @param found those in a correspondence
 * @param predictions predicted lesions
 * @param falsePositives those in no correspondence
 */
public record SizeCount(int references, int found, int predictions, int falsePositives) {

    private static final SizeCount NONE = new SizeCount(0, 0, 0, 0);

    /** The counts of every class, also of those without lesions. */
    static Map<SizeClass, SizeCount> of(List<LesionScore> lesions) {
        Map<SizeClass, SizeCount> counts = new EnumMap<>(SizeClass.class);
        for (SizeClass size : SizeClass.values()) {
            counts.put(size, NONE);
        }
        for (LesionScore lesion : lesions) {
            SizeCount one = lesion.side() == LesionScore.Side.REFERENCE ? new SizeCount(1, lesion.matched() ? 1 : 0, 0, 0)
                    : new SizeCount(0, 0, 1, lesion.matched() ? 0 : 1);
            counts.merge(SizeClass.of(lesion.diameterMm()), one, SizeCount::plus);
        }
        return Collections.unmodifiableMap(counts);
    }

    SizeCount plus(SizeCount other) {
        return new SizeCount(references + other.references, found + other.found, predictions + other.predictions, falsePositives + other.falsePositives);
    }

    /** Share of the references found, 0 to 1; NaN without references. */
    public double recall() {
        return references == 0 ? Double.NaN : (double) found / references;
    }

    /** Share of the predictions that are true, 0 to 1; NaN without predictions. */
    public double precision() {
        return predictions == 0 ? Double.NaN : (double) (predictions - falsePositives) / predictions;
    }
}
