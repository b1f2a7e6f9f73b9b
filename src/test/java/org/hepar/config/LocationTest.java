package org.hepar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocationTest {

    private static final Path FOLDER = Path.of("/study/experiments");

    @Test
    void relativePlaceIsTakenFromItsFolder() {
        assertThat(new Location("../data", FOLDER).resolve()).isEqualTo(Path.of("/study/data"));
        assertThat(new Location("/data", FOLDER).resolve()).isEqualTo(Path.of("/data"));
    }

    @Test
    void variableIsReplaced() {
        Path home = Path.of(System.getenv("HOME"));
        assertThat(new Location("${HOME}/x", FOLDER).resolve()).isEqualTo(home.toAbsolutePath().resolve("x").normalize());
    }

    @Test
    void variableThatIsNotSetIsNamed() {
        assertThatThrownBy(() -> new Location("${HEPAR_NEVER_SET}/x", FOLDER).resolve())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("environment variable HEPAR_NEVER_SET, which is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "${}/x", "${HEPAR-DATA}", "${OPEN", "~/x", "~", "a\0b"})
    void textThatNamesNoPlaceIsRefused(String text) {
        assertThatThrownBy(() -> new Location(text, FOLDER)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalWhereTheyNameTheSamePlace() {
        assertThat(new Location("../data", FOLDER)).isEqualTo(new Location("/study/data", Path.of("/elsewhere")))
                .hasSameHashCodeAs(new Location("/study/data", Path.of("/elsewhere")))
                .isNotEqualTo(new Location("../data", Path.of("/elsewhere/x")));
        assertThat(new Location("${HOME}/x", FOLDER)).isEqualTo(new Location("${HOME}/x", Path.of("/elsewhere")));
    }
}
