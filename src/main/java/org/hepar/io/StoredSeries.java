package org.hepar.io;

/**
 * The volumes of a file that holds several, and how it stores each.
 *
 * @param volumes in the order of the file {@code [volume][z,y,x]}
 */
public record StoredSeries(float[][] volumes, StoredGrid stored) {
}
