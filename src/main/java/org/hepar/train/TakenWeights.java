package org.hepar.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.net.Tensor;

/**
 * What of a network's weights comes from a file of others, and what does not.
 *
 * @param file its name
 * @param sha256 of the file
 * @param values by our names
 * @param origins our names to theirs, of all that are taken
 * @param drawn ours that are not taken
 * @param unused theirs that nothing here takes
 * @param passedOver theirs that are whole numbers, such as counts of batches
 */
public record TakenWeights(String file, String sha256, Map<String, Tensor> values, Map<String, String> origins, List<String> drawn, List<String> unused,
        List<String> passedOver) {

    /** All values of a network: the taken ones, and those that were there for the others. */
    Map<String, Tensor> over(Map<String, Tensor> start) {
        Map<String, Tensor> all = new LinkedHashMap<>(start);
        all.putAll(values);
        return all;
    }

    /** For people, in a line. */
    public String summary() {
        return values.size() + " of " + (values.size() + drawn.size()) + " arrays are taken from " + file
                + (drawn.isEmpty() ? "" : "; drawn: " + String.join(", ", drawn))
                + (unused.isEmpty() ? "" : "; not taken of the file: " + String.join(", ", unused))
                + (passedOver.isEmpty() ? "" : "; " + passedOver.size() + " whole numbers of it are no weights");
    }

    /** For the journal. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", file);
        fields.put("sha256", sha256);
        fields.put("taken", origins);
        fields.put("drawn", drawn);
        fields.put("unused", unused);
        fields.put("passed_over", passedOver);
        return fields;
    }
}
