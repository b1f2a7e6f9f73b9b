package org.hepar.train;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.hepar.config.Yaml;
import org.hepar.net.Network;
import org.hepar.net.Safetensors;
import org.hepar.net.Tensor;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Volume;

/**
 * A network and its learned values: immutable, and a {@link Segmenter} of prepared volumes (values as its training saw
 * them). Segmenting builds the arrays of the engine anew, some milliseconds a volume.
 *
 * @param epoch the epoch that the values come from
 * @param validationDice at that epoch
 */
public record TrainedNetwork(Network network, Map<String, Tensor> values, int epoch, double validationDice) implements Segmenter {

    /** Background and foreground. */
    public static final int CLASSES = Training.CLASSES;

    private static final String FORMAT = "hepar-network-2";
    private static final String NETWORK = "network";

    @Override
    public ProbabilityMap segment(Volume prepared) {
        return Inference.segment(prepared, network.slices(), network::roundUp, manager -> Inference.probability(network, network.load(manager, Training.CLASSES, values)));
    }

    /** Writes the values with the network and what else describes them. */
    public void write(Path file, Map<String, String> description) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", FORMAT);
        metadata.put(NETWORK, Yaml.canonical(network));
        metadata.put("epoch", Integer.toString(epoch));
        metadata.put("validation_dice", Double.toString(validationDice));
        metadata.putAll(description);
        new Safetensors(values, metadata).write(file);
    }

    /**
     * Reads what {@link #write} wrote, now or by an earlier version.
     *
     * @param modern a part of a description as this version writes it, given its name and what the file says
     * @throws IllegalArgumentException when the file holds another network's weights, or others than described
     */
    public static TrainedNetwork read(Path file, Network network, Map<String, String> description, BinaryOperator<String> modern) {
        Safetensors stored = Safetensors.read(file);
        requireFormat(file, stored.metadata());
        Map<String, String> expected = new LinkedHashMap<>(description);
        expected.put(NETWORK, Yaml.canonical(network));
        expected.forEach((key, value) -> {
            String said = stored.metadata().get(key);
            if (!value.equals(said) && !value.equals(modern(file, key, said, modern))) {
                throw new IllegalArgumentException(file + " was trained with another " + key + ": it says "
                        + oneLine(said) + ", the experiment " + oneLine(value) + "; use the experiment that it was trained with");
            }
        });
        return new TrainedNetwork(network, stored.tensors(), Integer.parseInt(stored.metadata().get("epoch")),
                Double.parseDouble(stored.metadata().get("validation_dice")));
    }

    private static String modern(Path file, String key, String said, BinaryOperator<String> modern) {
        try {
            return said == null ? "" : key.equals(NETWORK) ? Yaml.canonical(Yaml.parseRecorded(said, file, Network.class)) : modern.apply(key, said);
        } catch (IllegalArgumentException e) {
            return ""; // nothing that this version knows, hence another one
        }
    }

    private static void requireFormat(Path file, Map<String, String> metadata) {
        if (!FORMAT.equals(metadata.get("format"))) {
            throw new IllegalArgumentException(file + " is of the format " + metadata.getOrDefault("format", "of others") + ", this version of hepar reads "
                    + FORMAT + "; use the version that trained it (the journal's environment names it), or train again");
        }
    }

    private static String oneLine(String text) {
        return text == null ? "nothing" : "'" + text.strip().replace("\n", ", ") + "'";
    }
}
