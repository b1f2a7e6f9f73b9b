package org.hepar.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hepar.stat.Seed;

/**
 * The arrays of one network by name: trainable parameters and the running statistics of batch normalisation. Lives as
 * long as the manager that it was made with. Not safe for use by several threads.
 */
public final class Weights {

    private final NDManager manager;
    private final long seed;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    Weights(NDManager manager, long seed) {
        this.manager = manager;
        this.seed = seed;
    }

    /**
     * Adds a trainable parameter, drawn from the uniform distribution of He et al. 2015 (arXiv 1502.01852) with the
     * variance 2/fanIn, seeded by its name; zero where fanIn is 0 (biases).
     */
    void define(String name, Shape shape, int fanIn) {
        float[] values = new float[Math.toIntExact(shape.size())];
        if (fanIn > 0) {
            double bound = Math.sqrt(6.0 / fanIn);
            SplittableRandom random = new SplittableRandom(Seed.of(seed, name));
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
            }
        }
        put(name, shape, values, true);
    }

    /** Adds the scale (1), shift (0) and running statistics (0, 1) of a batch normalisation. */
    void defineNorm(String name, int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        put(name + ".weight", new Shape(channels), ones, true);
        put(name + ".bias", new Shape(channels), new float[channels], true);
        put(name + ".running_mean", new Shape(channels), new float[channels], false);
        put(name + ".running_var", new Shape(channels), ones, false);
    }

    private void put(String name, Shape shape, float[] values, boolean trainable) {
        NDArray array = manager.create(values, shape);
        array.setName(name);
        if (trainable) {
            array.setRequiresGradient(true);
        }
        if (arrays.put(name, array) != null) {
            throw new IllegalStateException("two parameters are called " + name);
        }
    }

    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter is called '" + name + "'; there are " + arrays.keySet());
        }
        return array;
    }

    /** Parameters that training changes, in the order of their definition. */
    public Map<String, NDArray> trainable() {
        Map<String, NDArray> result = new LinkedHashMap<>(arrays);
        result.keySet().removeIf(name -> name.endsWith(".running_mean") || name.endsWith(".running_var"));
        return result;
    }

    /** A copy of all values in Java memory, in the order of their definition. */
    public Map<String, Tensor> values() {
        Map<String, Tensor> result = new LinkedHashMap<>();
        arrays.forEach((name, array) -> result.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray())));
        return result;
    }

    /**
     * Replaces all values.
     *
     * @throws IllegalArgumentException listing every name that is missing, unknown or of another shape
     */
    public void set(Map<String, Tensor> values) {
        StringBuilder mismatch = new StringBuilder();
        arrays.forEach((name, array) -> {
            Tensor tensor = values.get(name);
            if (tensor == null) {
                mismatch.append(" ").append(name).append(" is missing;");
            } else if (!Arrays.equals(tensor.shape(), array.getShape().getShape())) {
                mismatch.append(" ").append(name).append(" has shape ").append(Arrays.toString(tensor.shape()))
                        .append(", expected ").append(Arrays.toString(array.getShape().getShape())).append(";");
            }
        });
        values.keySet().stream().filter(name -> !arrays.containsKey(name)).forEach(name -> mismatch.append(" ").append(name).append(" is unknown;"));
        if (!mismatch.isEmpty()) {
            throw new IllegalArgumentException("the weights are not those of this network:" + mismatch);
        }
        for (String name : List.copyOf(arrays.keySet())) {
            try (NDArray old = arrays.remove(name)) {
                put(name, old.getShape(), values.get(name).values(), old.hasGradient());
            }
        }
    }

}
