package org.hepar.report;

import java.util.Locale;
import org.hepar.metric.Measure;

/**
 * How a measure is printed: Dice with three decimals, VOE and RVD (stored as shares) in percent, distances in mm. A
 * signed measure shows its sign; an undefined value is a dash, an infinite one ∞.
 */
final class MeasureText {

    static final String UNDEFINED = "–";
    private static final double LARGE = 1e5;

    private MeasureText() {
    }

    /** Name and unit: {@code VOE (%)}. */
    static String heading(Measure measure) {
        return percent(measure) ? measure.label() + " (%)" : measure.heading();
    }

    /** The unit alone; empty for Dice. */
    static String unit(Measure measure) {
        return percent(measure) ? "%" : measure.unit();
    }

    /** The unit behind a name: {@code  (mm)}; empty without one. */
    static String unitInBrackets(Measure measure) {
        return unit(measure).isEmpty() ? "" : " (" + unit(measure) + ")";
    }

    /** Its name within a sentence; precision and recall say that they are of voxels, because lesions have such rates too. */
    static String words(Measure measure) {
        return switch (measure) {
            case PRECISION, RECALL -> measure.key() + " of voxels";
            case SURFACE_DICE -> "surface Dice";
            case BURDEN, REFERENCE_BURDEN, BURDEN_ERROR -> measure.key().replace('_', ' ');
            default -> measure.label();
        };
    }

    /** A stored value in the unit of the heading. */
    static double shown(Measure measure, double stored) {
        return percent(measure) ? 100 * stored : stored;
    }

    /** A value as printed, in the unit of the heading. */
    static String value(Measure measure, double stored) {
        return number(measure.better() == Measure.Better.NEARER_ZERO ? "%+." : "%.", decimals(measure), shown(measure, stored));
    }

    /** A value without sign (a spread, a mean of sizes) as printed, in the unit of the heading. */
    static String size(Measure measure, double stored) {
        return number("%.", decimals(measure), shown(measure, stored));
    }

    /** A number with so many decimals and a real minus sign; a dash for {@code NaN}. */
    static String number(int decimals, double value) {
        return number("%.", decimals, value);
    }

    private static String number(String format, int decimals, double value) {
        if (Double.isNaN(value)) {
            return UNDEFINED;
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "∞" : "−∞";
        }
        // Only rules that divide by next to nothing give such numbers: their size is said, not their digits.
        String text = String.format(Locale.ROOT, Math.abs(value) < LARGE ? format + decimals + "f" : format + "1e", value).replace("e+0", "e");
        return text.matches("[-+]0(\\.0*)?") ? text.substring(1) : text.replace('-', '−');
    }

    private static boolean percent(Measure measure) {
        return switch (measure) {
            case VOE, RVD, BURDEN, REFERENCE_BURDEN, BURDEN_ERROR -> true;
            default -> false;
        };
    }

    /** With how many decimals it is printed. */
    static int decimals(Measure measure) {
        return switch (measure) {
            case DICE, JACCARD, PRECISION, RECALL, SURFACE_DICE -> 3;
            case ASD_MM, RMSD_MM, BURDEN, REFERENCE_BURDEN, BURDEN_ERROR -> 2;
            case VOE, RVD, MSD_MM, HD95_MM, VOLUME_ML, REFERENCE_VOLUME_ML -> 1;
            case VOXELS, REFERENCE_VOXELS -> 0;
        };
    }
}
