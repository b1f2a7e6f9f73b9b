package org.hepar.augment;

/**
 * Where the content of an output position comes from: takes positions in mm about the slice centre to where they lay
 * before a spatial transform.
 */
interface CoordinateStep {

    /** Moves the positions of one row of pixels in place. */
    void back(double[] yMm, double[] xMm);

    /** The same where the positions are still the pixel centres of a row, which may be known without interpolation. */
    default void backFromRow(int row, double[] yMm, double[] xMm) {
        back(yMm, xMm);
    }
}
