package org.hepar.track;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class MlflowTextTest {

    @Test
    void legalKeysStayAsTheyAre() {
        assertThat(MlflowText.key("fold_1/liver/validation dice-a.b")).isEqualTo("fold_1/liver/validation dice-a.b");
    }

    @Test
    void otherCharactersBecomeUnderscores() {
        assertThat(MlflowText.key("augmentation[0].läsion:x")).isEqualTo("augmentation_0_.l_sion_x");
    }

    @Test
    void keysArePlainRelativePaths() {
        assertThat(MlflowText.key("/a//b/../c/./")).isEqualTo("a/b/_/c/_");
        assertThat(MlflowText.key("")).isEqualTo("_");
    }

    @Test
    void longTextsAreCutAndStillDiffer() {
        String start = "x".repeat(6000);
        assertThat(MlflowText.parameter(start)).isEqualTo(start);
        assertThat(MlflowText.parameter(start + "a")).hasSize(6000).isNotEqualTo(MlflowText.parameter(start + "b")).contains("sha256");
        assertThat(MlflowText.tag(start)).hasSize(5000);
        assertThat(MlflowText.key(start + "a")).hasSize(250).matches("[/\\w.\\- ]+").isNotEqualTo(MlflowText.key(start + "b"));
        assertThat(MlflowText.otherKey(start)).hasSize(250).isNotEqualTo(MlflowText.key("x".repeat(250)));
    }

    @Test
    void namesOfFilesKeepWhatAnyServerCanServe() {
        assertThat(MlflowText.file("figures/it's \"one\" läsion.svg")).isEqualTo("figures/it's \"one\" läsion.svg");
        assertThat(MlflowText.file("figures/🫀/肝.svg")).isEqualTo("figures/~1fac0/~809d.svg");
    }

    @Test
    void noCharacterIsCutInHalf() {
        String cut = MlflowText.parameter("x" + "😀".repeat(4000));
        assertThat(new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(cut);
        String other = MlflowText.parameter("😀".repeat(4000));
        assertThat(new String(other.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)).isEqualTo(other);
    }
}
