package org.hepar.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds docs/journal.md against the journal that is read. */
class JournalPageTest {

    @TempDir
    Path folder;

    @Test
    void examplesOfThePageAreAJournalWithEveryListedKindAndField() throws IOException {
        String page = Files.readString(Path.of("docs/journal.md"));
        String examples = page.substring(page.indexOf("```json\n") + 8, page.lastIndexOf("```"));
        List<Entry> entries = Journal.read(Files.writeString(folder.resolve("journal.jsonl"), examples));
        List<List<String>> rows = Stream.of(page.split("\n")).filter(line -> line.matches("\\| `[a-z_]+` \\|[^|]+\\|[^|]+\\|"))
                .map(JournalPageTest::words).toList();
        assertThat(entries).extracting(Entry::kind).containsExactlyElementsOf(rows.stream().map(row -> row.get(0)).toList());
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).as(entries.get(i).kind()).containsAll(entries.get(i).fields().keySet());
        }
    }

    /** A sample that nothing says sends its reader after a message that is not there. */
    @Test
    void theWarningOfThePageIsOneThatIsSaid() throws IOException {
        String page = Files.readString(Path.of("docs/journal.md"));
        String message = Pattern.compile("\"kind\":\"warning\",\"fields\":\\{\"message\":\"case \\w+([^\"]+)\"").matcher(page).results().findFirst().orElseThrow().group(1);
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(file -> file.toString().endsWith(".java")).map(JournalPageTest::text).filter(text -> text.contains("record(\"warning\"")))
                    .anySatisfy(text -> assertThat(text).contains("\"" + message + "\""));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> words(String row) {
        return Pattern.compile("`([a-z0-9_]+)`").matcher(row).results().map((MatchResult found) -> found.group(1)).toList();
    }
}
