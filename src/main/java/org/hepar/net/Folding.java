package org.hepar.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a batch normalisation part of the convolution before it, for segmenting: w' = w γ/√(σ²+ε), b' = β + (b - μ) γ/√(σ²+ε). Computed in
 * double precision, so that the scores differ from the unfolded ones by rounding alone.
 */
final class Folding {

    /** What becomes of a layer. */
    enum Fold {
        NONE,
        /** Nothing: it is part of the convolution before it. */
        AWAY,
        CONVOLUTION,
        CONVOLUTION_RELU
    }

    private Folding() {
    }

    static Fold at(Layers layers, int number, int[] uses) {
        Layers.Layer layer = layers.all().get(number);
        if (layer.operation() instanceof Operation.Convolution) {
            return relu(layers, number, uses) < 0 ? Fold.CONVOLUTION : Fold.CONVOLUTION_RELU;
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
            if (layer.operation() instanceof Operation.Convolution) {
                names.add(layer.name() + ".weight");
                names.add(layer.name() + ".bias");
            } else if (at(layers, layer.number(), uses) == Fold.NONE) {
                layer.operation().parameters(layer.name(), layers.inputChannels(layer)).forEach(parameter -> names.add(parameter.name()));
            }
        }
        return names;
    }

    /** The folded arrays by name, in the order of {@link #names}. */
    static Map<String, Tensor> fold(Layers layers, Map<String, Tensor> values) {
        Map<String, Tensor> folded = new LinkedHashMap<>();
        int[] uses = layers.uses();
        for (Layers.Layer layer : layers.all()) {
            if (layer.operation() instanceof Operation.Convolution convolution) {
                int norm = norm(layers, layer.number(), uses);
                Tensor weight = values.get(layer.name() + ".weight");
                float[] bias = convolution.bias() ? values.get(layer.name() + ".bias").values() : new float[convolution.to()];
                put(folded, layer.name(), weight, bias, norm < 0 ? null : layers.all().get(norm), values);
            } else if (at(layers, layer.number(), uses) == Fold.NONE) {
                layer.operation().parameters(layer.name(), layers.inputChannels(layer)).forEach(p -> folded.put(p.name(), values.get(p.name())));
            }
        }
        return folded;
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
