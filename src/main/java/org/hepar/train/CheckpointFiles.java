package org.hepar.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hepar.config.Reason;
import org.hepar.net.Safetensors;

/**
 * The two newest checkpoints of one training, each one safetensors file {@code STEM-checkpoint-00000240.safetensors} named by
 * its step: written aside, forced to the disk and moved into place, so that a file of that name is whole. A file that is
 * damaged, cut off or another training's is refused when read, set aside as {@code .refused}, and the one before it is used.
 *
 * @param folder of the files; made with the first
 * @param stem of their names
 * @param owner whose training it is (experiment, fold, stage): stored, and compared when read
 * @param everyMinutes time between two checkpoints within an epoch; no part of a result, since it cannot change one
 * @param say takes a line about each file that is refused
 */
public record CheckpointFiles(Path folder, String stem, Map<String, String> owner, double everyMinutes, Consumer<String> say) implements Checkpoints {

    private static final String FORMAT = "hepar-checkpoint-1";
    private static final String CHECKSUM = "sha256";
    private static final String MARK = "-checkpoint-";
    private static final String SUFFIX = ".safetensors";
    private static final String REFUSED = ".refused";
    private static final int KEPT = 2;

    public CheckpointFiles {
        Map<String, String> marked = new LinkedHashMap<>();
        marked.put("format", FORMAT);
        marked.putAll(owner);
        owner = marked;
    }

    @Override
    public boolean isDue(double secondsSinceLast) {
        return secondsSinceLast >= 60 * everyMinutes;
    }

    @Override
    public void keep(Checkpoint checkpoint) {
        Path file = folder.resolve(String.format(Locale.ROOT, "%s%s%08d%s", stem, MARK, checkpoint.course().step(), SUFFIX));
        try {
            Files.createDirectories(folder);
            sealed(checkpoint.tensors(owner)).write(file);
            force(folder);
            for (Path old : files(SUFFIX).stream().skip(KEPT).toList()) {
                Files.delete(old);
            }
        } catch (IOException | UncheckedIOException e) {
            discard(file.resolveSibling(file.getFileName() + ".part"));
            IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
            throw new UncheckedIOException("cannot write the checkpoint " + file + " (" + cause.getMessage() + "); "
                    + (files(SUFFIX).isEmpty() ? "there is none before it" : "the one before it is intact") + ": free some space and go on", cause);
        }
    }

    @Override
    public Optional<Checkpoint> newest() {
        for (Path file : files(SUFFIX)) {
            try {
                return Optional.of(read(file));
            } catch (RuntimeException e) {
                say.accept("checkpoint " + file + " is refused (" + reason(e) + "); "
                        + (file.equals(last(files(SUFFIX))) ? "the training starts from the beginning" : "the one before it is used"));
                setAside(file);
            }
        }
        return Optional.empty();
    }

    /** Removes all checkpoints: the training has ended and its result is written. */
    public void remove() {
        Stream.of(SUFFIX, SUFFIX + REFUSED, SUFFIX + ".part").flatMap(suffix -> files(suffix).stream()).forEach(CheckpointFiles::discard);
    }

    private Checkpoint read(Path file) {
        Safetensors stored = Safetensors.read(file);
        Map<String, String> metadata = new LinkedHashMap<>(stored.metadata());
        String checksum = metadata.remove(CHECKSUM);
        owner.forEach((key, value) -> {
            if (!value.equals(metadata.get(key))) {
                throw new IllegalArgumentException("its " + key + " is " + metadata.get(key) + ", expected " + value);
            }
        });
        if (!new Safetensors(stored.tensors(), metadata).sha256().equals(checksum)) {
            throw new IllegalArgumentException("its checksum does not match its content");
        }
        return Checkpoint.of(stored);
    }

    /** With the checksum of all the rest. */
    private static Safetensors sealed(Safetensors open) {
        Map<String, String> metadata = new LinkedHashMap<>(open.metadata());
        metadata.put(CHECKSUM, open.sha256());
        return new Safetensors(open.tensors(), metadata);
    }

    /** The files with this ending, the newest first. */
    private List<Path> files(String suffix) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.getFileName().toString().startsWith(stem + MARK) && file.getFileName().toString().endsWith(suffix))
                    .sorted(Comparator.comparing((Path file) -> file.getFileName().toString()).reversed()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the checkpoints in " + folder + ": " + Reason.of(e), e);
        }
    }

    private static Path last(List<Path> files) {
        return files.get(files.size() - 1);
    }

    /** In a line, and without the file's name, which stands before it: what is said of a file by whoever reads it has the bare reason as its cause. */
    private static String reason(RuntimeException e) {
        Exception bare = e.getCause() instanceof Exception cause ? cause : e;
        return Reason.of(bare).lines().findFirst().orElse(bare.toString());
    }

    private static void setAside(Path file) {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + REFUSED), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the damaged checkpoint " + file + " aside: " + Reason.of(e) + "; delete it", e);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file + ": " + Reason.of(e), e);
        }
    }

    /** The move into place, too, has to survive a power cut. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
