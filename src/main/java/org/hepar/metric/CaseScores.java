package org.hepar.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hepar.volume.LabelMapping;

/**
 * All scores of one case under one contract.
 *
 * @param caseId the patient's id
 * @param contract name of the {@link Contract}
 * @param labels score of each structure by its name, in the order of the label mapping
 */
public record CaseScores(String caseId, String contract, Map<String, LabelScore> labels) {

    public CaseScores {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** The score of a structure. */
    public LabelScore of(String label) {
        LabelScore score = labels.get(label);
        if (score == null) {
            throw new IllegalArgumentException("case " + caseId + " has no structure " + label + ", only " + labels.keySet());
        }
        return score;
    }

    /** The liver with its lesions. */
    public LabelScore liver() {
        return of(LabelMapping.LIVER);
    }

    /** All lesions of the case as one mask. */
    public LabelScore lesion() {
        return of(LabelMapping.LESION);
    }

    /** The lesions counted one by one; no lesions where the contract does not count them. */
    public Detection detection() {
        return lesion().detection().orElseGet(Detection::none);
    }
}
