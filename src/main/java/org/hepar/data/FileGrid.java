package org.hepar.data;

import java.nio.file.Path;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;

/**
 * Where the voxels of a file lie, for messages about files that do not lie alike.
 *
 * @param role what the file is: prediction, reference
 */
public record FileGrid(String role, Path file, StoredGrid stored) {

    /** Reads the header alone. */
    public static FileGrid read(String role, Path file) {
        return new FileGrid(role, file, Nifti.readGrid(file));
    }

    /** The file and its grid as other tools show it. */
    public String words() {
        return role + " " + file + ": " + stored.words();
    }

    /** Both files with their grids, then what differs, and along which axes that is said; empty where they lie alike. */
    public String differenceFrom(FileGrid other) {
        String difference = stored.grid().differenceFrom(other.stored.grid());
        return difference.isEmpty() ? "" : words() + "; " + other.words() + "; they differ (x to the left, y to the back, z to the head) in "
                + difference;
    }
}
