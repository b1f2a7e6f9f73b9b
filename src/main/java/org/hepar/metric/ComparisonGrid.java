package org.hepar.metric;

/** On which voxels two masks are compared. */
public enum ComparisonGrid {

    /** On the reference's own grid, in mm of its slice positions. */
    REFERENCE("the reference's own grid, in mm of its slice positions");

    private final String words;

    ComparisonGrid(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
