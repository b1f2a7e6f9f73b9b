package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.TreeMap;
import org.hepar.net.Tensor;

/** Running means that an optimiser keeps for each parameter, by {@code kind/parameter}; each begins at zero. Their values stand in the order in which the parameter lies in memory. */
final class Moments {

    /** Sorted, so that a checkpoint's bytes do not depend on who came first. */
    private final Map<String, NDArray> arrays = new TreeMap<>();
    /** Not asked for yet. */
    private final Map<String, Tensor> restored = new TreeMap<>();

    NDArray of(String kind, String name, NDArray parameter) {
        return arrays.computeIfAbsent(kind + "/" + name, key -> start(parameter, restored.remove(key)));
    }

    private static NDArray start(NDArray parameter, Tensor values) {
        NDArray array = parameter.zerosLike();
        if (values != null) {
            try (NDArray given = parameter.getManager().create(values.values(), new Shape(values.shape()))) {
                // -0 + x is x, to the bit, for every x.
                array.negi().addi(given);
            }
        }
        return array;
    }

    Map<String, Tensor> values() {
        Map<String, Tensor> values = new TreeMap<>(restored);
        arrays.forEach((key, array) -> values.put(key, Tensor.of(array)));
        return values;
    }

    /** To be taken up by each when it is asked for. */
    void restore(Map<String, Tensor> values) {
        restored.putAll(values);
    }
}
