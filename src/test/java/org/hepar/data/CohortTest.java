package org.hepar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CohortTest {

    private static final List<Case> THREE = new Phantom(3, 1, 8, 32, 8, 10).open().cases();

    @Test
    void duplicateIdsAndEmptyCohortsAreRefused() {
        List<Case> twice = new ArrayList<>(THREE);
        twice.add(THREE.get(1));
        assertThatThrownBy(() -> new Cohort("c", twice)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'phantom-01' twice");
        assertThatThrownBy(() -> new Cohort("c", List.of())).hasMessageContaining("no cases");
    }

    @Test
    void hashDependsOnTheCasesButNotOnTheirOrderOrTheName() {
        List<Case> reversed = new ArrayList<>(THREE);
        Collections.reverse(reversed);
        assertThat(new Cohort("c", reversed).sha256()).isEqualTo(new Cohort("d", THREE).sha256()).hasSize(64);
        assertThat(new Cohort("c", THREE.subList(0, 2)).sha256()).isNotEqualTo(new Cohort("c", THREE).sha256());
    }

    @Test
    void naturalOrderCountsAsPeopleDo() {
        assertThat(Stream.of("image_10", "image_2", "image_02", "10", "9", "1a", "1", "", "b", "image_2b", "99999999999999999999", "100")
                .sorted(NaturalOrder.INSTANCE))
                .containsExactly("", "1", "1a", "9", "10", "100", "99999999999999999999", "b", "image_02", "image_2", "image_2b", "image_10");
    }
}
