package org.hepar.metric;

import java.util.Arrays;
import java.util.List;

/** A measure of a {@link LabelScore}: its key in files, its words and unit in tables, and which way is better. */
public enum Measure {

    DICE("dice", "Dice", "", Better.HIGHER),
    JACCARD("jaccard", "Jaccard", "", Better.HIGHER),
    VOE("voe", "VOE", "", Better.LOWER),
    RVD("rvd", "RVD", "", Better.NEARER_ZERO),
    /** Share of the predicted voxels that are in the reference. */
    PRECISION("precision", "Precision", "", Better.HIGHER),
    /** Share of the reference's voxels that are in the prediction. */
    RECALL("recall", "Recall", "", Better.HIGHER),
    VOLUME_ML("volume_ml", "Volume", "ml", Better.NEITHER),
    REFERENCE_VOLUME_ML("reference_volume_ml", "Reference volume", "ml", Better.NEITHER),
    ASD_MM("asd_mm", "ASD", "mm", Better.LOWER),
    /** Root of the mean squared surface distance. */
    RMSD_MM("rmsd_mm", "RMSD", "mm", Better.LOWER),
    MSD_MM("msd_mm", "MSD", "mm", Better.LOWER),
    HD95_MM("hd95_mm", "HD95", "mm", Better.LOWER),
    /** Share of both surfaces that lies within the contract's tolerance of the other. */
    SURFACE_DICE("surface_dice", "Surface Dice", "", Better.HIGHER),
    /** Volume of the structure per volume of the liver, in the prediction. */
    BURDEN("tumour_burden", "Tumour burden", "", Better.NEITHER),
    /** The same in the reference. */
    REFERENCE_BURDEN("reference_tumour_burden", "Reference tumour burden", "", Better.NEITHER),
    /** Prediction's burden less the reference's; in lits_2017 the other way round. */
    BURDEN_ERROR("tumour_burden_error", "Tumour burden error", "", Better.NEARER_ZERO),
    /** Voxels of the prediction, on the contract's grid. */
    VOXELS("voxels", "Voxels", "", Better.NEITHER),
    /** Voxels of the reference, on the contract's grid. */
    REFERENCE_VOXELS("reference_voxels", "Reference voxels", "", Better.NEITHER);

    /** Which values are better; {@link #NEITHER} for what describes a case without judging it. */
    public enum Better {
        HIGHER, LOWER, NEARER_ZERO, NEITHER
    }

    private final String key;
    private final String label;
    private final String unit;
    private final Better better;

    Measure(String key, String label, String unit, Better better) {
        this.key = key;
        this.label = label;
        this.unit = unit;
        this.better = better;
    }

    /** The five of Christ et al. 2017, Table 1, that head every table. */
    public static List<Measure> headline() {
        return List.of(DICE, VOE, RVD, ASD_MM, MSD_MM);
    }

    /** Those that are compared and averaged: all that say better or worse. */
    public static List<Measure> judging() {
        return Arrays.stream(values()).filter(measure -> measure.better != Better.NEITHER).toList();
    }

    /** Its column in {@code cases.csv} and its key in the journal. */
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
        return score.of(this);
    }
}
