package org.hepar.volume;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named masks on one grid, such as {@code liver} and {@code lesion}: what a label map says once its labels have been given a
 * meaning. Structures may overlap (the liver holds its lesions). In the order of their mapping.
 */
public record Structures(Grid grid, Map<String, PackedMask> masks) {

    public Structures {
        masks = Collections.unmodifiableMap(new LinkedHashMap<>(masks));
        masks.forEach((name, mask) -> {
            if (!mask.grid().size().equals(grid.size())) {
                throw new IllegalArgumentException("structure " + name + " has size " + mask.grid().size() + ", its grid " + grid.size());
            }
        });
    }

    /** Liver and lesion of a label map, under the names of {@link LabelMapping#LITS}. */
    public static Structures of(LabelMap labels) {
        Map<String, PackedMask> masks = new LinkedHashMap<>();
        boolean[] inside = new boolean[256];
        inside[LabelMap.LESION] = true;
        PackedMask lesion = PackedMask.ofLabels(labels.grid(), labels.labels(), inside);
        inside[LabelMap.LIVER] = true;
        masks.put(LabelMapping.LIVER, PackedMask.ofLabels(labels.grid(), labels.labels(), inside));
        masks.put(LabelMapping.LESION, lesion);
        return new Structures(labels.grid(), masks);
    }

    /** The mask of a name. */
    public PackedMask of(String name) {
        PackedMask mask = masks.get(name);
        if (mask == null) {
            throw new IllegalArgumentException("structure (=" + name + ") is not there; there are " + names());
        }
        return mask;
    }

    public List<String> names() {
        return List.copyOf(masks.keySet());
    }
}
