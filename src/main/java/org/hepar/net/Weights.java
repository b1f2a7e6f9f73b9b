package org.hepar.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import org.hepar.stat.Seed;

/**
 * The arrays of one network by name (trainable parameters and the running statistics of batch normalisation) and the compiled function that takes
 * them. Lives as long as the manager that it was made with. Not safe for use by several threads.
 */
public final class Weights {

    private final NDManager manager;
    private final Layers layers;
    private final Function function;
    private final Function channelsLast;
    private final List<String> trained;
    private final Map<String, NDArray> arrays = new LinkedHashMap<>();

    private Weights(NDManager manager, Layers layers, Script.Form form) {
        this.manager = manager;
        this.layers = layers;
        this.trained = layers.parameters().stream().filter(parameter -> parameter.start().isTrained()).map(Parameter::name).toList();
        function = new Function(manager, Script.function(layers, form));
        channelsLast = new Function(manager, "x: Tensor", "Tensor", "    return torch.clone(x, memory_format=" + Function.CHANNELS_LAST + ")\n");
    }

    static Weights drawn(NDManager manager, Layers layers, long seed) {
        Weights weights = new Weights(manager, layers, Script.Form.TRAINING);
        layers.parameters().forEach(parameter -> weights.put(parameter.name(), shape(parameter), start(parameter, seed), parameter.start().isTrained()));
        return weights;
    }

    static Weights folded(NDManager manager, Layers layers, Map<String, Tensor> values) {
        requireFitting(layers, values);
        if (manager.getDevice().isGpu()) {
            // The operations that several layers become are those of the CPU's library.
            Weights weights = new Weights(manager, layers, Script.Form.TRAINING);
            layers.parameters().forEach(parameter -> weights.put(parameter.name(), shape(parameter), values.get(parameter.name()).values(), false));
            return weights;
        }
        Weights weights = new Weights(manager, layers, Script.Form.SEGMENTING);
        Folding.fold(layers, values, correlation(manager)).forEach((name, tensor) -> weights.put(name, new Shape(tensor.shape()), tensor.values(), false));
        return weights;
    }

    private static BinaryOperator<Tensor> correlation(NDManager manager) {
        Function correlate = new Function(manager, "x: Tensor, kernel: Tensor", "Tensor", "    return torch.conv2d(x, kernel, None, [1, 1], [2, 2])\n");
        return (images, kernels) -> {
            try (NDManager own = manager.newSubManager()) {
                NDList arguments = new NDList(own.create(images.values(), new Shape(images.shape())), own.create(kernels.values(), new Shape(kernels.shape())));
                NDArray result = correlate.call(arguments, false);
                return Tensor.of(result);
            }
        };
    }

    private static Shape shape(Parameter parameter) {
        return new Shape(parameter.shape().stream().mapToLong(Integer::longValue).toArray());
    }

    /** First values, seeded by the parameter's name so that a layer elsewhere changes nothing. */
    private static float[] start(Parameter parameter, long seed) {
        float[] values = new float[Math.toIntExact(parameter.count())];
        switch (parameter.start()) {
            case ZERO, RUNNING_MEAN -> { }
            case ONE, RUNNING_VARIANCE -> Arrays.fill(values, 1);
            case BILINEAR -> bilinear(values, parameter.shape().get(3));
            case DRAWN -> {
                double bound = Math.sqrt(6.0 / parameter.fanIn());
                SplittableRandom random = new SplittableRandom(Seed.of(seed, parameter.name()));
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
                }
            }
        }
        return values;
    }

    /** Two triangles multiplied, the same for each channel. */
    private static void bilinear(float[] values, int length) {
        double centre = (length - 1) / 2.0;
        double reach = Math.floor(centre) + 1;
        for (int i = 0; i < values.length; i++) {
            int x = i % length;
            int y = i / length % length;
            values[i] = (float) ((1 - Math.abs(y - centre) / reach) * (1 - Math.abs(x - centre) / reach));
        }
    }

    /** Kernels lie with their channels last, as the images do: otherwise each would be copied for each pass. */
    private void put(String name, Shape shape, float[] values, boolean trainable) {
        NDArray array = manager.create(values, shape);
        if (shape.dimension() == 4) {
            try (NDArray given = array) {
                array = channelsLast.call(new NDList(given), true);
            }
        }
        if (trainable) {
            array.setRequiresGradient(true);
        }
        arrays.put(name, Function.in("w", array));
    }

    NDArray run(NDArray input, boolean forTraining) {
        return run(input, forTraining, forTraining);
    }

    /**
     * The scores.
     *
     * @param forTraining whether batch statistics and dropout are those of training
     * @param differentiable whether gradients can be taken of the result
     */
    NDArray run(NDArray input, boolean forTraining, boolean differentiable) {
        function.setTraining(forTraining);
        NDList all = new NDList(1 + arrays.size());
        all.add(input);
        all.addAll(arrays.values());
        return function.call(all, differentiable);
    }

    public NDArray get(String name) {
        NDArray array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no parameter is called '" + name + "'; there are " + arrays.keySet());
        }
        return array;
    }

    /** Parameters that training changes, in the order of the layers. */
    public Map<String, NDArray> trainable() {
        Map<String, NDArray> result = new LinkedHashMap<>();
        trained.forEach(name -> result.put(name, get(name)));
        return result;
    }

    /** A copy of all values in Java memory, in the order of the layers. */
    public Map<String, Tensor> values() {
        Map<String, Tensor> result = new LinkedHashMap<>();
        arrays.forEach((name, array) -> result.put(name, Tensor.of(array)));
        return result;
    }

    /**
     * Replaces all values.
     *
     * @throws IllegalArgumentException listing every name that is missing, unknown or of another shape
     */
    public void set(Map<String, Tensor> values) {
        requireFitting(layers, values);
        for (String name : List.copyOf(arrays.keySet())) {
            try (NDArray old = arrays.get(name)) {
                put(name, old.getShape(), values.get(name).values(), old.hasGradient());
            }
        }
    }

    static void requireFitting(Layers layers, Map<String, Tensor> values) {
        StringBuilder mismatch = new StringBuilder();
        Map<String, Parameter> parameters = layers.parameters().stream().collect(Collectors.toMap(Parameter::name, p -> p, (a, b) -> a, LinkedHashMap::new));
        parameters.forEach((name, parameter) -> {
            Tensor tensor = values.get(name);
            long[] shape = shape(parameter).getShape();
            if (tensor == null) {
                mismatch.append(" ").append(name).append(" is missing;");
            } else if (!Arrays.equals(tensor.shape(), shape)) {
                mismatch.append(" ").append(name).append(" has shape ").append(Arrays.toString(tensor.shape()))
                        .append(", expected ").append(Arrays.toString(shape)).append(";");
            }
        });
        values.keySet().stream().filter(name -> !parameters.containsKey(name)).forEach(name -> mismatch.append(" ").append(name).append(" is unknown;"));
        if (!mismatch.isEmpty()) {
            throw new IllegalArgumentException("the weights are not those of this network:" + mismatch);
        }
    }
}
