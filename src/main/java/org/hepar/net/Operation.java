package org.hepar.net;

import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What a layer does to images {@code [n,c,y,x]}, and all that follows from it without computing: sizes, parameters, the part of its input
 * that a pixel of its output depends on, and its text in TorchScript. Rows and columns are treated alike, so a size is one length.
 */
public sealed interface Operation {

    /** Stands for a size that the operation does not take. */
    int MISFIT = -1;

    /** From one pixel to another along an axis, both included. */
    record Span(int first, int last) {

        Span unite(Span other) {
            return other == null ? this : new Span(Math.min(first, other.first), Math.max(last, other.last));
        }

        int length() {
            return last - first + 1;
        }
    }

    /** Channels of the output; those of the first input unless it says otherwise. */
    default int channels(List<Integer> inputs) {
        return inputs.get(0);
    }

    /** Length of the output, or {@link #MISFIT}; that of the first input unless it says otherwise. */
    default int size(List<Integer> inputs) {
        return inputs.get(0);
    }

    /** The pixels of an input that some pixels of the output depend on; the same ones unless it says otherwise. */
    default Span before(Span output, int input, List<Integer> sizes) {
        return output;
    }

    /** Its arrays, for a layer of this name. */
    default List<Parameter> parameters(String layer, List<Integer> inputChannels) {
        return List.of();
    }

    /** Multiply-adds for each pixel of the output. */
    default double multiplyAdds(List<Integer> inputChannels) {
        return 0;
    }

    /** Whether its output is an array of its own that a training step keeps. */
    default boolean keeps() {
        return true;
    }

    /**
     * The expression in TorchScript.
     *
     * @param inputs names of the inputs
     * @param array gives the expression for an array by the last part of its name, such as {@code weight}
     */
    String script(List<String> inputs, UnaryOperator<String> array);

    /** For people: what it is, with kernel and stride. */
    String words();

    /** The slices that go in, one above the other as channels. */
    record Input(int slices) implements Operation {

        @Override
        public int channels(List<Integer> inputs) {
            return slices;
        }

        @Override
        public int size(List<Integer> inputs) {
            throw new IllegalStateException("the size of the input is given, not computed");
        }

        @Override
        public boolean keeps() {
            return false;
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return "x";
        }

        @Override
        public String words() {
            return "input";
        }
    }

    /** A convolution with a square kernel. */
    record Convolution(int to, int kernel, int stride, int padding, int groups, boolean bias) implements Operation {

        static Convolution same(int to, int kernel, boolean bias) {
            return new Convolution(to, kernel, 1, kernel / 2, 1, bias);
        }

        static Convolution valid(int to, int kernel, boolean bias) {
            return new Convolution(to, kernel, 1, 0, 1, bias);
        }

        @Override
        public int channels(List<Integer> inputs) {
            return to;
        }

        @Override
        public int size(List<Integer> inputs) {
            int room = inputs.get(0) + 2 * padding - kernel;
            // A kernel as large as its stride tiles the image: a rest would be cut off.
            return room < 0 || kernel == stride && room % stride != 0 ? MISFIT : room / stride + 1;
        }

        @Override
        public Span before(Span output, int input, List<Integer> sizes) {
            return new Span(output.first() * stride - padding, output.last() * stride - padding + kernel - 1);
        }

        @Override
        public List<Parameter> parameters(String layer, List<Integer> inputChannels) {
            Parameter weight = new Parameter(layer + ".weight", List.of(to, inputChannels.get(0) / groups, kernel, kernel),
                    kernel * kernel * inputChannels.get(0) / groups, Parameter.Start.DRAWN);
            return bias ? List.of(weight, Parameter.vector(layer + ".bias", to, Parameter.Start.ZERO)) : List.of(weight);
        }

        @Override
        public double multiplyAdds(List<Integer> inputChannels) {
            return (double) kernel * kernel * inputChannels.get(0) / groups * to;
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return String.format(Locale.ROOT, "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], %d)", inputs.get(0), array.apply("weight"),
                    bias ? array.apply("bias") : "None", stride, stride, padding, padding, groups);
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "convolution %dx%d%s%s%s", kernel, kernel, stride > 1 ? ", stride " + stride : "",
                    padding > 0 ? ", padding " + padding : "", groups > 1 ? ", " + groups + " groups" : "");
        }
    }

    /** A transposed convolution whose kernel is as large as its stride: each pixel becomes a square of pixels. */
    record Transposed(int to, int factor) implements Operation {

        @Override
        public int channels(List<Integer> inputs) {
            return to;
        }

        @Override
        public int size(List<Integer> inputs) {
            return inputs.get(0) * factor;
        }

        @Override
        public Span before(Span output, int input, List<Integer> sizes) {
            return new Span(Math.floorDiv(output.first(), factor), Math.floorDiv(output.last(), factor));
        }

        @Override
        public List<Parameter> parameters(String layer, List<Integer> inputChannels) {
            return List.of(new Parameter(layer + ".weight", List.of(inputChannels.get(0), to, factor, factor), inputChannels.get(0), Parameter.Start.DRAWN),
                    Parameter.vector(layer + ".bias", to, Parameter.Start.ZERO));
        }

        @Override
        public double multiplyAdds(List<Integer> inputChannels) {
            return (double) inputChannels.get(0) * to;
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return String.format(Locale.ROOT, "torch.conv_transpose2d(%s, %s, %s, [%d, %d])", inputs.get(0), array.apply("weight"), array.apply("bias"),
                    factor, factor);
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "transposed convolution %dx%d, stride %d", factor, factor, factor);
        }
    }

    /** What a normalisation computes its mean and variance over. */
    record Normalisation(Norm norm) implements Operation {

        private static final double EPSILON = 1e-5;
        /** Share that a batch has in the running statistics. */
        private static final double MOMENTUM = 0.1;

        @Override
        public List<Parameter> parameters(String layer, List<Integer> inputChannels) {
            int channels = inputChannels.get(0);
            Parameter scale = Parameter.vector(layer + ".weight", channels, Parameter.Start.ONE);
            Parameter shift = Parameter.vector(layer + ".bias", channels, Parameter.Start.ZERO);
            return norm != Norm.BATCH ? List.of(scale, shift)
                    : List.of(scale, shift, Parameter.vector(layer + ".running_mean", channels, Parameter.Start.RUNNING_MEAN),
                            Parameter.vector(layer + ".running_var", channels, Parameter.Start.RUNNING_VARIANCE));
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            String x = inputs.get(0);
            String scale = array.apply("weight");
            String shift = array.apply("bias");
            return switch (norm) {
                case BATCH -> "torch.batch_norm(" + String.join(", ", x, scale, shift, array.apply("running_mean"), array.apply("running_var"),
                        "self.training", Double.toString(MOMENTUM), Double.toString(EPSILON), "False") + ")";
                case INSTANCE -> "torch.instance_norm(" + String.join(", ", x, scale, shift, "None", "None", "True", Double.toString(MOMENTUM),
                        Double.toString(EPSILON), "False") + ")";
                case GROUP -> "torch.group_norm(" + String.join(", ", x, Integer.toString(Norm.GROUPS), scale, shift, Double.toString(EPSILON)) + ")";
                case NONE -> throw new IllegalStateException("no normalisation is no operation");
            };
        }

        @Override
        public String words() {
            return norm.words();
        }

        double epsilon() {
            return EPSILON;
        }
    }

    /** max(0, x). */
    record Relu() implements Operation {

        @Override
        public boolean keeps() {
            return false;
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return "torch.relu_(" + inputs.get(0) + ")";
        }

        @Override
        public String words() {
            return "ReLU";
        }
    }

    /** The maximum of a window; where the stride is smaller than the window, a rest at the border makes a pixel of its own (as in Caffe). */
    record MaxPool(int window, int stride) implements Operation {

        @Override
        public int size(List<Integer> inputs) {
            int room = inputs.get(0) - window;
            return room < 0 || window == stride && room % stride != 0 ? MISFIT : (room + stride - 1) / stride + 1;
        }

        @Override
        public Span before(Span output, int input, List<Integer> sizes) {
            return new Span(output.first() * stride, output.last() * stride + window - 1);
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return String.format(Locale.ROOT, "torch.max_pool2d(%s, [%d, %d], [%d, %d], [0, 0], [1, 1], True)", inputs.get(0), window, window, stride, stride);
        }

        @Override
        public String words() {
            return String.format(Locale.ROOT, "maximum %dx%d, stride %d", window, window, stride);
        }
    }

    /** Mirrors the image at its borders, the border pixel itself not doubled. */
    record ReflectPad(int pixels) implements Operation {

        @Override
        public int size(List<Integer> inputs) {
            return inputs.get(0) > pixels ? inputs.get(0) + 2 * pixels : MISFIT;
        }

        @Override
        public Span before(Span output, int input, List<Integer> sizes) {
            return new Span(output.first() - pixels, output.last() - pixels);
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return String.format(Locale.ROOT, "torch.reflection_pad2d(%s, [%d, %d, %d, %d])", inputs.get(0), pixels, pixels, pixels, pixels);
        }

        @Override
        public String words() {
            return "mirrored border of " + pixels;
        }
    }

    /** Sets a share of the values to zero while training, and scales the others up. */
    record Dropout(double probability) implements Operation {

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return "torch.dropout(" + inputs.get(0) + ", " + probability + ", self.training)";
        }

        @Override
        public String words() {
            return "dropout " + probability;
        }
    }

    /** The channels of two images, the first cut to the size of the second around its middle. */
    record Concatenation() implements Operation {

        @Override
        public int channels(List<Integer> inputs) {
            return inputs.get(0) + inputs.get(1);
        }

        @Override
        public int size(List<Integer> inputs) {
            return cutSize(inputs);
        }

        @Override
        public Span before(Span output, int input, List<Integer> sizes) {
            return beforeCut(output, input, sizes);
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return "torch.cat([" + inputs.get(0) + ", " + inputs.get(1) + "], 1)";
        }

        @Override
        public String words() {
            return "concatenation";
        }
    }

    /** The sum of two images of equally many channels, the first cut to the size of the second around its middle. */
    record Addition() implements Operation {

        @Override
        public int channels(List<Integer> inputs) {
            return inputs.get(1);
        }

        @Override
        public int size(List<Integer> inputs) {
            return cutSize(inputs);
        }

        @Override
        public Span before(Span output, int input, List<Integer> sizes) {
            return beforeCut(output, input, sizes);
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            return "torch.add(" + inputs.get(0) + ", " + inputs.get(1) + ")";
        }

        @Override
        public String words() {
            return "sum";
        }
    }

    /** Divides by a power of the sum of squares over neighbouring channels (Krizhevsky et al. 2012, section 3.3). */
    record LocalResponse(int channelsAround, double alpha, double beta) implements Operation {

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            String x = inputs.get(0);
            int side = channelsAround / 2;
            String mean = String.format(Locale.ROOT, "torch.squeeze(torch.avg_pool3d(torch.constant_pad_nd(torch.unsqueeze(torch.mul(%s, %s), 1), "
                    + "[0, 0, 0, 0, %d, %d]), [%d, 1, 1], [1, 1, 1]), 1)", x, x, side, channelsAround - 1 - side, channelsAround);
            return "torch.div(" + x + ", torch.pow(torch.add(torch.mul(" + mean + ", " + alpha + "), 1.0), " + beta + "))";
        }

        @Override
        public String words() {
            return "local response normalisation over " + channelsAround + " channels";
        }
    }

    /**
     * Enlarges each channel by bilinear interpolation, written as a transposed convolution with a fixed kernel, and cuts out what lies
     * over the network's input, which is the second input (Long et al. 2015, arXiv 1411.4038, section 3.3). A single pixel is not enlarged:
     * it gives every place the same sign, so that a slice would be of one class from side to side.
     */
    record Enlargement(int factor, int offset) implements Operation {

        /** Pixels between which there is something to interpolate. */
        private static final int FEWEST = 2;

        int kernel() {
            return 2 * factor - factor % 2;
        }

        @Override
        public int size(List<Integer> inputs) {
            int enlarged = (inputs.get(0) - 1) * factor + kernel();
            return inputs.get(0) < FEWEST || enlarged < offset + inputs.get(1) ? MISFIT : inputs.get(1);
        }

        @Override
        public Span before(Span output, int input, List<Integer> sizes) {
            return input == 1 ? null : new Span(Math.floorDiv(output.first() + offset - kernel() + factor, factor),
                    Math.floorDiv(output.last() + offset, factor));
        }

        @Override
        public List<Parameter> parameters(String layer, List<Integer> inputChannels) {
            return List.of(new Parameter(layer + ".kernel", List.of(inputChannels.get(0), 1, kernel(), kernel()), 1, Parameter.Start.BILINEAR));
        }

        @Override
        public String script(List<String> inputs, UnaryOperator<String> array) {
            String enlarged = String.format(Locale.ROOT, "torch.conv_transpose2d(%s, %s, None, [%d, %d], [0, 0], [0, 0], torch.size(%s, 1))", inputs.get(0),
                    array.apply("kernel"), factor, factor, inputs.get(0));
            return String.format(Locale.ROOT, "torch.slice(torch.slice(%s, 2, %d, torch.add(%d, torch.size(%s, 2))), 3, %d, torch.add(%d, torch.size(%s, 3)))",
                    enlarged, offset, offset, inputs.get(1), offset, offset, inputs.get(1));
        }

        @Override
        public String words() {
            return "bilinear enlargement by " + factor;
        }
    }

    private static int cutSize(List<Integer> inputs) {
        int wider = inputs.get(0) - inputs.get(1);
        return wider < 0 || wider % 2 != 0 ? MISFIT : inputs.get(1);
    }

    private static Span beforeCut(Span output, int input, List<Integer> sizes) {
        int margin = input == 0 ? (sizes.get(0) - sizes.get(1)) / 2 : 0;
        return new Span(output.first() + margin, output.last() + margin);
    }
}
