package org.hepar.augment;

/** An in-plane axis of the patient, in the internal orientation. */
public enum Axis {
    /** Along the rows, x. */
    LEFT_RIGHT,
    /** Along the columns, y. */
    FRONT_BACK
}
