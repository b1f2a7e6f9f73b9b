package org.hepar.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Makes one layer of several, for segmenting; the scores differ from the unfolded ones by rounding alone.
 *
 * <p>A batch normalisation becomes part of the convolution before it: w' = w γ/√(σ²+ε), b' = β + (b - μ) γ/√(σ²+ε), in double precision.
 *
 * <p>A transposed convolution and the convolution that takes its output, beside a skip connection, are both linear with nothing between them.
 * Together they are one transposed convolution with a kernel of 4x4 pixels of the first's input, and a convolution of the skip connection, whose results add up: 8
 * instead of 11 multiplications for the same answer, and no concatenation. What the first one's bias adds is less at the border, where the kernel of the second
 * reaches beyond the image.
 */
final class Folding {

    /** What becomes of a layer. */
    enum Fold {
        NONE,
        /** Nothing: it is part of the convolution before it. */
        AWAY,
        CONVOLUTION,
        CONVOLUTION_RELU,
        /** Part of it is the transposed convolution before it. */
        MERGED,
        MERGED_RELU;

        boolean hasRelu() {
            return this == CONVOLUTION_RELU || this == MERGED_RELU;
        }

        boolean isMerged() {
            return this == MERGED || this == MERGED_RELU;
        }
    }

    /** Parts of what a merged convolution's bias is, {@code [8,to]}: less at first row, last row, first column, last column; more at their corners. */
    static final String BORDER = "border";
    /** Kernel over the input of the transposed convolution, {@code [from,to,4,4]}. */
    static final String ENLARGING = "enlarging";

    private Folding() {
    }

    static Fold at(Layers layers, int number, int[] uses) {
        Layers.Layer layer = layers.all().get(number);
        if (layer.operation() instanceof Operation.Convolution) {
            boolean relu = relu(layers, number, uses) >= 0;
            return transposed(layers, number, uses) >= 0 ? relu ? Fold.MERGED_RELU : Fold.MERGED : relu ? Fold.CONVOLUTION_RELU : Fold.CONVOLUTION;
        }
        if (layer.operation() instanceof Operation.Transposed && number + 2 < layers.all().size() && transposed(layers, number + 2, uses) == number
                || layer.operation() instanceof Operation.Concatenation && number + 1 < layers.all().size() && transposed(layers, number + 1, uses) == number - 1) {
            return Fold.AWAY;
        }
        if (isBatchNorm(layer) && norm(layers, layer.inputs().get(0), uses) == number) {
            return Fold.AWAY;
        }
        if (layer.operation() instanceof Operation.Relu) {
            int before = layer.inputs().get(0);
            int convolution = isBatchNorm(layers.all().get(before)) ? layers.all().get(before).inputs().get(0) : before;
            return layers.all().get(convolution).operation() instanceof Operation.Convolution && relu(layers, convolution, uses) == number ? Fold.AWAY : Fold.NONE;
        }
        return Fold.NONE;
    }

    private static boolean isBatchNorm(Layers.Layer layer) {
        return layer.operation() instanceof Operation.Normalisation normalisation && normalisation.norm() == Norm.BATCH;
    }

    /** The layer that follows and is the only one to follow; -1 if there is none. */
    private static int only(Layers layers, int number, int[] uses) {
        return uses[number] == 1 && number + 1 < layers.all().size() && layers.all().get(number + 1).inputs().contains(number) ? number + 1 : -1;
    }

    /** The transposed convolution that can be merged with a convolution: it comes before the concatenation that comes before it; -1 if there is none. */
    private static int transposed(Layers layers, int convolution, int[] uses) {
        int concatenation = convolution - 1;
        int transposed = convolution - 2;
        if (transposed < 0 || !(layers.all().get(convolution).operation() instanceof Operation.Convolution second)
                || !second.equals(Operation.Convolution.same(second.to(), 3, second.bias()))) {
            return -1;
        }
        Layers.Layer before = layers.all().get(concatenation);
        boolean merges = before.operation() instanceof Operation.Concatenation && only(layers, concatenation, uses) == convolution && layers.margin(before) == 0
                && before.inputs().get(1) == transposed && only(layers, transposed, uses) == concatenation
                && layers.all().get(transposed).operation() instanceof Operation.Transposed first && first.factor() == 2;
        return merges ? transposed : -1;
    }

    /** The batch normalisation of a convolution; -1 if it has none. */
    private static int norm(Layers layers, int convolution, int[] uses) {
        int next = only(layers, convolution, uses);
        return layers.all().get(convolution).operation() instanceof Operation.Convolution && next >= 0 && isBatchNorm(layers.all().get(next)) ? next : -1;
    }

    /** The ReLU of a convolution, behind its batch normalisation if it has one; -1 if it has none. */
    private static int relu(Layers layers, int convolution, int[] uses) {
        int norm = norm(layers, convolution, uses);
        int next = only(layers, norm < 0 ? convolution : norm, uses);
        return next >= 0 && layers.all().get(next).operation() instanceof Operation.Relu ? next : -1;
    }

    /** Names of the folded arrays, in their order: every convolution has a bias. */
    static List<String> names(Layers layers) {
        List<String> names = new ArrayList<>();
        int[] uses = layers.uses();
        for (Layers.Layer layer : layers.all()) {
            Fold fold = at(layers, layer.number(), uses);
            if (layer.operation() instanceof Operation.Convolution) {
                names.add(layer.name() + ".weight");
                names.add(layer.name() + ".bias");
                if (fold.isMerged()) {
                    names.add(layer.name() + "." + ENLARGING);
                    names.add(layer.name() + "." + BORDER);
                }
            } else if (fold == Fold.NONE) {
                layer.operation().parameters(layer.name(), layers.inputChannels(layer)).forEach(parameter -> names.add(parameter.name()));
            }
        }
        return names;
    }

    /**
     * The folded arrays by name, in the order of {@link #names}.
     *
     * @param correlate of images {@code [n,c,y,x]} and kernels {@code [to,c,3,3]}, the images with 2 more pixels of 0 on each side
     */
    static Map<String, Tensor> fold(Layers layers, Map<String, Tensor> values, BinaryOperator<Tensor> correlate) {
        Map<String, Tensor> folded = new LinkedHashMap<>();
        int[] uses = layers.uses();
        for (Layers.Layer layer : layers.all()) {
            Fold fold = at(layers, layer.number(), uses);
            if (layer.operation() instanceof Operation.Convolution convolution) {
                int norm = norm(layers, layer.number(), uses);
                Tensor weight = values.get(layer.name() + ".weight");
                float[] bias = convolution.bias() ? values.get(layer.name() + ".bias").values() : new float[convolution.to()];
                put(folded, layer.name(), weight, bias, norm < 0 ? null : layers.all().get(norm), values);
                if (fold.isMerged()) {
                    String first = layers.all().get(transposed(layers, layer.number(), uses)).name();
                    merge(folded, layer.name(), values.get(first + ".weight"), values.get(first + ".bias").values(), correlate);
                }
            } else if (fold == Fold.NONE) {
                layer.operation().parameters(layer.name(), layers.inputChannels(layer)).forEach(p -> folded.put(p.name(), values.get(p.name())));
            }
        }
        return folded;
    }

    /** Splits the kernel into the part for the skip connection, which stays, and the part for the transposed convolution, which is merged with it. */
    private static void merge(Map<String, Tensor> folded, String name, Tensor first, float[] firstBias, BinaryOperator<Tensor> correlate) {
        Tensor both = folded.get(name + ".weight");
        int to = (int) both.shape()[0];
        int between = firstBias.length;
        int skip = (int) both.shape()[1] - between;
        Tensor second = channels(both, skip, between);
        folded.put(name + ".weight", channels(both, 0, skip));
        float[] bias = folded.get(name + ".bias").values().clone();
        float[] border = new float[8 * to];
        for (int o = 0; o < to; o++) {
            double[][] added = new double[3][3];
            for (int i = 0; i < 9 * between; i++) {
                added[i % 9 / 3][i % 3] += (double) second.values()[9 * between * o + i] * firstBias[i / 9];
            }
            double[] rows = new double[3];
            double[] columns = new double[3];
            for (int y = 0; y < 3; y++) {
                for (int x = 0; x < 3; x++) {
                    rows[y] += added[y][x];
                    columns[x] += added[y][x];
                }
            }
            bias[o] = (float) (bias[o] + rows[0] + rows[1] + rows[2]);
            double[] parts = {-rows[0], -rows[2], -columns[0], -columns[2], added[0][0], added[0][2], added[2][0], added[2][2]};
            for (int part = 0; part < parts.length; part++) {
                border[part * to + o] = (float) parts[part];
            }
        }
        folded.put(name + ".bias", new Tensor(new long[] {to}, bias));
        folded.put(name + "." + ENLARGING, correlate.apply(first, second));
        folded.put(name + "." + BORDER, new Tensor(new long[] {8, to}, border));
    }

    /** Some of the channels of 3x3 kernels {@code [to,from,3,3]}. */
    private static Tensor channels(Tensor kernels, int first, int count) {
        int to = (int) kernels.shape()[0];
        int from = (int) kernels.shape()[1];
        float[] values = new float[to * count * 9];
        for (int o = 0; o < to; o++) {
            System.arraycopy(kernels.values(), 9 * (o * from + first), values, 9 * o * count, 9 * count);
        }
        return new Tensor(new long[] {to, count, 3, 3}, values);
    }

    private static void put(Map<String, Tensor> folded, String name, Tensor weight, float[] bias, Layers.Layer norm, Map<String, Tensor> values) {
        int to = bias.length;
        double[] factor = new double[to];
        Arrays.fill(factor, 1);
        float[] shifted = bias.clone();
        if (norm != null) {
            double epsilon = ((Operation.Normalisation) norm.operation()).epsilon();
            float[] scale = values.get(norm.name() + ".weight").values();
            float[] shift = values.get(norm.name() + ".bias").values();
            float[] mean = values.get(norm.name() + ".running_mean").values();
            float[] variance = values.get(norm.name() + ".running_var").values();
            for (int c = 0; c < to; c++) {
                factor[c] = scale[c] / Math.sqrt(variance[c] + epsilon);
                shifted[c] = (float) (shift[c] + (bias[c] - (double) mean[c]) * factor[c]);
            }
        }
        float[] scaled = new float[weight.values().length];
        int perChannel = scaled.length / to;
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (weight.values()[i] * factor[i / perChannel]);
        }
        folded.put(name + ".weight", new Tensor(weight.shape(), scaled));
        folded.put(name + ".bias", new Tensor(new long[] {to}, shifted));
    }
}
