package org.hepar.execute;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.config.Reason;
import org.hepar.config.Yaml;
import org.hepar.data.MaskFolder;
import org.hepar.metric.Contract;
import org.hepar.volume.LabelMapping;

/**
 * Which masks the scores in a folder are about, and by which rules: {@code score.yaml} beside them. Two prediction folders of one name would
 * otherwise replace each other's results in silence.
 *
 * @param prediction folder of the masks that are judged, absolute, with the pattern of their names where one was given
 * @param reference the same of what an expert drew
 * @param referenceB the same of a second expert; {@code none} without one
 * @param labels what the numbers in the files mean
 * @param contracts names, in the order of the tables
 */
public record ScoreOrigin(String prediction, String reference, String referenceB, String labels, List<String> contracts) {

    /** Its name within the folder of the scores; marks a folder as one of scores. */
    public static final String FILE = "score.yaml";

    private static final String NONE = "none";

    public ScoreOrigin {
        contracts = List.copyOf(contracts);
    }

    public static ScoreOrigin of(MaskFolder prediction, MaskFolder reference, Optional<MaskFolder> second, LabelMapping labels, List<Contract> contracts) {
        return new ScoreOrigin(words(prediction), words(reference), second.map(ScoreOrigin::words).orElse(NONE), labels.toString(),
                contracts.stream().map(Contract::name).toList());
    }

    private static String words(MaskFolder masks) {
        return real(masks.folder()) + masks.pattern().map(pattern -> " (" + pattern + ")").orElse("");
    }

    private static Path real(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException notThere) {
            return folder.toAbsolutePath().normalize();
        }
    }

    /** Whether a folder holds scores. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(FILE));
    }

    /**
     * Refuses a folder that cannot be written to or that holds anything but scores of these masks under these rules.
     *
     * @throws IllegalArgumentException with one line that names the folder and what is in it
     */
    public void requireReplaceable(Path folder) {
        Folders.requireOwn(folder, "--out", FILE);
        if (!isIn(folder)) {
            return;
        }
        ScoreOrigin earlier;
        try {
            earlier = Yaml.read(folder.resolve(FILE), ScoreOrigin.class, List.of());
        } catch (IllegalArgumentException damaged) {
            throw new IllegalArgumentException(folder.resolve(FILE) + " cannot be read, so whose scores the folder holds is not known; name another folder "
                    + "with --out, or remove this one", damaged);
        }
        Map<String, String> there = earlier.topics();
        topics().forEach((topic, here) -> {
            if (!here.equals(there.get(topic))) {
                throw new IllegalArgumentException("folder " + folder + " holds the scores of another command (" + topic + " " + there.get(topic)
                        + ", here " + here + "); name another folder with --out");
            }
        });
    }

    private Map<String, String> topics() {
        Map<String, String> topics = new LinkedHashMap<>();
        topics.put("prediction", prediction);
        topics.put("reference", reference);
        topics.put("reference-b", referenceB);
        topics.put("labels", labels);
        topics.put("contracts", String.join(",", contracts));
        return topics;
    }

    /** Writes it into the folder, which is made where it is not there yet. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(FILE), Yaml.canonical(this), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(folder.resolve(FILE) + " cannot be written: " + Reason.of(e), e);
        }
    }
}
