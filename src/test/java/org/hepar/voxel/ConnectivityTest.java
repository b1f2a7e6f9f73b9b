package org.hepar.voxel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ConnectivityTest {

    @Test
    void hasAsManyOffsetsAsItsNameSays() {
        assertThat(Connectivity.SIX.offsets()).hasNumberOfRows(6);
        assertThat(Connectivity.EIGHTEEN.offsets()).hasNumberOfRows(18);
        assertThat(Connectivity.TWENTY_SIX.offsets()).hasNumberOfRows(26);
        for (Connectivity connectivity : Connectivity.values()) {
            assertThat(connectivity.count()).isEqualTo(connectivity.offsets().length);
        }
    }

    @Test
    void everyOffsetHasItsOpposite() {
        for (Connectivity connectivity : Connectivity.values()) {
            var offsets = Arrays.stream(connectivity.offsets()).map(Arrays::toString).toList();
            assertThat(Arrays.stream(connectivity.offsets()).map(o -> Arrays.toString(new int[] {-o[0], -o[1], -o[2]})).toList())
                    .containsExactlyInAnyOrderElementsOf(offsets);
        }
    }
}
