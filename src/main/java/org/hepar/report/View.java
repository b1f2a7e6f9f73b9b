package org.hepar.report;

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

    /** In words: {@code largest liver area and largest disagreement, slice 41 of 75}. */
    String words() {
        return String.join(" and ", shows.stream().map(View::words).toList()) + ", slice " + slice + " of " + slices;
    }

    private static String words(String shown) {
        return switch (shown) {
            case DISAGREEMENT -> "largest disagreement";
            case MIDDLE -> "middle slice";
            default -> "largest " + shown + " area";
        };
    }
}
