package org.hepar.execute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.hepar.track.Journal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePageTest {

    @TempDir
    private Path folder;

    private void journal() {
        try (Journal journal = Journal.create(folder.resolve("journal.jsonl"))) {
            journal.record("run_started", Map.of("run_id", "r", "experiment", "watched"));
            journal.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "step", 5, "loss", 0.5));
        }
    }

    @Test
    void anEpochWritesThePageAndTheEndWaitsForIt() throws IOException {
        journal();
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        LivePage page = new LivePage(folder, 3600, said::add);
        page.record("stage_started", Map.of());
        page.record("epoch", Map.of());
        page.record("run_finished", Map.of());
        assertThat(Files.readString(folder.resolve("report.html"))).contains("watched").contains("http-equiv");
        Files.delete(folder.resolve("report.html"));
        page.record("epoch", Map.of());
        page.close();
        assertThat(folder.resolve("report.html")).as("the end is the end").doesNotExist();
        assertThat(said).isEmpty();
    }

    @Test
    void withinTheTimeThereIsOnePageOnly() throws IOException {
        journal();
        LivePage page = new LivePage(folder, 3600, line -> { });
        page.record("stage_finished", Map.of());
        awaitPage();
        Files.delete(folder.resolve("report.html"));
        page.record("epoch", Map.of());
        page.close();
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void aTrialOfASearchWritesThePage() {
        journal();
        try (LivePage page = new LivePage(folder, 3600, line -> { })) {
            page.record("crf_trial", Map.of());
            awaitPage();
        }
        assertThat(folder.resolve("report.html")).exists();
    }

    private void awaitPage() {
        for (int i = 0; i < 1000 && !Files.exists(folder.resolve("report.html")); i++) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aPageThatCannotBeWrittenIsSaidOnce() {
        List<String> said = Collections.synchronizedList(new ArrayList<>());
        LivePage page = new LivePage(folder.resolve("nowhere"), 0, said::add);
        for (int i = 0; i < 5; i++) {
            page.record("epoch", Map.of());
        }
        page.close();
        assertThat(said).singleElement().asString().contains("cannot be kept up to date");
    }
}
