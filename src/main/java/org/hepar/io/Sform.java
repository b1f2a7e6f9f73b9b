package org.hepar.io;

import java.util.List;

/**
 * The matrix form of a NIfTI header ("method 3"): three rows of four numbers that take (i, j, k, 1) of the file to x, y
 * and z in the header's spatial unit, RAS frame. Numbers are kept as stored, also when {@code code} is 0 and they mean
 * nothing.
 *
 * <p>Source: NIfTI-1.1 standard (nifti1.h), "METHOD 3".
 *
 * @param code what the coordinates refer to; above 0 if the form is to be used
 */
public record Sform(int code, List<Double> rowX, List<Double> rowY, List<Double> rowZ) {

    public Sform {
        rowX = List.copyOf(rowX);
        rowY = List.copyOf(rowY);
        rowZ = List.copyOf(rowZ);
        if (rowX.size() != 4 || rowY.size() != 4 || rowZ.size() != 4) {
            throw new IllegalArgumentException("sform rows (=" + rowX + ", " + rowY + ", " + rowZ + ") need four numbers each");
        }
    }
}
