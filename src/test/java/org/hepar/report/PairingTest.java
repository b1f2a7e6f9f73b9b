package org.hepar.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hepar.data.RefusedCase;
import org.hepar.report.ScoreTable.Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PairingTest {

    @TempDir
    Path folder;

    private static Pairing pair(boolean differentReferences, Path... folders) {
        return Pairing.of(Stream.of(folders).map(ScoreTable::read).toList(), List.of(), List.of(), differentReferences);
    }

    @Test
    void casesArePairedByIdWhateverTheirOrder() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1, 0.2);
        Path b = new SampleTable(folder.resolve("b")).lesion("2", 0.8).lesion("1", 0.7).write();
        Pairing pairing = pair(false, a, b);
        assertThat(pairing.cases()).containsExactly("1", "2");
        Key first = pairing.keys().get(0);
        assertThat(pairing.rows().get(0).get(first).of("dice")).isEqualTo(0.1);
        assertThat(pairing.rows().get(1).get(first).of("dice")).isEqualTo(0.7);
        assertThat(pairing.notes()).isEmpty();
    }

    @Test
    void casesOfOneInputOnlyAreListedAndLeftOut() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1, 0.2, 0.3);
        Path b = new SampleTable(folder.resolve("b")).lesion("2", 0.8).lesion("x", 0.7).write();
        Pairing pairing = pair(false, a, b);
        assertThat(pairing.cases()).containsExactly("2");
        assertThat(pairing.notes()).containsExactly("2 cases of A a are left out, as they are not in every input: 1, 3",
                "1 case of B b is left out, as it is not in every input: x");
    }

    @Test
    void aCaseThatCouldNotBeScoredIsMissingAndSaid() {
        Scores all = new Scores(SampleRun.cases(3).stream().map(each -> new Scores.Row("", Scores.PREDICTION, "", each)).toList());
        String gone = all.rows().get(2).scores().caseId();
        all.write(folder.resolve("a"));
        new Scores(all.rows().subList(0, 2), List.of(new RefusedCase(gone, "case " + gone + ": b.nii is empty"))).write(folder.resolve("b"));
        Pairing pairing = pair(false, folder.resolve("a"), folder.resolve("b"));
        assertThat(pairing.cases()).hasSize(2).doesNotContain(gone);
        assertThat(pairing.notes()).containsExactly("case " + gone + " could not be scored in B b and is left out: case " + gone + ": b.nii is empty",
                "1 case of A a is left out, as it is not in every input: " + gone);
    }

    @Test
    void contractsThatAreNotEverywhereAreLeftOutAndSaid() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1);
        Path b = new SampleTable(folder.resolve("b")).lesion("1", 0.8).line("1,lesion,lits_2017,0.9,0,10.0,1,,,,,measured,prediction:reference,,").write();
        Pairing pairing = pair(false, a, b);
        assertThat(pairing.contracts()).containsExactly("christ_2017");
        assertThat(pairing.notes()).containsExactly("contract lits_2017 is left out: it is not in A a");
        List<ScoreTable> tables = List.of(ScoreTable.read(a), ScoreTable.read(b));
        assertThatIllegalArgumentException().isThrownBy(() -> Pairing.of(tables, List.of("lits_2017"), List.of(), false))
                .withMessageContaining("--contract (=lits_2017) must be in every input").withMessageContaining("[christ_2017] (A a has [christ_2017], B b has [christ_2017, lits_2017])");
    }

    @Test
    void noCaseInCommonIsRefusedWithBothSidesIds() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1, 0.2, 0.3, 0.1, 0.1, 0.1, 0.1);
        Path b = new SampleTable(folder.resolve("b")).lesion("case_1", 0.8).write();
        assertThatIllegalArgumentException().isThrownBy(() -> pair(false, a, b)).withMessageContaining("no case is in every input")
                .withMessageContaining("A a has 1, 2, 3, 4, 5, ... (7)").withMessageContaining("B b has case_1");
    }

    @Test
    void noContractInCommonIsRefused() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1);
        Path b = new SampleTable(folder.resolve("b")).line("1,lesion,lits_2017,0.9,0,10.0,1,,,,,measured,prediction:reference,,").write();
        assertThatIllegalArgumentException().isThrownBy(() -> pair(false, a, b)).withMessageContaining("no contract is in every input")
                .withMessageContaining("[christ_2017]").withMessageContaining("[lits_2017]");
    }

    @Test
    void differentReferencesAreRefusedUnlessAllowedAndThenNoted() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1, 0.2);
        Path b = new SampleTable(folder.resolve("b")).lesion("1", 0.8).line("2,lesion,christ_2017,0.9,0,10.0001,1,,,,,measured,prediction:reference,,").write();
        assertThatIllegalArgumentException().isThrownBy(() -> pair(false, a, b)).withMessageStartingWith("case 2 was scored against different references")
                .withMessageContaining("10.0000 ml in A a, 10.0001 ml in B b").withMessageContaining("--different-references");
        assertThat(pair(true, a, b).notes()).containsExactly("scored against different references, as allowed: 2; a difference may come from the references"
                + " as well as from the predictions");
    }

    @Test
    void aVolumeThatDiffersByRoundingIsTheSameReference() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1);
        Path b = new SampleTable(folder.resolve("b")).line("1,lesion,christ_2017,0.9,0,10.000009,1,,,,,measured,prediction:reference,,").write();
        assertThat(pair(false, a, b).notes()).isEmpty();
    }

    @Test
    void theSameFolderTwiceIsRefusedAlsoByAnotherName() throws Exception {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1);
        Path link = Files.createSymbolicLink(folder.resolve("link"), a);
        assertThatIllegalArgumentException().isThrownBy(() -> Pairing.names(List.of(a, a.resolve("../a")))).withMessageContaining("is the same folder as input A");
        assertThatIllegalArgumentException().isThrownBy(() -> Pairing.names(List.of(a, link))).withMessageContaining("name two different ones");
    }

    @Test
    void namesAreTheShortestEndsThatDiffer() throws Exception {
        Path one = Files.createDirectories(folder.resolve("one/scores"));
        Path two = Files.createDirectories(folder.resolve("two/scores"));
        assertThat(Pairing.names(List.of(one, folder))).containsExactly("scores", folder.getFileName().toString());
        assertThat(Pairing.names(List.of(one, two))).containsExactly("one/scores", "two/scores");
    }

    @Test
    void ofThreeInputsOnlyWhatAllHaveIsPaired() {
        Path a = SampleTable.lesions(folder.resolve("a"), 0.1, 0.2, 0.3);
        Path b = SampleTable.lesions(folder.resolve("b"), 0.1, 0.2);
        Path c = new SampleTable(folder.resolve("c")).lesion("2", 0.8).lesion("3", 0.7).write();
        assertThat(pair(false, a, b, c).cases()).containsExactly("2");
    }

    @Test
    void aLabelThatOneInputLacksForACaseIsSaid() {
        Path a = new SampleTable(folder.resolve("a")).lesion("1", 0.1).lesion("2", 0.1).line("1,liver,christ_2017,0.9,0,1000,1,,,,,measured,prediction:reference,,")
                .line("2,liver,christ_2017,0.9,0,1000,1,,,,,measured,prediction:reference,,").write();
        Path b = new SampleTable(folder.resolve("b")).lesion("1", 0.1).lesion("2", 0.1).line("1,liver,christ_2017,0.9,0,1000,1,,,,,measured,prediction:reference,,").write();
        Pairing pairing = pair(false, a, b);
        assertThat(pairing.keys()).hasSize(3);
        assertThat(pairing.notes()).containsExactly("1 row of A a has no partner and is left out, such as case 2 (liver, christ_2017, prediction:reference)");
    }
}
