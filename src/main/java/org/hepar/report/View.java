package org.hepar.report;

import java.util.List;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Volume;

/**
 * One axial slice of a case, kept to be drawn: image (HU for CT), reference and prediction, each {@code [1,y,x]}.
 *
 * @param shows why this slice was chosen
 * @param slice number from the feet end, from 1
 * @param slices number of slices of the case
 */
public record View(List<Shows> shows, int slice, int slices, Volume image, LabelMap reference, LabelMap prediction) {

    /** Reasons to show a slice. */
    public enum Shows {
        LIVER("largest liver area"),
        LESION("largest lesion area"),
        DISAGREEMENT("largest disagreement"),
        MIDDLE("middle slice");

        private final String words;

        Shows(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** In words: {@code largest liver area and largest disagreement, slice 41 of 75}. */
    String words() {
        return String.join(" and ", shows.stream().map(Shows::words).toList()) + ", slice " + slice + " of " + slices;
    }
}
