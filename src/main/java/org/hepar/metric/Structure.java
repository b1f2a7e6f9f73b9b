package org.hepar.metric;

/** What a score is about. */
public enum Structure {

    /** The liver with its lesions. */
    LIVER("liver"),
    /** All lesions of a case together. */
    LESION("lesion");

    private final String key;

    Structure(String key) {
        this.key = key;
    }

    /** Its name in files and metrics, such as {@code liver/dice_mean}. */
    public String key() {
        return key;
    }

    /** Its scores within those of a case. */
    public LabelScore of(CaseScores scores) {
        return this == LIVER ? scores.liver() : scores.lesion();
    }
}
