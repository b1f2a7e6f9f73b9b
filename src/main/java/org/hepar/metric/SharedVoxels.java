package org.hepar.metric;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hepar.voxel.Components;

/**
 * A reference lesion and a predicted lesion that have voxels in common.
 *
 * @param reference id of the component of the reference
 * @param prediction id of the component of the prediction
 * @param count how many voxels, 1 or more
 */
record SharedVoxels(int reference, int prediction, long count) {

    private static final Comparator<SharedVoxels> BY_IDS = Comparator.comparingInt(SharedVoxels::reference).thenComparingInt(SharedVoxels::prediction);

    /** All pairs that share voxels, by reference id, then by prediction id. */
    static List<SharedVoxels> between(Components references, Components predictions) {
        Map<Long, Long> counts = new HashMap<>();
        references.forEachShared(predictions, (r, p, voxels) -> counts.merge((long) r << 32 | p, (long) voxels, Long::sum));
        List<SharedVoxels> pairs = new ArrayList<>();
        counts.forEach((key, voxels) -> pairs.add(new SharedVoxels((int) (key >> 32), key.intValue(), voxels)));
        pairs.sort(BY_IDS);
        return pairs;
    }
}
