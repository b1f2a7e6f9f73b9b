package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

    @TempDir
    private Path runs;

    private Path run(String name, long journalMillis) throws IOException {
        Path journal = Files.createDirectories(runs.resolve(name)).resolve("journal.jsonl");
        Files.writeString(journal, "");
        Files.setLastModifiedTime(journal, FileTime.fromMillis(journalMillis));
        return runs.resolve(name);
    }

    @Test
    void aRunIsFoundByItsPathAndByItsName() throws IOException {
        Path first = run("first", 1000);

        assertThat(RunFolder.of(first.toString(), Path.of("elsewhere"))).isEqualTo(first);
        assertThat(RunFolder.of("first", runs)).isEqualTo(first);
    }

    @Test
    void latestIsTheRunWhoseJournalWasWrittenLast() throws IOException {
        run("zz-old", 1000);
        Path newer = run("aa-new", 5000);
        Files.createDirectories(runs.resolve("zzz-no-run"));

        assertThat(RunFolder.of("latest", runs)).isEqualTo(newer);
    }

    @Test
    void whatIsNoRunIsRefusedWithTheCure() {
        assertThatIllegalArgumentException().isThrownBy(() -> RunFolder.of("absent", runs))
                .withMessageContaining("'absent'").withMessageContaining("journal.jsonl").withMessageContaining("latest");
        assertThatIllegalArgumentException().isThrownBy(() -> RunFolder.of("latest", runs.resolve("none")))
                .withMessageContaining("hepar run experiments/quickstart.yaml");
    }

    @Test
    void whatCannotBeLookedIntoIsNotSaidToBeWithoutAJournal() throws IOException {
        Path file = Files.writeString(runs.resolve("file"), "");
        assertThatIllegalArgumentException().isThrownBy(() -> RunFolder.of(file.toString(), runs))
                .withMessageContaining("it cannot be looked into (Not a directory)").withMessageContaining("latest");
    }

    @Test
    void aPathIsShownAsItWouldBeTyped() {
        assertThat(RunFolder.shown(Path.of("").toAbsolutePath().resolve("runs/x/report.html"))).isEqualTo(Path.of("runs/x/report.html"));
        assertThat(RunFolder.shown(Path.of("/elsewhere/x"))).isEqualTo(Path.of("/elsewhere/x"));
    }
}
