package org.hepar.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MlflowPagesTest {

    @TempDir
    Path folder;

    private Path journal;

    @BeforeEach
    void record() {
        journal = folder.resolve("journal.jsonl");
        try (Journal log = Journal.create(journal)) {
            SampleRun.record(log, "sample");
        }
    }

    private static List<Message> messages(List<Entry> entries) {
        MlflowPages pages = new MlflowPages();
        return entries.stream().flatMap(entry -> pages.of(entry).stream()).toList();
    }

    private static <T extends Message> List<T> of(Class<T> kind, List<Message> messages) {
        return messages.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void aRunHasAPageForEachFoldStageAndEvaluation() {
        List<Message.Begin> begun = of(Message.Begin.class, messages(Journal.read(journal)));
        assertThat(begun).extracting(Message.Begin::page).containsExactly("", "fold_0", "fold_0/liver", "fold_0/lesion", "fold_0/evaluation",
                "fold_1", "fold_1/liver", "fold_1/lesion", "fold_1/evaluation");
        assertThat(begun).extracting(Message.Begin::parent).containsExactly("", "", "fold_0", "fold_0", "fold_0", "", "fold_1", "fold_1", "fold_1");
        assertThat(begun).extracting(Message.Begin::name).contains("sample-01", "fold 0", "fold 0: liver network", "fold 1: evaluation");
    }

    /** Records before may be damaged, or of a run that is shown from the middle on. */
    @Test
    void aStageOfAFoldThatNobodyStartedHasItsPagesAllTheSame() {
        Entry stage = Journal.read(journal).stream().filter(entry -> entry.kind().equals("stage_started")).findFirst().orElseThrow();
        assertThat(of(Message.Begin.class, messages(List.of(stage)))).extracting(Message.Begin::page).containsExactly("", "fold_0", "fold_0/liver");
    }

    @Test
    void theSameJournalGivesTheSameMessages() {
        List<Entry> entries = Journal.read(journal);
        assertThat(messages(entries)).isEqualTo(messages(entries));
    }

    /** The store of a server takes one point of a curve for each step, time and value. */
    @Test
    void noPointComesTwiceAndEachPageBeginsFirstAndEndsLast() {
        Set<Message> points = new HashSet<>();
        Map<String, Boolean> open = new HashMap<>();
        for (Message message : messages(Journal.read(journal))) {
            if (message instanceof Message.Begin) {
                assertThat(open.put(message.page(), true)).as(message.page()).isNull();
            } else if (message instanceof Message.End) {
                assertThat(open.put(message.page(), false)).as(message.page()).isTrue();
            } else if (message instanceof Message.Point point) {
                assertThat(points.add(point)).as("%s", point).isTrue();
                assertThat(open.get(point.page())).as("%s", point).isTrue();
            }
        }
        assertThat(open.values()).containsOnly(false);
    }

    @Test
    void curvesKeepTheirValuesStepsAndTimes() {
        List<Entry> epochs = Journal.read(journal).stream().filter(entry -> entry.kind().equals("epoch") && "1".equals(entry.fields().get("fold")) && "lesion".equals(entry.fields().get("stage"))).toList();
        List<Message.Point> points = of(Message.Point.class, messages(Journal.read(journal))).stream()
                .filter(point -> point.page().equals("fold_1/lesion") && point.key().equals("training/loss")).toList();
        assertThat(points).extracting(Message.Point::value).containsExactlyElementsOf(epochs.stream().map(entry -> (Double) entry.fields().get("loss")).toList());
        assertThat(points).extracting(Message.Point::step).containsExactlyElementsOf(epochs.stream().map(entry -> (Long) entry.fields().get("step")).toList());
        assertThat(points).extracting(Message.Point::millis).containsExactlyElementsOf(epochs.stream().map(entry -> entry.time().toEpochMilli()).toList());
    }

    @Test
    void theBestDiceIsACurveThatOnlyRises() {
        List<Double> best = of(Message.Point.class, messages(Journal.read(journal))).stream().filter(point -> point.page().equals("fold_0/liver") && point.key().equals("best/dice"))
                .map(Message.Point::value).toList();
        assertThat(best).isSorted().doesNotHaveDuplicates().isNotEmpty();
    }

    @Test
    void theMeanOfAFoldStandsOnItsPageAndThatOfAllOnTheRuns() {
        Map<String, Double> values = of(Message.Point.class, messages(Journal.read(journal))).stream().filter(point -> point.key().equals("liver/dice"))
                .collect(Collectors.toMap(Message.Point::page, Message.Point::value));
        assertThat(values).isEqualTo(Map.of("", 0.951, "fold_0", 0.9375, "fold_0/evaluation", 0.9375, "fold_1", 0.9375, "fold_1/evaluation", 0.9375));
    }

    @Test
    void whatIsUndefinedIsNotShownAndTooLongIsCutWithItsHash() {
        List<Message> messages = messages(Journal.read(journal));
        assertThat(of(Message.Point.class, messages)).noneMatch(point -> point.key().equals("lesion/asd_mm"));
        String cut = of(Message.Parameters.class, messages).get(0).values().get("long");
        assertThat(cut).hasSize(6000).endsWith(")").contains(" ... (sha256 ");
    }

    @Test
    void theNoteLinksTheReportAboveThePicturesThoughItIsToldLast() {
        Path file = folder.resolve("pictures.jsonl");
        try (Journal log = Journal.create(file)) {
            log.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", Map.of()));
            log.record("run_finished", Map.of("status", "FINISHED"));
            log.record("artifact", Map.of("path", "figures/box-dice.png"));
            log.record("artifact", Map.of("path", "report.html"));
        }
        List<Message.Tags> tags = of(Message.Tags.class, messages(Journal.read(file)));
        assertThat(tags.get(tags.size() - 1).values().get(MlflowText.NOTE)).containsSubsequence("FINISHED", "report.html", "figures/box-dice.png");
    }

    @Test
    void aRunThatIsTakenUpIsOpenAgainAndItsChangesAreTags() {
        Path file = folder.resolve("resumed.jsonl");
        try (Journal log = Journal.create(file)) {
            log.record("run_started", Map.of("run_id", "r", "experiment", "e", "parameters", Map.of("seed", "1")));
            log.record("environment", Map.of("java", "17", "cores", 2));
            log.record("fold_started", Map.of("fold", "a", "training", List.of("1")));
            log.record("stage_started", Map.of("fold", "a", "stage", "liver"));
            log.record("run_finished", Map.of("status", "KILLED"));
            log.record("run_resumed", Map.of("command", "hepar resume r", "environment", Map.of("java", "25", "cores", 2)));
            log.record("stage_resumed", Map.of("fold", "a", "stage", "liver", "step", 20));
            log.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "step", 25, "loss", 0.5));
            log.record("run_finished", Map.of("status", "FINISHED"));
        }
        List<Message> messages = messages(Journal.read(file));
        assertThat(of(Message.Begin.class, messages)).hasSize(3);
        assertThat(of(Message.Parameters.class, messages)).as("parameters are sent once").hasSize(1);
        assertThat(of(Message.Tags.class, messages)).anySatisfy(tags -> assertThat(tags.values()).containsEntry("hepar.resumed_1", "hepar resume r (java was 17, is 25)"));
        List<String> course = new ArrayList<>();
        messages.stream().filter(message -> message instanceof Message.End || message instanceof Message.Reopen)
                .forEach(message -> course.add(message.page() + (message instanceof Message.End end ? " " + end.status() : " open")));
        assertThat(course).containsExactly("fold_a/liver KILLED", "fold_a KILLED", " KILLED", " open", "fold_a open", "fold_a/liver open", "fold_a/liver FINISHED", "fold_a FINISHED", " FINISHED");
    }
}
