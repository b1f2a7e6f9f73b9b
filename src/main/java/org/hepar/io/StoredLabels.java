package org.hepar.io;

import org.hepar.volume.LabelMap;

/** A label map on the internal grid, and how its file stores it. */
public record StoredLabels(LabelMap labels, StoredGrid stored) {
}
