package org.hepar.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * One axial slice of a case, kept to be drawn: reference and prediction, each {@code [1,y,x]}, and the image (HU for CT) where there is one.
 *
 * @param shows why this slice was chosen: names of structures of which the reference has its largest area there, {@link #DISAGREEMENT}, {@link #MIDDLE}
 * @param slice number from the feet end, from 1
 * @param slices number of slices of the case
 */
record View(List<String> shows, int slice, int slices, Optional<Volume> image, Structures reference, Structures prediction) {

    static final String DISAGREEMENT = "disagreement";
    static final String MIDDLE = "middle";

    View {
        shows = List.copyOf(shows);
    }

    /** In words: {@code largest liver and lesion area and disagreement, slice 41 of 75}. */
    String words() {
        List<String> areas = shows.stream().filter(shown -> !shown.equals(DISAGREEMENT) && !shown.equals(MIDDLE)).toList();
        List<String> parts = new ArrayList<>();
        if (shows.contains(MIDDLE)) {
            parts.add("middle slice");
        }
        if (!areas.isEmpty()) {
            parts.add("largest " + String.join(" and ", areas) + " area");
        }
        if (shows.contains(DISAGREEMENT)) {
            parts.add(areas.isEmpty() ? "largest disagreement" : "disagreement");
        }
        return String.join(" and ", parts) + ", slice " + slice + " of " + slices;
    }
}
