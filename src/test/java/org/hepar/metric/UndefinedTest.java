package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UndefinedTest {

    @Test
    void thePageOfMeasuresListsEveryReasonOnce() throws IOException {
        List<String> listed = new ArrayList<>();
        boolean inTable = false;
        for (String line : Files.readAllLines(Path.of("docs/measures.md"))) {
            inTable = line.startsWith("| reason |") || inTable && line.startsWith("|");
            if (inTable && line.startsWith("| `")) {
                Matcher names = Pattern.compile("`(\\w+)`").matcher(line.split("\\|")[1]);
                while (names.find()) {
                    listed.add(names.group(1));
                }
            }
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(Stream.of(Undefined.values()).map(Undefined::key).toList());
    }

    @Test
    void aLesionMeasureHasAValueOrAReason() {
        Detection nothing = Detection.none();
        assertThat(DetectionMeasure.RECALL.undefined(nothing)).contains(Undefined.NO_REFERENCE_LESION);
        assertThat(DetectionMeasure.RECALL_AT_LEAST_10_MM.undefined(nothing)).contains(Undefined.NO_LARGE_REFERENCE_LESION);
        assertThat(DetectionMeasure.PRECISION.undefined(nothing)).contains(Undefined.NO_PREDICTED_LESION);
        assertThat(DetectionMeasure.F1.undefined(nothing)).contains(Undefined.NO_LESION);
        assertThat(DetectionMeasure.DICE_PER_CORRESPONDENCE.undefined(nothing)).contains(Undefined.NO_CORRESPONDENCE);
        assertThat(DetectionMeasure.FALSE_POSITIVES.undefined(nothing)).isEmpty();
        assertThat(DetectionMeasure.RECALL.undefined(SampleScores.detection(1, 0, 0, 0, 0, 0, 0, 0, List.of()))).isEmpty();
    }
}
