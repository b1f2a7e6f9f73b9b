package org.hepar.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.hepar.net.Operation.Span;

/**
 * A network written down layer by layer, each after those that it takes its input from; the last one gives the scores of the classes. Everything
 * that can be known without building it is computed here.
 *
 * @param all the first is the input
 */
public record Layers(List<Layer> all) {

    /** Pixels of the output whose receptive fields are looked at: fields repeat with the network's strides. */
    private static final int PIXELS_LOOKED_AT = 128;
    /** Sizes are looked for up to this many pixels further. */
    private static final int FARTHEST_FIT = 4096;

    /**
     * One layer.
     *
     * @param number place in the list
     * @param name unique; its arrays are called {@code name.weight} and so on
     * @param inputs numbers of the layers whose outputs it takes
     * @param channels of its output
     */
    public record Layer(int number, String name, Operation operation, List<Integer> inputs, int channels) {
    }

    public Layers {
        all = List.copyOf(all);
    }

    /** Puts layers together; each method returns the number of the layer that it adds. */
    static final class Builder {

        private final List<Layer> all = new ArrayList<>();
        private final Set<String> names = new HashSet<>();

        int add(String name, Operation operation, Integer... inputs) {
            if (!names.add(name)) {
                throw new IllegalStateException("two layers are called " + name);
            }
            List<Integer> from = List.of(inputs);
            all.add(new Layer(all.size(), name, operation, from, operation.channels(from.stream().map(i -> all.get(i).channels()).toList())));
            return all.size() - 1;
        }

        /** A convolution, its normalisation if any, and ReLU. */
        int convolve(String name, Operation.Convolution convolution, Norm norm, int input) {
            int x = add(name, convolution, input);
            if (norm != Norm.NONE) {
                x = add(name + ".norm", new Operation.Normalisation(norm), x);
            }
            return add(name + ".relu", new Operation.Relu(), x);
        }

        int channels(int layer) {
            return all.get(layer).channels();
        }

        Layers build() {
            return new Layers(all);
        }
    }

    List<Integer> inputChannels(Layer layer) {
        return layer.inputs().stream().map(i -> all.get(i).channels()).toList();
    }

    /** All arrays, in the order of the layers. */
    public List<Parameter> parameters() {
        return all.stream().flatMap(layer -> layer.operation().parameters(layer.name(), inputChannels(layer)).stream()).toList();
    }

    /** Length of each layer's output for an input of this length, or nothing where a layer does not take what it is given. */
    int[] sizes(int input) {
        int[] sizes = new int[all.size()];
        sizes[0] = input;
        for (Layer layer : all.subList(1, all.size())) {
            int size = layer.operation().size(layer.inputs().stream().map(i -> sizes[i]).toList());
            if (size == Operation.MISFIT) {
                return new int[0];
            }
            sizes[layer.number()] = size;
        }
        return sizes;
    }

    /** Whether inputs of this length give scores of the same length. */
    public boolean fits(int length) {
        int[] sizes = sizes(length);
        return length > 0 && sizes.length > 0 && sizes[sizes.length - 1] == length;
    }

    /** The least fitting length from here on. */
    public int roundUp(int length) {
        for (int candidate = Math.max(1, length); candidate <= length + FARTHEST_FIT; candidate++) {
            if (fits(candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("no length from " + length + " to " + (length + FARTHEST_FIT) + " fits this network");
    }

    /**
     * The side of the square of input pixels that a pixel of the output depends on: the smallest and the largest over its places, which
     * differ where a network has strides.
     */
    public Span receptiveField() {
        int length = roundUp(64);
        Span field = receptiveField(length);
        while (length < 3 * field.last()) {
            length = roundUp(3 * field.last());
            field = receptiveField(length);
        }
        return field;
    }

    private Span receptiveField(int length) {
        int[] sizes = sizes(length);
        int smallest = Integer.MAX_VALUE;
        int largest = 0;
        int from = Math.max(0, length / 2 - PIXELS_LOOKED_AT / 2);
        for (int pixel = from; pixel < Math.min(length, from + PIXELS_LOOKED_AT); pixel++) {
            Span[] needed = new Span[all.size()];
            needed[all.size() - 1] = new Span(pixel, pixel);
            for (int i = all.size() - 1; i > 0; i--) {
                Layer layer = all.get(i);
                for (int k = 0; k < layer.inputs().size() && needed[i] != null; k++) {
                    int input = layer.inputs().get(k);
                    Span before = layer.operation().before(needed[i], k, layer.inputs().stream().map(j -> sizes[j]).toList());
                    needed[input] = before == null ? needed[input] : before.unite(needed[input]);
                }
            }
            smallest = Math.min(smallest, needed[0].length());
            largest = Math.max(largest, needed[0].length());
        }
        return new Span(smallest, largest);
    }

    /** Multiply-adds of all convolutions for one slice. */
    public double multiplyAdds(int height, int width) {
        return overPixels(height, width, layer -> layer.operation().multiplyAdds(inputChannels(layer)));
    }

    /** Values that a training step on one slice keeps until its backward pass. */
    public double keptValues(int height, int width) {
        return overPixels(height, width, layer -> layer.operation().keeps() ? layer.channels() : 0);
    }

    private double overPixels(int height, int width, java.util.function.ToDoubleFunction<Layer> perPixel) {
        int[] rows = requireFitting(height);
        int[] columns = requireFitting(width);
        return all.stream().mapToDouble(layer -> perPixel.applyAsDouble(layer) * rows[layer.number()] * columns[layer.number()]).sum();
    }

    private int[] requireFitting(int length) {
        int[] sizes = sizes(length);
        if (sizes.length == 0) {
            throw new IllegalArgumentException("a slice of " + length + " pixels does not fit this network; the next that fits has " + roundUp(length));
        }
        return sizes;
    }

    /** How many layers take the output of each. */
    int[] uses() {
        int[] uses = new int[all.size()];
        all.forEach(layer -> layer.inputs().forEach(i -> uses[i]++));
        return uses;
    }

    /** Pixels to cut from each side of a layer's first input, so that it is as large as its second. */
    int margin(Layer layer) {
        if (layer.inputs().size() < 2 || layer.operation() instanceof Operation.Enlargement) {
            return 0;
        }
        int[] sizes = sizes(roundUp(1));
        return (sizes[layer.inputs().get(0)] - sizes[layer.inputs().get(1)]) / 2;
    }

    /** The layers as a table in Markdown, for slices of this length: name, what it is, channels, size, parameters, receptive field so far. */
    public String table(int length) {
        int[] sizes = requireFitting(length);
        StringBuilder text = new StringBuilder("| layer | | takes | channels | size | parameters |\n|---|---|---|---|---|---|\n");
        Map<Integer, String> shown = new HashMap<>();
        for (Layer layer : all) {
            shown.put(layer.number(), layer.name());
            long parameters = layer.operation().parameters(layer.name(), inputChannels(layer)).stream().filter(p -> p.start().isTrained())
                    .mapToLong(Parameter::count).sum();
            text.append(String.format(Locale.ROOT, "| %s | %s | %s | %d | %d | %s |%n", layer.name(), layer.operation().words(),
                    String.join(", ", layer.inputs().stream().map(shown::get).toList()), layer.channels(), sizes[layer.number()],
                    parameters == 0 ? "" : String.format(Locale.ROOT, "%,d", parameters)));
        }
        return text.toString();
    }

    /** Lengths that fit, nearest to a length that does not: the largest below, where there is one, and the least above. */
    public List<Integer> nearest(int length) {
        int above = roundUp(length);
        for (int below = length; below > 0; below--) {
            if (fits(below)) {
                return below == above ? List.of(above) : List.of(below, above);
            }
        }
        return List.of(above);
    }

}
