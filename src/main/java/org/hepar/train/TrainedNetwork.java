package org.hepar.train;

import ai.djl.ndarray.NDManager;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hepar.config.Yaml;
import org.hepar.net.Network;
import org.hepar.net.Safetensors;
import org.hepar.net.Tensor;
import org.hepar.net.Weights;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;

/**
 * A network and its learned values: immutable, and a {@link Segmenter} of prepared volumes (values as its training saw
 * them). Segmenting builds the arrays of the engine anew, some milliseconds a volume.
 *
 * @param epoch the epoch that the values come from
 * @param validationDice at that epoch
 */
public record TrainedNetwork(Network network, Map<String, Tensor> values, int epoch, double validationDice) implements Segmenter {

    /** Slices are segmented together up to this many pixels, which bounds the memory of the activations. */
    private static final int PIXELS_AT_ONCE = 1 << 17;

    @Override
    public ProbabilityMap segment(Volume prepared) {
        Size size = prepared.grid().size();
        int pixels = size.y() * size.x();
        int together = Math.max(1, PIXELS_AT_ONCE / pixels);
        float[] foreground = new float[size.voxels()];
        try (NDManager manager = Engine.newManager()) {
            Weights weights = network.load(manager, Training.CLASSES, values);
            for (int z = 0; z < size.z(); z += together) {
                int slices = Math.min(together, size.z() - z);
                float[] image = withNeighbours(prepared.voxels(), size, z, slices);
                float[] part = Inference.foreground(manager, network, weights, image, slices, size.y(), size.x());
                System.arraycopy(part, 0, foreground, z * pixels, part.length);
            }
        }
        return ProbabilityMap.ofForeground(prepared.grid(), foreground);
    }

    /** Slices from z on, each with its neighbours as channels; beyond the first and the last slice these are repeated. */
    private float[] withNeighbours(float[] voxels, Size size, int z, int slices) {
        int pixels = size.y() * size.x();
        int channels = network.slices();
        float[] image = new float[slices * channels * pixels];
        for (int i = 0; i < slices * channels; i++) {
            int from = Math.max(0, Math.min(size.z() - 1, z + i / channels + i % channels - channels / 2));
            System.arraycopy(voxels, from * pixels, image, i * pixels, pixels);
        }
        return image;
    }

    /** Writes the values with the network and what else describes them. */
    public void write(Path file, Map<String, String> description) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "hepar-network-2");
        metadata.put("network", Yaml.canonical(network));
        metadata.put("epoch", Integer.toString(epoch));
        metadata.put("validation_dice", Double.toString(validationDice));
        metadata.putAll(description);
        new Safetensors(values, metadata).write(file);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when the file holds another network's weights, or others than described
     */
    public static TrainedNetwork read(Path file, Network network, Map<String, String> description) {
        Safetensors stored = Safetensors.read(file);
        Map<String, String> expected = new LinkedHashMap<>(description);
        expected.put("network", Yaml.canonical(network));
        expected.forEach((key, value) -> {
            if (!value.equals(stored.metadata().get(key))) {
                throw new IllegalArgumentException(file + " was trained with another " + key + ": it says "
                        + oneLine(stored.metadata().get(key)) + ", the experiment " + oneLine(value) + "; use the experiment that it was trained with");
            }
        });
        return new TrainedNetwork(network, stored.tensors(), Integer.parseInt(stored.metadata().get("epoch")),
                Double.parseDouble(stored.metadata().get("validation_dice")));
    }

    private static String oneLine(String text) {
        return text == null ? "nothing" : "'" + text.strip().replace("\n", ", ") + "'";
    }
}
