package org.hepar.train;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hepar.net.Safetensors;
import org.hepar.net.Tensor;

/**
 * A training between two steps, whole: taken up from it, the training ends with the bits that it would have ended with.
 *
 * @param weights all arrays of the network, running statistics too
 * @param moments of the optimiser
 * @param best weights of the best epoch so far; empty where they are not asked for, or before the first epoch's end
 * @param tally what the running epoch has come to so far, as text
 */
public record Checkpoint(Map<String, Tensor> weights, Map<String, Tensor> moments, Map<String, Tensor> best, Course course, Map<String, String> tally) {

    private static final String WEIGHTS = "weights/";
    private static final String MOMENTS = "moments/";
    private static final String BEST = "best/";

    Safetensors tensors(Map<String, String> owner) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        weights.forEach((name, tensor) -> tensors.put(WEIGHTS + name, tensor));
        moments.forEach((name, tensor) -> tensors.put(MOMENTS + name, tensor));
        best.forEach((name, tensor) -> tensors.put(BEST + name, tensor));
        Map<String, String> metadata = new LinkedHashMap<>(owner);
        metadata.putAll(course.text());
        metadata.putAll(tally);
        return new Safetensors(tensors, metadata);
    }

    static Checkpoint of(Safetensors stored) {
        return new Checkpoint(part(stored, WEIGHTS), part(stored, MOMENTS), part(stored, BEST), Course.of(stored.metadata()), EpochTally.part(stored.metadata()));
    }

    private static Map<String, Tensor> part(Safetensors stored, String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        stored.tensors().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), tensor);
            }
        });
        return part;
    }
}
