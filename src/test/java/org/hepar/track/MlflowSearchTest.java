package org.hepar.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server is shown of refinements and of the searches for their settings. */
class MlflowSearchTest {

    private static final Patience SHORT = new Patience(Duration.ofSeconds(5), Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMillis(500));
    private static final String SEARCH = "fold_a/liver_crf_search";

    @TempDir
    Path folder;

    private List<Message> whole() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal log = Journal.create(file)) {
            SampleSearch.start(log, "searched");
            for (int trial = 0; trial <= SampleSearch.TRIALS; trial++) {
                SampleSearch.trial(log, trial);
            }
            SampleSearch.end(log);
        }
        return messages(file);
    }

    private static List<Message> messages(Path file) {
        MlflowPages pages = new MlflowPages();
        return Journal.read(file).stream().flatMap(entry -> pages.of(entry).stream()).toList();
    }

    private static <T extends Message> Stream<T> of(Class<T> kind, List<Message> messages) {
        return messages.stream().filter(kind::isInstance).map(kind::cast);
    }

    private static Stream<Message.Point> points(List<Message> messages, String page, String key) {
        return of(Message.Point.class, messages).filter(point -> point.page().equals(page) && point.key().equals(key));
    }

    @Test
    void aSearchIsAPageBelowItsFoldAndEachTrialOneBelowIt() {
        List<Message> messages = whole();
        assertThat(of(Message.Begin.class, messages)).extracting(Message.Begin::page, Message.Begin::parent, Message.Begin::name).contains(tuple(SEARCH, "fold_a", "fold a: liver CRF search"),
                tuple(SEARCH + "/trial_000", SEARCH, "trial 000: no refinement"), tuple(SEARCH + "/trial_003", SEARCH, "trial 003"), tuple("fold_a/liver_crf", "fold_a", "fold a: liver CRF"));
        assertThat(of(Message.Parameters.class, messages)).contains(new Message.Parameters(SEARCH + "/trial_002", Map.of("position_mm", "2.0")))
                .anySatisfy(parameters -> assertThat(parameters.values()).containsEntry("method", "random_search").containsEntry("measure", "voe").containsEntry("ranges.position_mm", "[0.5, 8.0]"));
        assertThat(points(messages, SEARCH + "/trial_002", "case/voe")).extracting(Message.Point::step, Message.Point::value).containsExactly(tuple(1L, 0.08), tuple(2L, 0.09 + 0.01));
        assertThat(of(Message.Files.class, messages)).contains(new Message.Files("fold_a", "fold-a/liver-refinement.yaml", false));
    }

    /** VOE is better when lower; the worse trial 1 is no step of it. */
    @Test
    void theBestOfASearchOnlyBecomesBetterAndTheChosenTrialIsTagged() {
        List<Message> messages = whole();
        assertThat(points(messages, SEARCH, "best/voe")).extracting(Message.Point::step, Message.Point::value).containsExactly(tuple(0L, 0.12), tuple(2L, 0.09));
        assertThat(points(messages, SEARCH, "voe")).hasSize(4);
        assertThat(points(messages, SEARCH, "without/voe")).singleElement().extracting(Message.Point::value).isEqualTo(0.12);
        assertThat(points(messages, SEARCH, "chosen/voe_upper")).singleElement().extracting(Message.Point::value).isEqualTo(0.10);
        assertThat(of(Message.Tags.class, messages).filter(tags -> tags.values().containsKey("hepar.chosen"))).extracting(Message.Tags::page).containsExactly(SEARCH + "/trial_002");
    }

    @Test
    void aRefinementShowsEachCaseBeforeAndAfterAndItsIterations() {
        List<Message> messages = whole();
        String page = "fold_a/liver_crf";
        assertThat(points(messages, page, "before/dice")).extracting(Message.Point::step, Message.Point::value).containsExactly(tuple(1L, 0.92), tuple(2L, 0.90));
        assertThat(points(messages, page, "difference/dice")).extracting(Message.Point::value).containsExactly(0.94 - 0.92, 0.96 - 0.90);
        assertThat(points(messages, page, "convergence/case_002")).extracting(Message.Point::step, Message.Point::value).containsExactly(tuple(1L, 0.1), tuple(2L, 0.01), tuple(3L, 0.001));
        assertThat(of(Message.Tags.class, messages).filter(tags -> tags.values().containsKey(MlflowText.NOTE)).findFirst().orElseThrow().values().get(MlflowText.NOTE))
                .contains("The CRF changed the liver: dice 0.9100 -> 0.9500, voe 0.2000 -> 0.1000 (mean of 2 cases)");
    }

    @Test
    void aRunWithoutRefinementsIsShownAsBefore() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal log = Journal.create(file)) {
            SampleRun.record(log, "sample");
        }
        assertThat(messages(file)).noneMatch(message -> message.page().contains("crf"));
        assertThat(of(Message.Tags.class, messages(file))).noneMatch(tags -> tags.values().getOrDefault(MlflowText.NOTE, "").contains("CRF"));
    }

    @Test
    void aSearchThatIsTakenUpIsOpenAgainAndEndsOnce() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal log = Journal.create(file)) {
            record(log);
        }
        List<Message> messages = messages(file);
        Map<String, Boolean> open = new HashMap<>();
        Set<Message> points = new HashSet<>();
        for (Message message : messages) {
            if (message instanceof Message.Begin) {
                assertThat(open.put(message.page(), true)).as(message.page()).isNull();
            } else if (message instanceof Message.Reopen) {
                assertThat(open.put(message.page(), true)).as(message.page()).isFalse();
            } else if (message instanceof Message.End) {
                assertThat(open.put(message.page(), false)).as(message.page()).isTrue();
            } else if (message instanceof Message.Point) {
                assertThat(points.add(message)).as("%s", message).isTrue();
                assertThat(open.get(message.page())).as("%s", message).isTrue();
            }
        }
        assertThat(open.values()).containsOnly(false);
        assertThat(of(Message.End.class, messages).filter(end -> end.page().equals(SEARCH))).extracting(Message.End::status).containsExactly("KILLED", "FINISHED");
        assertThat(of(Message.Parameters.class, messages).filter(parameters -> parameters.page().equals(SEARCH))).hasSize(1);
    }

    /** The search is stopped after two trials and gone on with. */
    private static void record(RunLog log) {
        SampleSearch.start(log, "searched " + System.nanoTime());
        SampleSearch.trial(log, 0);
        SampleSearch.trial(log, 1);
        log.record("run_finished", Map.of("status", "KILLED"));
        log.record("run_resumed", Map.of("command", "hepar resume"));
        SampleSearch.trial(log, 2);
        SampleSearch.trial(log, 3);
        SampleSearch.end(log);
    }

    @Test
    void aServerHasAnInterruptedSearchWholeAndOnce() throws IOException {
        URI server = RealMlflow.address();
        Files.writeString(Files.createDirectories(folder.resolve("fold-a")).resolve("liver-refinement.yaml"), "type: no_refinement\n");
        try (RunLog log = RunLog.all(List.of(Journal.create(folder.resolve("journal.jsonl")), Mlflow.connect(server, folder, line -> { }, Map.of(), SHORT)))) {
            record(log);
        }
        Mlflow.push(server, folder, false, line -> { });
        Mlflow.Verification verification = Mlflow.verify(server, folder);
        assertThat(verification.differences()).isEmpty();
        assertThat(verification.isEqual()).isTrue();
        assertThat(Mlflow.push(server, folder, true, line -> { })).startsWith("0 new pages");
        assertThat(Mlflow.verify(server, folder).isEqual()).as("told again").isTrue();
    }
}
