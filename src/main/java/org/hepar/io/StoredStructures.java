package org.hepar.io;

import org.hepar.volume.Structures;

/** The structures of a label file on the internal grid, and how the file stores them. */
public record StoredStructures(Structures structures, StoredGrid stored) {
}
