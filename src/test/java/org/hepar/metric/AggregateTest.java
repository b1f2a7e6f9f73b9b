package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hepar.stat.Summary;
import org.hepar.volume.LabelMapping;
import org.junit.jupiter.api.Test;

class AggregateTest {

    private static final LabelScore GOOD = SampleScores.label(Outcome.MEASURED, 0.8, 1 / 3.0, 0.5, 1, 10, 3, 2);
    private static final LabelScore FAIR = SampleScores.label(Outcome.MEASURED, 0.6, 4 / 7.0, -0.3, 3, 20, 1.4, 2);
    private static final LabelScore MISSED = SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.NaN, Double.NaN, 0, 1);
    private static final LabelScore FALSE = SampleScores.label(Outcome.FALSE_POSITIVE, 0, 1, Double.NaN, Double.NaN, Double.NaN, 0.5, 0);
    private static final LabelScore EMPTY = SampleScores.label(Outcome.BOTH_EMPTY, 1, 0, Double.NaN, Double.NaN, Double.NaN, 0, 0);
    private static final List<CaseScores> CASES = List.of(lesion(GOOD), lesion(FAIR), lesion(MISSED), lesion(FALSE), lesion(EMPTY));

    @Test
    void diceCountsEveryCase() {
        Aggregate dice = Aggregate.over(CASES, LabelMapping.LESION, Measure.DICE);
        assertThat(dice.mean()).isCloseTo((0.8 + 0.6 + 0 + 0 + 1) / 5, within(1e-12));
        assertThat(dice.median()).isEqualTo(0.6);
        assertThat(dice.standardDeviation()).isCloseTo(Math.sqrt((0.32 * 0.32 + 0.12 * 0.12 + 2 * 0.48 * 0.48 + 0.52 * 0.52) / 4), within(1e-12));
        assertThat(List.of(dice.used(), dice.undefined(), dice.missed(), dice.falsePositive())).containsExactly(5, 0, 1, 1);
    }

    @Test
    void distancesCountOnlyWhatWasMeasuredAndSaySo() {
        Aggregate asd = Aggregate.over(CASES, LabelMapping.LESION, Measure.ASD_MM);
        assertThat(asd.mean()).isEqualTo(2);
        assertThat(List.of(asd.used(), asd.undefined(), asd.missed(), asd.falsePositive())).containsExactly(2, 3, 1, 1);
    }

    @Test
    void volumeDifferenceCountsEveryCaseWithAReference() {
        Aggregate signed = Aggregate.over(CASES, LabelMapping.LESION, Measure.RVD);
        assertThat(signed.mean()).isCloseTo(-0.8 / 3, within(1e-12));
        assertThat(List.of(signed.used(), signed.undefined())).containsExactly(3, 2);
        assertThat(Aggregate.ofAbsolute(CASES, LabelMapping.LESION, Measure.RVD).mean()).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void structuresAreKeptApart() {
        assertThat(Aggregate.over(CASES, LabelMapping.LIVER, Measure.DICE).mean()).isEqualTo(1);
    }

    @Test
    void noCaseOrNoValueHasNoMean() {
        assertThat(Aggregate.over(List.of(), LabelMapping.LIVER, Measure.DICE))
                .isEqualTo(new Aggregate(Summary.of(new double[0]), 0, 0, 0));
        assertThat(Aggregate.over(List.of(lesion(MISSED)), LabelMapping.LESION, Measure.MSD_MM))
                .isEqualTo(new Aggregate(Summary.of(new double[0]), 1, 1, 0));
    }

    /** Shared volume 2 ml of 5 and 1.02 ml of 3.4; the missed ml and the wrong half ml share nothing. */
    @Test
    void globalDiceWeighsByVoxels() {
        assertThat(Aggregate.globalDice(CASES, LabelMapping.LESION)).isCloseTo(2 * (2 + 1.02) / (5 + 3.4 + 1 + 0.5), within(1e-12));
        assertThat(Aggregate.globalDice(List.of(lesion(EMPTY)), LabelMapping.LESION)).isEqualTo(1);
        assertThat(Aggregate.globalDice(List.of(), LabelMapping.LESION)).isNaN();
    }

    @Test
    void anInfiniteDistanceMakesTheMeanInfiniteAndIsNotLost() {
        Aggregate asd = Aggregate.over(List.of(lesion(GOOD), lesion(SampleScores.label(Outcome.MISSED, 0, 1, -1, Double.POSITIVE_INFINITY, Double.NaN, 0, 1))),
                LabelMapping.LESION, Measure.ASD_MM);
        assertThat(asd.mean()).isInfinite();
        assertThat(asd.standardDeviation()).isNaN();
        assertThat(asd.values().minimum()).isEqualTo(1);
        assertThat(asd.used()).isEqualTo(2);
    }

    @Test
    void contractsAreNeverMixed() {
        CaseScores other = SampleScores.scores("b", "lits_2017", GOOD, GOOD, Detection.none());
        List<CaseScores> mixed = List.of(lesion(GOOD), other);
        List<ThrowingCallable> waysIn = List.of(() -> Aggregate.over(mixed, LabelMapping.LIVER, Measure.DICE), () -> Aggregate.ofAbsolute(mixed, LabelMapping.LIVER, Measure.RVD),
                () -> Aggregate.over(mixed, LabelMapping.LESION, LabelScore::dice), () -> Aggregate.defined(mixed, LabelMapping.LESION, LabelScore::dice),
                () -> Aggregate.globalDice(mixed, LabelMapping.LESION), () -> DetectionAggregate.over(mixed));
        waysIn.forEach(way -> assertThatIllegalArgumentException().isThrownBy(way).withMessageContaining("[christ_2017, lits_2017]"));
    }

    @Test
    void everyMeasureReadsItsOwnValue() {
        assertThat(Measure.headline()).extracting(measure -> measure.of(GOOD)).containsExactly(0.8, 1 / 3.0, 0.5, 1.0, 10.0);
        assertThat(Measure.headline()).extracting(Measure::key).containsExactly("dice", "voe", "rvd", "asd_mm", "msd_mm");
        assertThat(Measure.headline()).extracting(Measure::heading).containsExactly("Dice", "VOE", "RVD", "ASD (mm)", "MSD (mm)");
    }

    private static CaseScores lesion(LabelScore score) {
        return SampleScores.scores("a", "christ_2017", EMPTY, score, Detection.none());
    }
}
