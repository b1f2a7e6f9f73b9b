package org.hepar.track;

import org.hepar.config.Hash;
import org.hepar.config.Json;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The append-only record of a run on disk: one line of JSON an event, numbered from 1 and ending in a checksum of itself.
 * It is written before anything else hears of the event. Each record is one write; the kinds that end a piece of work are
 * also forced to the disk, so that a power cut costs at most what came after. Safe to use from any thread, also from one
 * that has been interrupted.
 */
public final class Journal implements RunLog {

    /** After these the file is forced to the disk: each ends work that would cost minutes to repeat. */
    private static final Set<String> FORCED = Set.of("run_started", "run_resumed", "epoch", "stage_finished", "case_scored", "diverged", "run_finished");
    private static final String CHECKSUM = ",\"sha\":\"";
    private static final int CHECKSUM_DIGITS = 16;
    private static final int TAIL_LENGTH = CHECKSUM.length() + CHECKSUM_DIGITS + "\"}".length();

    private final Path file;
    /** Not a channel: an interrupt closes a channel, and then the line that says why a run ended could not be written. */
    private final RandomAccessFile lines;
    private long sequence;
    private long length;
    private boolean closed;

    private Journal(Path file, RandomAccessFile lines) {
        this.file = file;
        this.lines = lines;
    }

    /** A new, empty journal; a file that exists already is never touched. */
    public static Journal create(Path file) {
        try {
            Files.createFile(file);
            return new Journal(file, new RandomAccessFile(file.toFile(), "rw"));
        } catch (FileAlreadyExistsException e) {
            throw new UncheckedIOException("journal " + file + " exists already and is never written over; use a new run folder", e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the journal " + file + " (" + reason(e) + "); check that its folder exists and can be written", e);
        }
    }

    /**
     * The journal of a run that is taken up again: what is recorded from now on follows what it holds. A last line that was
     * cut short is dropped.
     *
     * @throws UncheckedIOException when it cannot be read or is damaged before its last line
     */
    public static Journal resume(Path file) {
        long entries = read(file).size();
        try {
            RandomAccessFile lines = new RandomAccessFile(file.toFile(), "rw");
            Journal journal = new Journal(file, lines);
            journal.sequence = entries;
            journal.length = journal.endOfWhole(entries);
            lines.setLength(journal.length);
            lines.seek(journal.length);
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot go on with the journal " + file + " (" + reason(e) + "); check that it can be written", e);
        }
    }

    /** Where the last whole line ends; its line feed is added where the machine stopped between the two. */
    private long endOfWhole(long entries) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = 0;
        for (long line = 0; line < entries; line++) {
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            end++;
        }
        if (end > bytes.length) {
            lines.seek(bytes.length);
            lines.write('\n');
        }
        return end;
    }

    @Override
    public synchronized void record(String kind, Map<String, ?> fields) {
        if (closed) {
            throw new IllegalStateException("journal " + file + " is closed and cannot take \"" + kind + "\"; record before closing");
        }
        Entry entry = new Entry(sequence + 1, Instant.now().truncatedTo(ChronoUnit.MILLIS), kind, Fields.plain(fields));
        byte[] line = (line(entry) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            lines.write(line);
            if (FORCED.contains(kind)) {
                lines.getFD().sync();
            }
        } catch (IOException e) {
            takeBackHalfLine(e);
            throw new UncheckedIOException("cannot write record " + entry.sequence() + " (" + kind + ") of the journal " + file + " (" + reason(e) + "); free some space on its disk", e);
        }
        sequence++;
        length += line.length;
    }

    /** Forces what is written to the disk and closes the file; a second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (lines) {
            lines.getFD().sync();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot finish the journal " + file + " (" + reason(e) + "); free some space on its disk", e);
        }
    }

    /**
     * All records of a journal, in order. A last line that was cut short (the machine stopped while it was written) is
     * left out; any other damage, and a record that is missing between two others, is an error that names the line.
     */
    public static List<Entry> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the journal " + file + " (" + reason(e) + "); is this a run folder?", e);
        }
        List<Entry> entries = new ArrayList<>();
        for (int start = 0; start < bytes.length; ) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            byte[] line = Arrays.copyOfRange(bytes, start, end);
            boolean whole = isWhole(line);
            if (!whole && end == bytes.length) {
                break; // torn: its line feed was never written
            }
            if (!whole) {
                throw damaged(file, entries.size() + 1, "its checksum does not match its text");
            }
            entries.add(entry(file, entries.size() + 1, new String(line, StandardCharsets.UTF_8)));
            start = end + 1;
        }
        return List.copyOf(entries);
    }

    private static String line(Entry entry) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put("seq", entry.sequence());
        parts.put("time", entry.time().toString());
        parts.put("kind", entry.kind());
        parts.put("fields", entry.fields());
        String text = Json.write(parts);
        return text.substring(0, text.length() - 1) + CHECKSUM + checksum(text.getBytes(StandardCharsets.UTF_8)) + "\"}";
    }

    /** Whether a line's checksum is that of its text without the checksum. */
    private static boolean isWhole(byte[] line) {
        int end = line.length - TAIL_LENGTH;
        if (end < 1) {
            return false;
        }
        byte[] text = Arrays.copyOf(line, end + 1);
        text[end] = '}';
        return new String(line, end, TAIL_LENGTH, StandardCharsets.UTF_8).equals(CHECKSUM + checksum(text) + "\"}");
    }

    private static String checksum(byte[] text) {
        return Hash.sha256(text).substring(0, CHECKSUM_DIGITS);
    }

    private static Entry entry(Path file, int number, String line) {
        Entry entry;
        try {
            Map<?, ?> parts = (Map<?, ?>) Json.read(line);
            Map<String, Object> fields = new LinkedHashMap<>();
            ((Map<?, ?>) parts.get("fields")).forEach((name, value) -> fields.put((String) name, value));
            entry = new Entry((Long) parts.get("seq"), Instant.parse((String) parts.get("time")), (String) parts.get("kind"), fields);
        } catch (RuntimeException e) {
            throw damaged(file, number, "it is not a record of a journal");
        }
        if (entry.sequence() != number) {
            throw damaged(file, number, "it is record " + entry.sequence() + " where record " + number + " should be");
        }
        return entry;
    }

    private static UncheckedIOException damaged(Path file, int number, String why) {
        String message = "journal " + file + " line " + number + " is damaged (" + why + "); restore the run folder from a copy or run the experiment again";
        return new UncheckedIOException(message, new IOException(why));
    }

    private void takeBackHalfLine(IOException writing) {
        try {
            lines.setLength(length);
            lines.seek(length);
        } catch (IOException e) {
            writing.addSuppressed(e);
            closed = true; // a record after half a line would damage the journal
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
