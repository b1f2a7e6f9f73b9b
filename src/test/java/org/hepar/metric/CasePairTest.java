package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.voxel.Masks;
import org.junit.jupiter.api.Test;

class CasePairTest {

    private static final Spacing MM = new Spacing(2, 1, 1);

    @Test
    void severalContractsInOnePassScoreAsEachByItself() {
        for (int seed = 0; seed < 10; seed++) {
            Random random = new Random(seed);
            Grid grid = Masks.randomGrid(random);
            CasePair pair = new CasePair("a", structures(random, grid), structures(random, grid));
            List<CaseScores> together = pair.score(Contract.all());
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i)).as("seed %d", seed).isEqualTo(pair.score(List.of(Contract.all().get(i))).get(0));
            }
        }
    }

    @Test
    void tumourBurdenIsTheShareOfTheLiver() {
        LabelScore lesion = lesion("christ_2017", "##########", "##........", "########..", "####......");
        assertThat(lesion.of(Measure.REFERENCE_BURDEN)).isEqualTo(2 / 10.0);
        assertThat(lesion.of(Measure.BURDEN)).isEqualTo(4 / 8.0);
        assertThat(lesion.of(Measure.BURDEN_ERROR)).isCloseTo(0.3, within(1e-15));
    }

    @Test
    void errorOfTheBurdenHasTheOtherSignInLits() {
        assertThat(lesion("lits_2017", "##########", "##........", "########..", "####......").of(Measure.BURDEN_ERROR)).isCloseTo(-0.3, within(1e-15));
    }

    @Test
    void withoutALiverThereIsNoBurden() {
        LabelScore missing = lesion("christ_2017", "####", "##..", "....", "#...");
        assertThat(missing.undefined()).containsEntry(Measure.BURDEN, Undefined.NO_LIVER).containsEntry(Measure.BURDEN_ERROR, Undefined.NO_LIVER);
        assertThat(missing.of(Measure.REFERENCE_BURDEN)).isEqualTo(0.5);
        Structures noLiver = new Structures(Grid.axial(new Size(1, 1, 4), MM), Map.of("lesion", mask("##..")));
        LabelScore unlabelled = new CasePair("a", noLiver, noLiver).score(List.of(Contract.CHRIST_2017)).get(0).of("lesion");
        assertThat(unlabelled.undefined()).containsEntry(Measure.BURDEN, Undefined.NO_LIVER).containsEntry(Measure.REFERENCE_BURDEN, Undefined.NO_LIVER);
    }

    @Test
    void predictedLiverThatIsAllLesionCountsAsNoneInLits() {
        LabelScore lesion = lesion("lits_2017", "####", "##..", "##..", "##..");
        assertThat(lesion.of(Measure.BURDEN)).isEqualTo(9001);
        assertThat(lesion.of(Measure.REFERENCE_BURDEN)).isEqualTo(0.5);
        assertThat(lesion("lits_2017_corrected", "####", "##..", "##..", "##..").of(Measure.BURDEN)).isEqualTo(1);
        assertThat(lesion("lits_2017", "....", "....", "##..", "#...").undefined()).containsEntry(Measure.BURDEN_ERROR, Undefined.NO_LIVER);
    }

    @Test
    void theLiverItselfHasNoBurden() {
        CaseScores scores = pair("####", "##..", "####", "##..").score(List.of(Contract.CHRIST_2017)).get(0);
        assertThat(scores.liver().undefined()).containsEntry(Measure.BURDEN, Undefined.NOT_FOR_THE_LIVER);
    }

    @Test
    void whatAContractDoesNotKnowItDoesNotSay() {
        LabelScore missed = lesion("nnunet", "####", "##..", "####", "....");
        assertThat(missed.undefined()).containsEntry(Measure.ASD_MM, Undefined.NOT_IN_CONTRACT).containsEntry(Measure.RVD, Undefined.NOT_IN_CONTRACT)
                .containsEntry(Measure.BURDEN, Undefined.NOT_IN_CONTRACT);
        assertThat(missed.dice()).isZero();
        assertThat(missed.volumeMl()).isZero();
        assertThat(lesion("chlebus_2018", "####", "##..", "####", "##..").detection()).isPresent();
        assertThat(lesion("monai", "####", "##..", "####", "##..").detection()).isEmpty();
    }

    @Test
    void maskWithoutASurfaceHasNoDistances() {
        CaseScores scores = pair("####", "##..", "####", "##..").score(List.of(Contract.named("chaos_2019"))).get(0);
        assertThat(scores.liver().undefined()).containsEntry(Measure.ASD_MM, Undefined.NO_SURFACE).containsEntry(Measure.MSD_MM, Undefined.NO_SURFACE);
        assertThat(scores.lesion().asdMm()).isZero();
    }

    private static LabelScore lesion(String contract, String liverA, String lesionA, String liverB, String lesionB) {
        return pair(liverA, lesionA, liverB, lesionB).score(List.of(Contract.named(contract))).get(0).lesion();
    }

    private static CasePair pair(String liverA, String lesionA, String liverB, String lesionB) {
        return new CasePair("a", structures(mask(liverA), mask(lesionA)), structures(mask(liverB), mask(lesionB)));
    }

    private static PackedMask mask(String row) {
        return PackedMask.of(Masks.drawn(MM, new String[] {row}));
    }

    private static Structures structures(Random random, Grid grid) {
        Mask liver = Masks.random(random, grid, random.nextDouble());
        return structures(PackedMask.of(liver), PackedMask.of(Masks.random(random, grid, random.nextDouble() / 3)));
    }

    private static Structures structures(PackedMask liver, PackedMask lesion) {
        Map<String, PackedMask> masks = new LinkedHashMap<>();
        masks.put(LabelMapping.LIVER, liver);
        masks.put(LabelMapping.LESION, lesion);
        return new Structures(liver.grid(), masks);
    }
}
