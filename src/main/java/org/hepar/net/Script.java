package org.hepar.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.hepar.config.Json;

/**
 * A network as TorchScript: the text of its forward pass, and the archive that libtorch and PyTorch open.
 *
 * <p>Images are kept with their channels last in memory ({@code [n,y,x,c]} seen as {@code [n,c,y,x]}), in which the convolutions of
 * this engine are faster; for libtorch this shows in the strides only.
 *
 * <p>The archive is a zip file of stored entries: the module as a pickle of protocol 2, its arrays, its code (file format version 3).
 */
final class Script {

    private static final String INDENT = "    ";

    private Script() {
    }

    /** How a text is to compute. */
    enum Form {
        /** As trained: normalisation by the batch or by running statistics, as the module's mode says. */
        TRAINING,
        /** Batch normalisation and ReLU are part of the convolution before them; the arrays are those of {@link Folding}. */
        SEGMENTING,
        /** As trained, in operations that every PyTorch knows, its arrays being its own. */
        EXPORT
    }

    /** The module that takes slices and a list of arrays: those of {@link Layers#parameters}, or of {@link Folding} when segmenting. */
    static byte[] function(Layers layers, Form form) {
        List<String> names = form == Form.SEGMENTING ? Folding.names(layers) : layers.parameters().stream().map(Parameter::name).toList();
        Map<String, String> expressions = new LinkedHashMap<>();
        names.forEach(name -> expressions.put(name, "w[" + expressions.size() + "]"));
        return function("x: Tensor, w: List[Tensor]", "Tensor", statements(layers, form, expressions));
    }

    /** The module that takes these arguments and has no arrays of its own. */
    static byte[] function(String arguments, String returns, String statements) {
        return archive(module("", arguments, returns, statements), Map.of(), Map.of());
    }

    /** The module that has its arrays in itself and takes slices only. */
    static byte[] module(Layers layers, Map<String, Tensor> values, Map<String, String> metadata) {
        Map<String, String> expressions = new LinkedHashMap<>();
        Map<String, Tensor> attributes = new LinkedHashMap<>();
        StringBuilder declarations = new StringBuilder();
        layers.parameters().forEach(parameter -> {
            String name = parameter.name().replace('.', '_');
            expressions.put(parameter.name(), "self." + name);
            attributes.put(name, values.get(parameter.name()));
            declarations.append("  ").append(name).append(" : Tensor\n");
        });
        return archive(module(declarations.toString(), "x: Tensor", "Tensor", statements(layers, Form.EXPORT, expressions)), attributes,
                Map.of("hepar.json", Json.write(metadata)));
    }

    private static String module(String declarations, String arguments, String returns, String statements) {
        List<String> names = declarations.lines().map(line -> "\"" + line.strip().split(" ")[0] + "\"").toList();
        return "class Net(Module):\n  __parameters__ = []\n  __buffers__ = [" + names.stream().map(name -> name + ", ").reduce("", String::concat) + "]\n"
                + declarations + "  training : bool\n  def forward(self: __torch__.Net,\n    " + arguments.replace(", ", ",\n    ") + ") -> " + returns + ":\n" + statements;
    }

    private static String statements(Layers layers, Form form, Map<String, String> expressions) {
        StringBuilder text = new StringBuilder();
        String[] values = new String[layers.all().size()];
        int[] uses = layers.uses();
        List<Layers.Layer> all = layers.all();
        for (int i = 0; i < all.size(); i++) {
            Layers.Layer layer = all.get(i);
            List<String> inputs = new ArrayList<>(layer.inputs().stream().map(input -> values[input]).toList());
            int margin = layers.margin(layer);
            if (margin > 0) {
                inputs.set(0, "torch.slice(torch.slice(" + inputs.get(0) + ", 2, " + margin + ", -" + margin + "), 3, " + margin + ", -" + margin + ")");
            }
            values[i] = "v" + i;
            Folding.Fold fold = form == Form.SEGMENTING ? Folding.at(layers, i, uses) : Folding.Fold.NONE;
            String expression = switch (fold) {
                case AWAY -> null;
                case NONE -> plain(layer, inputs, expressions, uses);
                case CONVOLUTION, CONVOLUTION_RELU -> folded(layer, (Operation.Convolution) layer.operation(), inputs.get(0), expressions, fold.hasRelu());
                case MERGED, MERGED_RELU -> merged(text, layer, values[i], inputs.get(0), values[all.get(i - 1).inputs().get(1)], expressions, fold.hasRelu());
            };
            if (expression == null) {
                values[i] = values[layer.inputs().get(0)];
            } else {
                line(text, values[i] + " = " + expression);
            }
            if (i > 0 && layer.inputs().contains(0) && layer.operation() instanceof Operation.Convolution) {
                line(text, values[i] + " = torch.contiguous(" + values[i] + ", memory_format=" + Function.CHANNELS_LAST + ")");
            }
        }
        line(text, "return torch.contiguous(" + values[all.size() - 1] + ")");
        return text.toString();
    }

    private static void line(StringBuilder text, String statement) {
        text.append(INDENT).append(statement).append('\n');
    }

    private static String plain(Layers.Layer layer, List<String> inputs, Map<String, String> expressions, int[] uses) {
        String text = layer.operation().script(inputs, part -> expressions.get(layer.name() + "." + part));
        // In place only where nobody else needs what is overwritten.
        return layer.operation() instanceof Operation.Relu && uses[layer.inputs().get(0)] > 1 ? text.replace("relu_(", "relu(") : text;
    }

    private static String folded(Layers.Layer layer, Operation.Convolution convolution, String input, Map<String, String> expressions, boolean relu) {
        return String.format(java.util.Locale.ROOT, "ops.mkldnn._convolution_pointwise(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], %d, \"%s\", %s, None)",
                input, expressions.get(layer.name() + ".weight"), expressions.get(layer.name() + ".bias"), convolution.padding(), convolution.padding(),
                convolution.stride(), convolution.stride(), convolution.groups(), relu ? "relu" : "none", "annotate(List[Optional[number]], [])");
    }

    /**
     * A transposed convolution with its convolution: enlarges, corrects the border, and adds the convolution of the skip connection in place.
     *
     * @param enlarged name for what is enlarged
     * @return the last expression
     */
    private static String merged(StringBuilder text, Layers.Layer layer, String enlarged, String skip, String input, Map<String, String> expressions, boolean relu) {
        line(text, enlarged + " = torch.conv_transpose2d(" + input + ", " + expressions.get(layer.name() + "." + Folding.ENLARGING) + ", "
                + expressions.get(layer.name() + ".bias") + ", [2, 2], [1, 1])");
        String border = expressions.get(layer.name() + "." + Folding.BORDER);
        for (int part = 0; part < 4; part++) {
            line(text, "_0 = torch.add_(torch.select(" + enlarged + ", " + (2 + part / 2) + ", " + -(part % 2) + "), torch.unsqueeze(torch.select(" + border + ", 0, "
                    + part + "), 1))");
        }
        for (int part = 0; part < 4; part++) {
            line(text, "_0 = torch.add_(torch.select(torch.select(" + enlarged + ", 2, " + -(part / 2) + "), 2, " + -(part % 2) + "), torch.select(" + border + ", 0, "
                    + (4 + part) + "))");
        }
        return String.format(java.util.Locale.ROOT, "ops.mkldnn._convolution_pointwise_(%s, %s, %s, None, [1, 1], [1, 1], [1, 1], 1, \"add\", 1., %s, %s, None)",
                enlarged, skip, expressions.get(layer.name() + ".weight"), relu ? "\"relu\"" : "None", "annotate(List[Optional[number]], [])");
    }

    /** The zip file. */
    private static byte[] archive(String code, Map<String, Tensor> attributes, Map<String, String> extraFiles) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "net/data.pkl", pickle(attributes));
            store(zip, "net/code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            int number = 0;
            for (Tensor tensor : attributes.values()) {
                ByteBuffer values = ByteBuffer.allocate(4 * tensor.values().length).order(ByteOrder.LITTLE_ENDIAN);
                values.asFloatBuffer().put(tensor.values());
                store(zip, "net/data/" + number++, values.array());
            }
            for (Map.Entry<String, String> file : extraFiles.entrySet()) {
                store(zip, "net/extra/" + file.getKey(), file.getValue().getBytes(StandardCharsets.UTF_8));
            }
            store(zip, "net/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "net/version", "3\n".getBytes(StandardCharsets.UTF_8));
            store(zip, "net/byteorder", "little".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(sum.getValue());
        // A fixed time: equal networks give equal bytes.
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }

    /** The module object: a pickle of protocol 2 with the class's name, its arrays by reference to entries of the archive, and its mode. */
    private static byte[] pickle(Map<String, Tensor> attributes) {
        Pickle pickle = new Pickle();
        pickle.global("__torch__", "Net").op(')').op(0x81).op('}').op('(');
        int number = 0;
        for (Map.Entry<String, Tensor> attribute : attributes.entrySet()) {
            long[] shape = attribute.getValue().shape();
            pickle.text(attribute.getKey()).global("torch._utils", "_rebuild_tensor_v2").op('(');
            pickle.op('(').text("storage").global("torch", "FloatStorage").text(Integer.toString(number++)).text("cpu")
                    .integer(attribute.getValue().values().length).op('t').op('Q');
            pickle.integer(0).tuple(shape).tuple(strides(shape)).op(0x89).global("collections", "OrderedDict").op(')').op('R').op('t').op('R');
        }
        return pickle.text("training").op(0x89).op('u').op('b').op('.').bytes();
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= shape[i];
        }
        return strides;
    }

    /** Writes the few opcodes of a pickle of protocol 2 that are needed. */
    private static final class Pickle {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private Pickle() {
            op(0x80).op(2);
        }

        private Pickle op(int code) {
            out.write(code);
            return this;
        }

        private Pickle global(String module, String name) {
            op('c');
            out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
            return this;
        }

        private Pickle text(String value) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            return op('X').number(utf8.length).raw(utf8);
        }

        private Pickle integer(long value) {
            return op('J').number(Math.toIntExact(value));
        }

        private Pickle tuple(long[] values) {
            op('(');
            for (long value : values) {
                integer(value);
            }
            return op('t');
        }

        private Pickle number(int value) {
            return raw(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
        }

        private Pickle raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        private byte[] bytes() {
            return out.toByteArray();
        }
    }
}
