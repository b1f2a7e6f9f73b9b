package org.hepar.report;

import java.util.List;

/**
 * A published row for context: Christ et al. 2017 (arXiv 1702.05970), Table 1, liver; VOE, RVD and Dice in percent,
 * distances in mm, as printed there; and tables of such rows. Other patients and other references than ours: never a comparison.
 */
record Published(String method, String data, String voe, String rvd, String asdMm, String msdMm, String dice) {

    private static final List<Published> CHRIST_2017_TABLE_1 = List.of(
            new Published("U-Net", "3DIRCADb", "39", "87", "19.4", "119", "72.9"),
            new Published("Cascaded U-Net", "3DIRCADb", "12.8", "−3.3", "2.3", "46.7", "93.1"),
            new Published("Cascaded U-Net + 3D CRF", "3DIRCADb", "10.7", "−1.4", "1.5", "24.0", "94.3"),
            new Published("Cascaded U-Net", "MR-DWI", "23", "14", "5.2", "135.3", "87"),
            new Published("Cascaded U-Net", "clinical CT", "22", "−3", "9.5", "165.7", "88"),
            new Published("Cascaded U-Net + 3D CRF", "clinical CT", "16", "−6", "5.3", "48.3", "91"));

    private static final String LESION_DICE = "Lesion Dice there, mean ± standard deviation in percent: 56 ± 26 (3DIRCADb), 61 ± 25 (clinical CT), 69.7 (MR-DWI).";

    /** Head of a table of readers: that of Chlebus et al. 2018, Table 1, and the number of cases. */
    static final List<String> READERS = List.of("Judged (reference in brackets)", "Recall", "Recall ≥ 10 mm", "FP/case", "Dice/case", "Dice/corr.", "Merge errors",
            "Split errors", "Cases");

    /** Chlebus et al. 2018 (Sci Rep 8:15497), Table 1, as printed there; 30 cases. */
    private static final List<List<String>> CHLEBUS_2018_TABLE_1 = List.of(
            List.of("MTRA (LiTS)", "0.92", "0.94", "2.6", "0.70 ± 0.27", "0.72 ± 0.11", "11", "5", "30"),
            List.of("LiTS (MTRA)", "0.62", "0.85", "0.3", "0.70 ± 0.27", "0.72 ± 0.11", "5", "12", "30"),
            List.of("FCN (MTRA)", "0.47", "0.75", "4.7", "0.53 ± 0.37", "0.72 ± 0.11", "7", "13", "30"),
            List.of("FCN (LiTS)", "0.72", "0.86", "4.6", "0.51 ± 0.37", "0.65 ± 0.16", "12", "14", "30"),
            List.of("FCN + RF (LiTS)", "0.63", "0.77", "0.7", "0.58 ± 0.36", "0.69 ± 0.18", "11", "10", "30"));

    /** The rows of one data set without and with the CRF. */
    private static final Published WITHOUT_CRF = CHRIST_2017_TABLE_1.get(1);
    private static final Published WITH_CRF = CHRIST_2017_TABLE_1.get(2);

    /** What the CRF did to the mean of a measure of the liver there, on 3DIRCADb; empty for a measure that Table 1 does not have. */
    static String crf(String measure) {
        return switch (measure) {
            case "dice" -> WITHOUT_CRF.dice + " → " + WITH_CRF.dice + " %";
            case "voe" -> WITHOUT_CRF.voe + " → " + WITH_CRF.voe;
            case "rvd" -> WITHOUT_CRF.rvd + " → " + WITH_CRF.rvd;
            case "asd_mm" -> WITHOUT_CRF.asdMm + " → " + WITH_CRF.asdMm;
            case "msd_mm" -> WITHOUT_CRF.msdMm + " → " + WITH_CRF.msdMm;
            default -> "";
        };
    }

    List<String> cells() {
        return List.of(method, data, voe, rvd, asdMm, msdMm, dice);
    }

    /** Published liver results, folded. */
    static String liver() {
        return Html.folded("Published liver results, for context only", Html.paragraph("soft", "Christ et al. 2017 (arXiv 1702.05970), "
                + "Table 1. Other patients, splits and references than here: not comparable with the numbers above.")
                + Html.table(List.of("Method", "Data", "VOE (%)", "RVD (%)", "ASD (mm)", "MSD (mm)", "Dice (%)"),
                CHRIST_2017_TABLE_1.stream().map(Published::cells).toList()) + Html.paragraph("soft", LESION_DICE));
    }

    /** Published rows of two readers and a network, folded. */
    static String readers() {
        return Html.folded("Published readers, for context only", Html.paragraph("soft", "Chlebus et al. 2018 (Sci Rep 8:15497), Table 1: a medical-technical "
                + "radiology assistant (MTRA), the references of LiTS, and networks. Other patients than here: not comparable with the numbers above.")
                + Html.table(READERS, CHLEBUS_2018_TABLE_1));
    }
}
