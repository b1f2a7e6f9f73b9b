package org.hepar.metric;

import java.util.function.ToDoubleFunction;

/** A measure of a {@link LabelScore}: its key in files, its words and unit in tables, and which way is better. */
public enum Measure {

    DICE("dice", "Dice", "", Better.HIGHER, LabelScore::dice),
    VOE("voe", "VOE", "", Better.LOWER, LabelScore::voe),
    RVD("rvd", "RVD", "", Better.NEARER_ZERO, LabelScore::rvd),
    ASD_MM("asd_mm", "ASD", "mm", Better.LOWER, LabelScore::asdMm),
    MSD_MM("msd_mm", "MSD", "mm", Better.LOWER, LabelScore::msdMm);

    /** Which values are better. */
    public enum Better {
        HIGHER, LOWER, NEARER_ZERO
    }

    private final String key;
    private final String label;
    private final String unit;
    private final Better better;
    private final ToDoubleFunction<LabelScore> value;

    Measure(String key, String label, String unit, Better better, ToDoubleFunction<LabelScore> value) {
        this.key = key;
        this.label = label;
        this.unit = unit;
        this.better = better;
        this.value = value;
    }

    /** Its column in {@code scores.csv} and its key in the journal. */
    public String key() {
        return key;
    }

    /** Its short name in a table, without the unit. */
    public String label() {
        return label;
    }

    /** Its unit; empty for a plain number. */
    public String unit() {
        return unit;
    }

    /** Label and unit as the head of a column: {@code ASD (mm)}. */
    public String heading() {
        return unit.isEmpty() ? label : label + " (" + unit + ")";
    }

    public Better better() {
        return better;
    }

    /** Its value; NaN where it is undefined. */
    public double of(LabelScore score) {
        return value.applyAsDouble(score);
    }
}
