package org.hepar.track;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JournalTest {

    @TempDir
    Path folder;

    @Test
    void recordsAreReadBackAsTheyWereWritten() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file)) {
            journal.record("run_started", Map.of("run_id", "a \"quoted\" läsion\n\u2028 line", "parameters", Map.of("depth", "4")));
            journal.record("epoch", Map.of("step", 30, "loss", 0.1f, "validation_dice", 0.95, "best", true, "training", List.of("01", "2")));
        }
        List<Entry> entries = Journal.read(file);
        assertThat(entries).extracting(Entry::sequence).containsExactly(1L, 2L);
        assertThat(entries.get(0).fields()).isEqualTo(Map.of("run_id", "a \"quoted\" läsion\n\u2028 line", "parameters", Map.of("depth", "4")));
        assertThat(entries.get(1).kind()).isEqualTo("epoch");
        assertThat(entries.get(1).fields()).isEqualTo(
                Map.of("step", 30L, "loss", 0.1, "validation_dice", 0.95, "best", true, "training", List.of("01", "2")));
        assertThat(entries.get(1).time()).isAfterOrEqualTo(entries.get(0).time());
    }

    @Test
    void undefinedNumbersBecomeNullAndPathsBecomeText() {
        Path file = folder.resolve("journal.jsonl");
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("loss", Double.NaN);
        fields.put("asd_mm", Double.POSITIVE_INFINITY);
        fields.put("nothing", null);
        fields.put("path", Path.of("figures", "curves.png"));
        fields.put("dice", new double[] {0.5, Double.NaN});
        fields.put("inner", Map.of("loss", Float.NaN));
        try (Journal journal = Journal.create(file)) {
            journal.record("epoch", fields);
        }
        Map<String, Object> read = Journal.read(file).get(0).fields();
        assertThat(read.keySet()).containsExactlyElementsOf(fields.keySet());
        assertThat(read.get("loss")).isNull();
        assertThat(read.get("asd_mm")).isNull();
        assertThat(read.get("nothing")).isNull();
        assertThat(read.get("path")).isEqualTo("figures/curves.png");
        assertThat(read.get("dice")).isEqualTo(Arrays.asList(0.5, null));
        assertThat(((Map<?, ?>) read.get("inner")).get("loss")).isNull();
    }

    @Test
    void eachRecordIsOnDiskBeforeTheNext() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file)) {
            for (int i = 1; i <= 5; i++) {
                journal.record("warning", Map.of("message", "number " + i));
                assertThat(Files.readAllLines(file)).hasSize(i);
                assertThat(Journal.read(file)).hasSize(i);
            }
        }
    }

    @Test
    void lineHasTheDocumentedShape() throws IOException {
        Path file = journal(1);
        String line = Files.readString(file);
        assertThat(line).matches("\\{\"seq\":1,\"time\":\"[0-9T:.\\-]+Z\",\"kind\":\"case_scored\",\"fields\":\\{.*},\"sha\":\"[0-9a-f]{16}\"}\n");
    }

    @Test
    void existingFileIsNeverWrittenOver() throws IOException {
        Path file = journal(2);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Journal.create(file)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(file.toString()).hasMessageContaining("exists already");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void missingFolderIsNamed() {
        Path file = folder.resolve("nowhere").resolve("journal.jsonl");
        assertThatThrownBy(() -> Journal.create(file)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(file.toString());
        assertThatThrownBy(() -> Journal.read(file)).isInstanceOf(UncheckedIOException.class).hasMessageContaining(file.toString());
    }

    @Test
    void tornLastLineIsDroppedWhereverItIsCut() throws IOException {
        byte[] whole = Files.readAllBytes(journal(3));
        int lastLine = startOfLine(whole, 3);
        for (int length = lastLine; length < whole.length - 1; length++) {
            Path cut = folder.resolve("cut-" + length);
            Files.write(cut, Arrays.copyOf(whole, length));
            assertThat(Journal.read(cut)).as("cut after %d bytes", length).hasSize(2);
        }
        Path noLineFeed = Files.write(folder.resolve("no-line-feed"), Arrays.copyOf(whole, whole.length - 1));
        assertThat(Journal.read(noLineFeed)).as("only the line feed is missing").hasSize(3);
        Path zeros = Files.write(folder.resolve("zeros"), Arrays.copyOf(whole, whole.length + 100));
        assertThat(Journal.read(zeros)).as("a tail of zeros, as after a power cut").hasSize(3);
    }

    @Test
    void aJournalThatIsTakenUpGoesOnAfterItsLastWholeLineWhereverItWasCut() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file)) {
            journal.record("run_started", Map.of("run_id", "läsion"));
            journal.record("epoch", Map.of("epoch", 1));
        }
        byte[] whole = Files.readAllBytes(file);
        int first = new String(whole, StandardCharsets.ISO_8859_1).indexOf('\n') + 1;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            int expected = length < first - 1 ? 0 : length < whole.length - 1 ? 1 : 2;
            try (Journal journal = Journal.resume(file)) {
                journal.record("run_resumed", Map.of("command", "hepar resume"));
                journal.record("epoch", Map.of("epoch", 2));
            }
            assertThat(Journal.read(file)).as("cut to %d bytes", length).hasSize(expected + 2).last().extracting(Entry::kind).isEqualTo("epoch");
            assertThat(Files.readString(file)).as("cut to %d bytes", length).endsWith("\n").doesNotContain("\n\n");
        }
    }

    @Test
    void whatWasToldBeforeIsNotToldAgain() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file)) {
            journal.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "step", 20, "seconds", 1.5));
            journal.record("case_scored", Map.of("fold", "a", "case", "01", "prediction_sha256", "abc"));
            journal.record("run_finished", Map.of("status", "KILLED"));
        }
        List<Entry> told = Journal.read(file);
        try (RunLog log = RunLog.continuing(Journal.resume(file), told)) {
            log.record("run_resumed", Map.of("command", "hepar resume"));
            log.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 1, "step", 20, "seconds", 99));
            log.record("epoch", Map.of("fold", "a", "stage", "lesion", "epoch", 1, "step", 20));
            log.record("epoch", Map.of("fold", "a", "stage", "liver", "epoch", 2, "step", 40));
            log.record("case_scored", Map.of("fold", "a", "case", "01", "prediction_sha256", "abc"));
            log.record("case_scored", Map.of("fold", "a", "case", "02", "prediction_sha256", "abc"));
            log.record("run_finished", Map.of("status", "KILLED"));
        }
        assertThat(Journal.read(file)).extracting(Entry::kind).containsExactly("epoch", "case_scored", "run_finished", "run_resumed", "epoch", "epoch", "case_scored", "run_finished");
    }

    @Test
    void changedByteIsFoundWithItsLine() throws IOException {
        byte[] whole = Files.readAllBytes(journal(4));
        long seed = 7;
        Random random = new Random(seed);
        int second = startOfLine(whole, 2);
        int third = startOfLine(whole, 3);
        for (int trial = 0; trial < 200; trial++) {
            byte[] damaged = whole.clone();
            int place = second + random.nextInt(third - second - 1);
            damaged[place] ^= (byte) (1 << random.nextInt(8));
            Path file = Files.write(folder.resolve("damaged"), damaged);
            assertThatThrownBy(() -> Journal.read(file)).as("seed %d, trial %d, byte %d", seed, trial, place)
                    .isInstanceOf(UncheckedIOException.class).hasMessageContaining(file + " line 2 is damaged");
        }
    }

    @Test
    void missingRecordIsFoundWithItsLine() throws IOException {
        Path file = journal(4);
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.remove(2);
        Files.write(file, lines);
        assertThatThrownBy(() -> Journal.read(file)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("line 3 is damaged").hasMessageContaining("record 4 where record 3 should be");
    }

    @Test
    void foreignLineIsFoundWithItsLine() throws IOException {
        Path file = journal(2);
        Files.writeString(file, "{\"hello\":\"world\"}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Journal.read(file)).hasMessageContaining("line 3 is damaged").hasMessageNotContaining("\n");
    }

    /** The records that no damage touches are read, what is lost is told, and nothing is read that was never written. */
    @Test
    void ofADamagedJournalTheRestIsReadAndWhatIsLostIsTold() throws IOException {
        Path file = folder.resolve("whole.jsonl");
        try (Journal journal = Journal.create(file)) {
            for (int i = 1; i <= 20; i++) {
                journal.record("epoch", Map.of("epoch", i, "loss", 1.0 / i, "text", "läsion \"" + i));
            }
        }
        List<Entry> written = Journal.read(file);
        byte[] whole = Files.readAllBytes(file);
        long seed = 11;
        Random random = new Random(seed);
        for (int trial = 0; trial < 1000; trial++) {
            byte[] bytes = trial % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length + 1)) : whole.clone();
            int flips = trial % 4 == 0 ? 0 : 1 + random.nextInt(3);
            Map<Integer, List<Integer>> touched = new LinkedHashMap<>();
            for (int flip = 0; flip < flips; flip++) {
                int place = random.nextInt(bytes.length);
                bytes[place] ^= (byte) (1 << random.nextInt(8));
                touched.computeIfAbsent(lineOf(whole, place), line -> new ArrayList<>()).add(place);
            }
            String what = "seed " + seed + ", trial " + trial + ", " + (flips == 0 ? "cut to " + bytes.length : "flips at " + touched);
            Path damaged = Files.write(folder.resolve("damaged.jsonl"), bytes);
            List<Entry> read = new ArrayList<>();
            List<JournalReader.Damage> lost = new ArrayList<>();
            boolean torn;
            try (JournalReader reader = new JournalReader(damaged, lost::add)) {
                for (var entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                    read.add(entry.get());
                }
                torn = reader.isTorn();
            }
            assertThat(written).as(what).containsAll(read);
            assertThat(read).as(what).isSortedAccordingTo(java.util.Comparator.comparingLong(Entry::sequence)).doesNotHaveDuplicates();
            if (flips == 0) {
                boolean atAnEnd = bytes.length == 0 || bytes[bytes.length - 1] == '\n' || bytes.length + 1 == whole.length || whole[bytes.length] == '\n';
                assertThat(read).as(what).hasSize((int) IntStream.range(0, whole.length).filter(i -> whole[i] == '\n' && i <= bytes.length).count());
                assertThat(lost).as(what).isEmpty();
                assertThat(torn).as(what).isEqualTo(!atAnEnd);
            } else {
                // A line feed that is changed takes the next line with it.
                for (Entry entry : written) {
                    int line = (int) entry.sequence();
                    boolean untouched = !touched.containsKey(line) && touched.getOrDefault(line - 1, List.of()).stream().noneMatch(place -> whole[place] == '\n');
                    assertThat(!untouched || read.contains(entry)).as(what + ", record " + line).isTrue();
                }
                assertThat(torn || !lost.isEmpty() || Arrays.equals(bytes, whole)).as(what).isTrue();
            }
        }
    }

    private static int lineOf(byte[] whole, int place) {
        return 1 + (int) IntStream.range(0, place).filter(i -> whole[i] == '\n').count();
    }

    @Test
    void aJournalCanBeFollowedWhileItIsWritten() throws IOException {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file); JournalReader reader = new JournalReader(file)) {
            assertThat(reader.next()).isEmpty();
            for (int i = 1; i <= 100; i++) {
                journal.record("epoch", Map.of("epoch", i, "text", "x".repeat(3000 * (i % 7))));
                assertThat(reader.next()).map(Entry::sequence).contains((long) i);
                assertThat(reader.next()).isEmpty();
            }
        }
        byte[] whole = Files.readAllBytes(file);
        Path slowly = Files.createFile(folder.resolve("slowly.jsonl"));
        try (JournalReader reader = new JournalReader(slowly)) {
            int read = 0;
            for (int from = 0; from < whole.length; from += 997) {
                Files.write(slowly, Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 997)), StandardOpenOption.APPEND);
                while (reader.next().isPresent()) {
                    read++;
                }
            }
            assertThat(read).isEqualTo(100);
            assertThat(reader.isTorn()).isFalse();
        }
    }

    @Test
    void aJournalOfALaterVersionIsRefused() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file)) {
            journal.record("run_started", Map.of(Journal.VERSION_FIELD, Journal.VERSION + 1));
        }
        assertThatThrownBy(() -> Journal.read(file)).hasMessageContaining("is of version " + (Journal.VERSION + 1)).hasMessageContaining("use the newer hepar");
    }

    @Test
    void emptyJournalHasNoRecords() throws IOException {
        assertThat(Journal.read(Files.createFile(folder.resolve("empty")))).isEmpty();
    }

    @Test
    void manyThreadsWriteWholeLinesInOneOrder() throws InterruptedException {
        Path file = folder.resolve("journal.jsonl");
        int threads = 8;
        int each = 200;
        try (Journal journal = Journal.create(file)) {
            List<Thread> writers = IntStream.range(0, threads).mapToObj(thread -> new Thread(() -> {
                for (int i = 0; i < each; i++) {
                    journal.record("warning", Map.of("thread", thread, "number", i, "text", "x".repeat(300 * thread)));
                }
            })).toList();
            writers.forEach(Thread::start);
            for (Thread writer : writers) {
                writer.join();
            }
        }
        List<Entry> entries = Journal.read(file);
        assertThat(entries).hasSize(threads * each);
        Map<Object, List<Object>> numbers = entries.stream().collect(Collectors.groupingBy(entry -> entry.fields().get("thread"),
                Collectors.mapping(entry -> entry.fields().get("number"), Collectors.toList())));
        assertThat(numbers.values()).allSatisfy(inOrder ->
                assertThat(inOrder).containsExactlyElementsOf(IntStream.range(0, each).mapToObj(i -> (Object) (long) i).toList()));
    }

    @Test
    void interruptedThreadStillWrites() {
        Path file = folder.resolve("journal.jsonl");
        try (Journal journal = Journal.create(file)) {
            Thread.currentThread().interrupt();
            journal.record("run_finished", Map.of("status", "KILLED"));
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(Journal.read(file)).extracting(Entry::kind).containsExactly("run_finished");
    }

    @Test
    void closedJournalTakesNothingMore() {
        Journal journal = Journal.create(folder.resolve("journal.jsonl"));
        journal.close();
        journal.close();
        assertThatThrownBy(() -> journal.record("epoch", Map.of())).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    }

    @Test
    void severalLogsAreToldInOrderAndClosedInTheOppositeOne() {
        List<String> order = new ArrayList<>();
        RunLog all = RunLog.all(List.of(naming("journal", order), naming("mlflow", order)));
        all.record("epoch", Map.of());
        all.close();
        assertThat(order).containsExactly("journal epoch", "mlflow epoch", "mlflow closed", "journal closed");
    }

    @Test
    void firstLogIsClosedAlsoWhenAnotherFailsTo() {
        List<String> order = new ArrayList<>();
        RunLog failing = new RunLog() {
            @Override
            public void record(String kind, Map<String, ?> fields) {
            }

            @Override
            public void close() {
                throw new IllegalStateException("broken");
            }
        };
        assertThatThrownBy(RunLog.all(List.of(naming("journal", order), failing))::close).hasMessage("broken");
        assertThat(order).containsExactly("journal closed");
    }

    private static RunLog naming(String name, List<String> order) {
        return new RunLog() {
            @Override
            public void record(String kind, Map<String, ?> fields) {
                order.add(name + " " + kind);
            }

            @Override
            public void close() {
                order.add(name + " closed");
            }
        };
    }

    private Path journal(int records) {
        Path file = folder.resolve("journal-" + records + ".jsonl");
        try (Journal journal = Journal.create(file)) {
            for (int i = 1; i <= records; i++) {
                journal.record("case_scored", Map.of("case", "läsion-" + i, "liver", Map.of("dice", 0.9 + i / 1000.0)));
            }
        }
        return file;
    }

    private static int startOfLine(byte[] text, int number) {
        String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("(?<=\n)");
        return Arrays.stream(lines).limit(number - 1).mapToInt(String::length).sum();
    }
}
