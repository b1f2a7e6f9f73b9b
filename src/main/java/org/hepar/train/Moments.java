package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Map;
import java.util.TreeMap;
import org.hepar.net.Tensor;

/** Running means that an optimiser keeps for each parameter, by {@code kind/parameter}; each begins at zero. */
final class Moments {

    /** Sorted, so that a checkpoint's bytes do not depend on who came first. */
    private final Map<String, NDArray> arrays = new TreeMap<>();

    NDArray of(String kind, String name, NDArray parameter) {
        return arrays.computeIfAbsent(kind + "/" + name, key -> parameter.getManager().zeros(parameter.getShape()));
    }

    Map<String, Tensor> values() {
        Map<String, Tensor> values = new TreeMap<>();
        arrays.forEach((key, array) -> values.put(key, new Tensor(array.getShape().getShape(), array.toFloatArray())));
        return values;
    }

    void restore(NDManager manager, Map<String, Tensor> values) {
        values.forEach((key, tensor) -> arrays.put(key, manager.create(tensor.values(), new Shape(tensor.shape()))));
    }
}
