package org.hepar.track;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hepar.config.Json;
import org.hepar.config.Reason;

/**
 * Reads a journal record by record, also one that is still being written: at the end of the file it waits where it is and goes on when there is
 * more. Holds one line at a time. Not safe for several threads.
 *
 * <p>A last line that is not whole has been cut short, or is just being written: it is no record and no damage (but see {@link #rest}). Everything else that is not what was
 * written is damage: a line whose checksum is not that of its text, a record that is missing between two others, one that comes twice.
 */
public final class JournalReader implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    /**
     * What a journal has lost.
     *
     * @param line of the file, from 1
     * @param why in words
     */
    public record Damage(long line, String why) {

        /** In a sentence, with what can be done. */
        public String of(Path journal) {
            return "journal " + journal + " line " + line + " is damaged (" + why + "); restore the run folder from a copy or run the experiment again";
        }
    }

    private final Path file;
    private final RandomAccessFile in;
    private final Consumer<Damage> damaged;
    private byte[] buffer = new byte[CHUNK];
    private int start;
    private int end;
    private int searched;
    private long line;
    private long last;
    /** Damaged lines since, which explain as many numbers that are missing. */
    private long unread;
    /** Where the last whole record ends, without its line feed. */
    private long position;
    private boolean lineFeedDue;

    /**
     * Opens a journal whose damage is an error.
     *
     * @throws UncheckedIOException when it cannot be read; {@link #next} also when it is damaged
     */
    public JournalReader(Path file) {
        this(file, damage -> {
            throw new UncheckedIOException(damage.of(file), new IOException(damage.why()));
        });
    }

    /** Opens a journal of which as much is read as can be; what is lost is told. */
    public JournalReader(Path file, Consumer<Damage> damaged) {
        this.file = file;
        this.damaged = damaged;
        try {
            in = new RandomAccessFile(file.toFile(), "r");
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The next record; empty where there is none yet. */
    public Optional<Entry> next() {
        try {
            while (true) {
                int lineFeed = findLineFeed();
                if (lineFeed < 0) {
                    return unterminated();
                }
                byte[] text = Arrays.copyOfRange(buffer, start, lineFeed);
                start = lineFeed + 1;
                searched = start;
                if (lineFeedDue && text.length == 0) {
                    lineFeedDue = false;
                    continue;
                }
                line++;
                Optional<Entry> entry = record(text);
                if (entry.isPresent()) {
                    position = in.getFilePointer() - (end - start) - 1;
                    lineFeedDue = false;
                    return entry;
                }
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /**
     * All records that are left. Here a line that is cut short is damage where it is the file's only one: the journal of a run has a beginning, and a reader who is told of no
     * record would take the run for one that nothing ever happened to.
     */
    public List<Entry> rest() {
        List<Entry> entries = new ArrayList<>();
        for (Optional<Entry> entry = next(); entry.isPresent(); entry = next()) {
            entries.add(entry.get());
        }
        if (line == 0 && isTorn()) {
            damaged.accept(new Damage(1, "it was cut short, and there is no other"));
        }
        return List.copyOf(entries);
    }

    /** Whether the file ends in a line that is not whole. */
    public boolean isTorn() {
        return end > start;
    }

    /** Length of the file up to the last record that was read, in bytes, without the line feed behind it. */
    long position() {
        return position;
    }

    /** Number of the last record that was read; 0 before the first. */
    long sequence() {
        return last;
    }

    /** Whether the machine stopped between the last record and its line feed. */
    boolean lacksLineFeed() {
        return lineFeedDue;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Place of the next line feed in the buffer, which is filled as far as need be; below 0 where the file has none. */
    private int findLineFeed() throws IOException {
        while (true) {
            for (; searched < end; searched++) {
                if (buffer[searched] == '\n') {
                    return searched;
                }
            }
            makeRoom();
            int read = in.read(buffer, end, buffer.length - end);
            if (read <= 0) {
                return -1;
            }
            end += read;
        }
    }

    private void makeRoom() {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            searched -= start;
            start = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
    }

    /** A last line without its line feed is a record if it is whole. */
    private Optional<Entry> unterminated() throws IOException {
        byte[] text = Arrays.copyOfRange(buffer, start, end);
        if (!JournalLine.isWhole(text)) {
            return Optional.empty();
        }
        start = end;
        searched = end;
        line++;
        lineFeedDue = true;
        Optional<Entry> entry = record(text);
        if (entry.isPresent()) {
            position = in.getFilePointer();
        }
        return entry;
    }

    private Optional<Entry> record(byte[] text) {
        if (!JournalLine.isWhole(text)) {
            unread++;
            damaged.accept(new Damage(line, "its checksum does not match its text"));
            return Optional.empty();
        }
        Entry entry;
        try {
            Map<?, ?> parts = (Map<?, ?>) Json.read(new String(text, StandardCharsets.UTF_8));
            Map<String, Object> fields = new LinkedHashMap<>();
            ((Map<?, ?>) parts.get("fields")).forEach((name, value) -> fields.put((String) name, value));
            entry = new Entry((Long) parts.get("seq"), Instant.parse((String) parts.get("time")), (String) parts.get("kind"), fields);
        } catch (RuntimeException e) {
            unread++;
            damaged.accept(new Damage(line, "it is not a record of a journal"));
            return Optional.empty();
        }
        if (entry.fields().get(Journal.VERSION_FIELD) instanceof Long version && version > Journal.VERSION) {
            throw new UncheckedIOException("journal " + file + " is of version " + version + ", this hepar reads up to version " + Journal.VERSION + "; use the newer hepar that wrote it",
                    new IOException("newer version"));
        }
        long told = last + unread;
        unread = 0;
        if (entry.sequence() != last + 1 && entry.sequence() != told + 1) {
            damaged.accept(new Damage(line, "it is record " + entry.sequence() + " where record " + (last + 1) + " should be"));
            if (entry.sequence() <= last) {
                return Optional.empty();
            }
        }
        last = entry.sequence();
        return Optional.of(entry);
    }

    private UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("cannot read the journal " + file + " (" + Reason.of(e) + "); is this a run folder?", e);
    }
}
