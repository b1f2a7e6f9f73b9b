package org.hepar.io;

import org.hepar.volume.Volume;

/** A volume on the internal grid, and how its file stores it. */
public record StoredVolume(Volume volume, StoredGrid stored) {
}
