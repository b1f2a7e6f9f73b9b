package org.hepar.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.augment.Transform.Rescaled;
import org.hepar.augment.Transform.Rotated;
import org.hepar.augment.Transform.Scaled;
import org.hepar.augment.Transform.Translated;
import org.hepar.augment.Transform.Unchanged;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static List<Augmentation> each(double probability) {
        return List.of(new Rotation(20, probability), new Translation(12, probability), new Scaling(0.8, 1.2, probability),
                new Flip(Axis.LEFT_RIGHT, probability), new Elastic(8, 4, probability), new GaussianNoise(0.1, probability),
                new IntensityShift(0.1, 0.05, probability), new SyntheticLesions(3, 2, 20, -0.4, -0.1, probability));
    }

    @Test
    void everyPermittedAugmentationIsTestedHere() {
        assertThat(each(1)).extracting(Object::getClass).containsExactlyInAnyOrder((Class[]) Augmentation.class.getPermittedSubclasses());
    }

    @Test
    void probabilityZeroNeverChangesAndOneAlwaysDoes() {
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(1L);
        for (int i = 0; i < 100; i++) {
            assertThat(Augmentation.sampleAll(each(0), random)).containsOnly(new Unchanged());
            assertThat(Augmentation.sampleAll(each(1), random)).doesNotContain(new Unchanged());
        }
    }

    @Test
    void probabilityIsTheShareOfChangedSlices() {
        for (Augmentation augmentation : each(0.3)) {
            UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(2L);
            int changed = 0;
            for (int i = 0; i < 4000; i++) {
                changed += augmentation.sample(random) instanceof Unchanged ? 0 : 1;
            }
            assertThat(changed / 4000.0).as(augmentation.toString()).isCloseTo(0.3, within(0.03));
        }
    }

    @Test
    void sameSeedDrawsTheSameValuesWithReadableText() {
        List<Transform> first = Augmentation.sampleAll(each(1), RandomSource.SPLIT_MIX_64.create(3L));
        assertThat(Augmentation.sampleAll(each(1), RandomSource.SPLIT_MIX_64.create(3L))).isEqualTo(first);
        assertThat(Augmentation.sampleAll(each(1), RandomSource.SPLIT_MIX_64.create(4L))).isNotEqualTo(first);
        assertThat(first.get(0).toString()).matches("Rotated\\[degrees=-?\\d+\\.\\d+]");
        assertThat(first.get(5).toString()).matches("Noisy\\[relativeSigma=0.1, seed=-?\\d+]");
    }

    @Test
    void otherProbabilityDoesNotShiftLaterDraws() {
        for (int i = 0; i < each(1).size(); i++) {
            UniformRandomProvider never = RandomSource.SPLIT_MIX_64.create(5L);
            UniformRandomProvider always = RandomSource.SPLIT_MIX_64.create(5L);
            each(0).get(i).sample(never);
            each(1).get(i).sample(always);
            assertThat(never.nextLong()).as(each(0).get(i).toString()).isEqualTo(always.nextLong());
        }
    }

    @Test
    void drawnValuesStayWithinTheirLimits() {
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(6L);
        for (int i = 0; i < 1000; i++) {
            assertThat(((Rotated) new Rotation(20, 1).sample(random)).degrees()).isBetween(-20.0, 20.0);
            Translated translated = (Translated) new Translation(12, 1).sample(random);
            assertThat(translated.yMm()).isBetween(-12.0, 12.0);
            assertThat(translated.xMm()).isBetween(-12.0, 12.0);
            assertThat(((Scaled) new Scaling(0.8, 1.2, 1).sample(random)).factor()).isBetween(0.8, 1.2);
        }
    }

    @Test
    void intensityShiftIsNormalAboutOneAndZero() {
        UniformRandomProvider random = RandomSource.SPLIT_MIX_64.create(7L);
        double scale = 0, scaleSquares = 0, shift = 0, shiftSquares = 0;
        int n = 20000;
        for (int i = 0; i < n; i++) {
            Rescaled drawn = (Rescaled) new IntensityShift(0.2, 0.1, 1).sample(random);
            scale += drawn.scale() - 1;
            scaleSquares += Math.pow(drawn.scale() - 1, 2);
            shift += drawn.shift();
            shiftSquares += Math.pow(drawn.shift(), 2);
        }
        assertThat(scale / n).isCloseTo(0, within(0.006));
        assertThat(Math.sqrt(scaleSquares / n)).isCloseTo(0.2, within(0.004));
        assertThat(shift / n).isCloseTo(0, within(0.003));
        assertThat(Math.sqrt(shiftSquares / n)).isCloseTo(0.1, within(0.002));
    }

    @Test
    void impossibleValuesAreRefusedWithNameAndValue() {
        assertThatThrownBy(() -> new Rotation(200, 1)).hasMessageContaining("maximum_degrees (=200.0)");
        assertThatThrownBy(() -> new Rotation(20, 1.5)).hasMessageContaining("probability (=1.5) of rotation");
        assertThatThrownBy(() -> new Translation(-1, 1)).hasMessageContaining("maximum_mm (=-1.0)");
        assertThatThrownBy(() -> new Scaling(0, 1, 1)).hasMessageContaining("minimum (=0.0)");
        assertThatThrownBy(() -> new Scaling(1.2, 0.8, 1)).hasMessageContaining("maximum (=0.8)").hasMessageContaining("minimum (=1.2)");
        assertThatThrownBy(() -> new Elastic(0, 1, 1)).hasMessageContaining("sigma_mm (=0.0)");
        assertThatThrownBy(() -> new Elastic(8, Double.NaN, 1)).hasMessageContaining("magnitude_mm (=NaN)");
        assertThatThrownBy(() -> new GaussianNoise(-0.1, 1)).hasMessageContaining("relative_sigma (=-0.1)");
        assertThatThrownBy(() -> new GaussianNoise(0.1, Double.NaN)).hasMessageContaining("probability (=NaN)");
        assertThatThrownBy(() -> new IntensityShift(-1, 0, 1)).hasMessageContaining("scale_sigma (=-1.0)");
        assertThatThrownBy(() -> new SyntheticLesions(0, 2, 1, 0.2, 0.1, 1)).hasMessageContaining("most (=0)").hasMessageContaining("maximum_radius_mm (=1.0)")
                .hasMessageContaining("maximum_contrast (=0.1)");
        assertThatThrownBy(() -> new LabelledSlice(1, 2, 2, 1, 1, new float[3], new byte[4])).hasMessageContaining("needs 4 values, got 3");
        assertThatThrownBy(() -> new LabelledSlice(1, 2, 2, 0, 1, new float[4], new byte[4])).hasMessageContaining("[0.0,1.0] mm");
    }
}
