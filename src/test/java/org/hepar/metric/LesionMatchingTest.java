package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.hepar.metric.ChlebusMatching.Hit;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.Spacing;
import org.hepar.voxel.Components;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Masks;
import org.junit.jupiter.api.Test;

class LesionMatchingTest {

    private static final Spacing MM = new Spacing(1, 1, 1);

    /** Chlebus et al. 2018, Fig. 2: the output covers a small reference and one voxel of a big one. */
    @Test
    void anOutputThatCoversASmallAndTouchesABigReferenceAnswersToTheSmallOne() {
        assertThat(match("###.##########", "#####.........", 0.2))
                .containsExactly(new Correspondence(List.of(1), List.of(1), 6 / 8.0));
    }

    @Test
    void growsWhileTheDiceRises() {
        assertThat(match("####.####.####", "##############", 0.2))
                .containsExactly(new Correspondence(List.of(1, 2, 3), List.of(1), 24 / 26.0));
    }

    /** Chlebus et al. 2018, Fig. 2: two outputs on one reference are one true positive, split once. */
    @Test
    void outputsOnOneReferenceAnswerToItTogether() {
        assertThat(match("#########", "####.####", 0.2)).containsExactly(new Correspondence(List.of(1), List.of(1, 2), 16 / 17.0));
        Tally tally = new ChlebusMatching(0.2, Hit.ABOVE).tally(row("#########"), row("####.####"));
        assertThat(List.of(tally.found(), tally.truePredictions(), tally.falsePositives())).containsExactly(1, 2, 0);
        assertThat(tally.kept().get(0).splitError()).isEqualTo(1);
    }

    /** Chlebus et al. 2018, Fig. 2: one output on three references is three true positives, merged twice. */
    @Test
    void anOutputOnThreeReferencesFindsThree() {
        Tally tally = new ChlebusMatching(0.2, Hit.ABOVE).tally(row("####.####.####"), row("##############"));
        assertThat(List.of(tally.found(), tally.truePredictions(), tally.falsePositives())).containsExactly(3, 1, 0);
        assertThat(tally.kept().get(0).mergeError()).isEqualTo(2);
    }

    @Test
    void anOutputThatTouchesAReferenceTooLittleIsAFalsePositive() {
        Tally tally = new ChlebusMatching(0.2, Hit.ABOVE).tally(row("#........."), row("##########"));
        assertThat(List.of(tally.found(), tally.truePredictions(), tally.falsePositives())).containsExactly(0, 0, 1);
    }

    @Test
    void reachingTheThresholdIsEnoughWhenTheRuleSaysSo() {
        assertThat(new ChlebusMatching(0.2, Hit.AT_LEAST).tally(row("#........"), row("#########")).kept()).hasSize(1);
        assertThat(new ChlebusMatching(0.2001, Hit.AT_LEAST).tally(row("#........"), row("#########")).kept()).isEmpty();
    }

    @Test
    void thresholdItselfIsNotEnough() {
        assertThat(match("#........", "#########", 0.2)).isEmpty();
        assertThat(match("#.......", "########", 0.2)).containsExactly(new Correspondence(List.of(1), List.of(1), 2 / 9.0));
    }

    @Test
    void ofEqualPairsTheOneWithTheLowestReferenceComesFirst() {
        assertThat(match("##.##.##", "##.##.##", 0)).extracting(Correspondence::references)
                .containsExactly(List.of(1), List.of(2), List.of(3));
    }

    @Test
    void lesionsThatDoNotOverlapAreNotMatched() {
        assertThat(match("##...", "...##", 0)).isEmpty();
        assertThat(match(".....", "...##", 0)).isEmpty();
    }

    @Test
    void equalsTheRulesFollowedToTheLetterOnRandomLesions() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Grid grid = Masks.randomGrid(random);
            Components references = Components.label(Masks.random(random, grid, 0.1 + 0.4 * random.nextDouble()), Connectivity.SIX);
            Components predictions = Components.label(Masks.random(random, grid, 0.1 + 0.4 * random.nextDouble()), Connectivity.SIX);
            double threshold = random.nextDouble() / 2;
            assertThat(kept(references, predictions, threshold)).as("seed %d, threshold %s", seed, threshold)
                    .isEqualTo(toTheLetter(references, predictions, threshold));
        }
    }

    private static List<Correspondence> match(String reference, String prediction, double threshold) {
        return kept(row(reference), row(prediction), threshold);
    }

    private static List<Correspondence> kept(Components references, Components predictions, double threshold) {
        return new ChlebusMatching(threshold, Hit.ABOVE).tally(references, predictions).kept();
    }

    private static Components row(String voxels) {
        Mask mask = Masks.drawn(MM, new String[] {voxels});
        return Components.label(mask, Connectivity.SIX);
    }

    /** Every Dice counted anew from the voxels; candidates in the order in which ties are decided. */
    private static List<Correspondence> toTheLetter(Components references, Components predictions, double threshold) {
        Set<Integer> freeReferences = ids(references);
        Set<Integer> freePredictions = ids(predictions);
        int[] a = Masks.labels(references);
        int[] b = Masks.labels(predictions);
        List<Correspondence> kept = new ArrayList<>();
        while (true) {
            Set<Integer> r = Set.of();
            Set<Integer> p = Set.of();
            double best = 0;
            for (int reference : freeReferences) {
                for (int prediction : freePredictions) {
                    double dice = dice(a, Set.of(reference), b, Set.of(prediction));
                    if (dice > best) {
                        best = dice;
                        r = Set.of(reference);
                        p = Set.of(prediction);
                    }
                }
            }
            if (r.isEmpty()) {
                return kept;
            }
            boolean growing = true;
            while (growing) {
                growing = false;
                Set<Integer> startR = r;
                Set<Integer> startP = p;
                for (int reference : freeReferences) {
                    Set<Integer> with = with(startR, reference);
                    double dice = dice(a, with, b, startP);
                    if (dice > best) {
                        best = dice;
                        r = with;
                        p = startP;
                        growing = true;
                    }
                }
                for (int prediction : freePredictions) {
                    Set<Integer> with = with(startP, prediction);
                    double dice = dice(a, startR, b, with);
                    if (dice > best) {
                        best = dice;
                        r = startR;
                        p = with;
                        growing = true;
                    }
                }
            }
            freeReferences.removeAll(r);
            freePredictions.removeAll(p);
            if (best > threshold) {
                kept.add(new Correspondence(List.copyOf(new TreeSet<>(r)), List.copyOf(new TreeSet<>(p)), best));
            }
        }
    }

    private static Set<Integer> ids(Components components) {
        Set<Integer> ids = new TreeSet<>();
        for (int id = 1; id <= components.count(); id++) {
            ids.add(id);
        }
        return ids;
    }

    private static Set<Integer> with(Set<Integer> set, int id) {
        Set<Integer> with = new TreeSet<>(set);
        with.add(id);
        return with;
    }

    private static double dice(int[] a, Set<Integer> r, int[] b, Set<Integer> p) {
        int shared = 0;
        int all = 0;
        for (int i = 0; i < a.length; i++) {
            boolean inR = r.contains(a[i]);
            boolean inP = p.contains(b[i]);
            shared += inR && inP ? 1 : 0;
            all += (inR ? 1 : 0) + (inP ? 1 : 0);
        }
        return 2.0 * shared / all;
    }
}
