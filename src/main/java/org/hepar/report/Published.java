package org.hepar.report;

import java.util.List;

/**
 * A published row for context: Christ et al. 2017 (arXiv 1702.05970), Table 1, liver; VOE, RVD and Dice in percent,
 * distances in mm, as printed there. Other patients and other references than ours: never a comparison.
 */
record Published(String method, String data, String voe, String rvd, String asdMm, String msdMm, String dice) {

    static final List<Published> CHRIST_2017_TABLE_1 = List.of(
            new Published("U-Net", "3DIRCADb", "39", "87", "19.4", "119", "72.9"),
            new Published("Cascaded U-Net", "3DIRCADb", "12.8", "−3.3", "2.3", "46.7", "93.1"),
            new Published("Cascaded U-Net + 3D CRF", "3DIRCADb", "10.7", "−1.4", "1.5", "24.0", "94.3"),
            new Published("Cascaded U-Net", "MR-DWI", "23", "14", "5.2", "135.3", "87"),
            new Published("Cascaded U-Net", "clinical CT", "22", "−3", "9.5", "165.7", "88"),
            new Published("Cascaded U-Net + 3D CRF", "clinical CT", "16", "−6", "5.3", "48.3", "91"));

    static final String LESION_DICE = "Lesion Dice there, mean ± standard deviation in percent: 56 ± 26 (3DIRCADb), 61 ± 25 (clinical CT), 69.7 (MR-DWI).";

    List<String> cells() {
        return List.of(method, data, voe, rvd, asdMm, msdMm, dice);
    }
}
