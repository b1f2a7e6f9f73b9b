package org.hepar.crf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The oracle agrees with two others, so that what is measured against it means something. */
class ExactMeanFieldTest {

    @Test
    void everySettingIsWhatFullKernelMatricesGive() {
        assertThat(Golden.all()).hasSize(16);
        for (Golden golden : Golden.all()) {
            double[][][] q = new ExactMeanField(golden.crf(), golden.probability(), golden.channels()).iterations();
            for (int iteration = 0; iteration < q.length; iteration++) {
                for (int c = 0; c < q[iteration].length; c++) {
                    assertThat(q[iteration][c]).as("%s, iteration %d, class %d", golden.name(), iteration + 1, c)
                            .usingComparatorWithPrecision(2e-9).containsExactly(golden.q()[iteration][c]);
                }
            }
        }
    }

    @Test
    void theReferenceIsMetToOneInAHundredThousandAtEachListedIteration() throws IOException {
        for (ReferenceCase reference : ReferenceCase.all()) {
            double[][][] q = new ExactMeanField(reference.crf(), reference.probability(), List.of(reference.volume())).iterations();
            for (int k = 0; k < reference.after().length; k++) {
                double largest = 0;
                for (int c = 0; c < reference.exact().get(k).length; c++) {
                    for (int i = 0; i < reference.exact().get(k)[c].length; i++) {
                        largest = Math.max(largest, Math.abs(reference.exact().get(k)[c][i] - q[reference.after()[k] - 1][c][i]));
                    }
                }
                assertThat(largest).as("%s after %d iterations", reference.name(), reference.after()[k]).isCloseTo(0, within(1e-5));
            }
        }
    }
}
