package org.hepar.track;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hepar.config.Reason;

/**
 * The append-only record of a run on disk: one line of JSON an event, numbered from 1 and ending in a checksum of itself.
 * It is written before anything else hears of the event. Each record is one write; the kinds that end a piece of work are
 * also forced to the disk, so that a power cut costs at most what came after. Safe to use from any thread, also from one
 * that has been interrupted.
 */
public final class Journal implements RunLog {

    /** Of kinds and fields as {@code docs/journal.md} lists them; {@code run_started} tells it under {@link #VERSION_FIELD}, the earliest journals, of version 1, do not. */
    public static final long VERSION = 1;
    public static final String VERSION_FIELD = "journal_version";

    /** After these the file is forced to the disk: each ends work that would cost minutes to repeat. */
    private static final Set<String> FORCED = Set.of("run_started", "run_resumed", "epoch", "stage_finished", "case_scored", "diverged", "run_finished");

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
            throw new UncheckedIOException("cannot create the journal " + file + " (" + Reason.of(e) + "); check that its folder exists and can be written", e);
        }
    }

    /**
     * The journal of a run that is taken up again: what is recorded from now on follows what it holds. A last line that was
     * cut short is dropped.
     *
     * @throws UncheckedIOException when it cannot be read or is damaged before its last line
     */
    public static Journal resume(Path file) {
        try (JournalReader reader = new JournalReader(file)) {
            while (reader.next().isPresent()) {
                continue;
            }
            RandomAccessFile lines = new RandomAccessFile(file.toFile(), "rw");
            Journal journal = new Journal(file, lines);
            journal.sequence = reader.sequence();
            lines.setLength(reader.position());
            lines.seek(reader.position());
            if (journal.sequence > 0) {
                lines.write('\n');
            }
            journal.length = lines.getFilePointer();
            return journal;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot go on with the journal " + file + " (" + Reason.of(e) + "); check that it can be written", e);
        }
    }

    @Override
    public synchronized void record(String kind, Map<String, ?> fields) {
        if (closed) {
            throw new IllegalStateException("journal " + file + " is closed and cannot take \"" + kind + "\"; record before closing");
        }
        Entry entry = new Entry(sequence + 1, Instant.now().truncatedTo(ChronoUnit.MILLIS), kind, Fields.plain(fields));
        byte[] line = JournalLine.of(entry);
        try {
            lines.write(line);
            if (FORCED.contains(kind)) {
                lines.getFD().sync();
            }
        } catch (IOException e) {
            takeBackHalfLine(e);
            throw new UncheckedIOException("cannot write record " + entry.sequence() + " (" + kind + ") of the journal " + file + " (" + Reason.of(e) + "); free some space on its disk", e);
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
            throw new UncheckedIOException("cannot finish the journal " + file + " (" + Reason.of(e) + "); free some space on its disk", e);
        }
    }

    /**
     * All records of a journal, in order. A last line that was cut short (the machine stopped while it was written) is left out, unless it is the only one; any other
     * damage, and a record that is missing between two others, is an error that names the line.
     */
    public static List<Entry> read(Path file) {
        try (JournalReader reader = new JournalReader(file)) {
            return reader.rest();
        }
    }

    /** Those records of a journal that can be read, in order; what is lost is told. */
    public static List<Entry> readable(Path file, Consumer<JournalReader.Damage> damaged) {
        try (JournalReader reader = new JournalReader(file, damaged)) {
            return reader.rest();
        }
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
}
