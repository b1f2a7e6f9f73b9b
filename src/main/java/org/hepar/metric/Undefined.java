package org.hepar.metric;

import java.util.Locale;

/** Why a measure of a case has no value. */
public enum Undefined {

    /** The reference holds no voxel of the structure, and the contract gives no value for that. */
    NO_REFERENCE,
    /** The prediction holds no voxel of the structure, and the contract gives no value for that. */
    NO_PREDICTION,
    /** Neither does, and the contract gives no value for that. */
    BOTH_EMPTY,
    /** The contract does not know this measure. */
    NOT_IN_CONTRACT,
    /** The measure relates the structure to the liver, and there is no liver to relate it to. */
    NO_LIVER,
    /** The measure relates a structure to the liver, or counts its objects one by one, and this is the liver itself. */
    NOT_FOR_THE_LIVER,
    /** A mask holds voxels, but none on a surface: it fills the array, whose border makes no surface under the contract. */
    NO_SURFACE,
    /** The share is one of the reference's objects, and it has none. */
    NO_REFERENCE_LESION,
    /** The share is one of the reference's large objects, and it has none. */
    NO_LARGE_REFERENCE_LESION,
    /** The share is one of the predicted objects, and there is none. */
    NO_PREDICTED_LESION,
    /** The number is about the objects of both sides, and neither has any. */
    NO_LESION,
    /** No object of one side corresponds to one of the other. */
    NO_CORRESPONDENCE,
    /** It was not recorded: the scores were made by a version that did not know the measure. */
    NOT_RECORDED,
    /** The case could not be scored: its files are of no use. */
    NOT_SCORED;

    /** Its name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the masks alone say, when a contract gives no value. */
    static Undefined because(Outcome outcome) {
        return switch (outcome) {
            case MEASURED -> NOT_IN_CONTRACT;
            case MISSED -> NO_PREDICTION;
            case FALSE_POSITIVE -> NO_REFERENCE;
            case BOTH_EMPTY -> BOTH_EMPTY;
        };
    }
}
