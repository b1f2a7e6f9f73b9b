package org.hepar.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.hepar.augment.LabelledSlice;
import org.hepar.config.Reason;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * A case as the network sees it, on disk, read slice by slice: memory stays flat however many cases there are.
 *
 * <p>File: magic, size [z,y,x] and spacing, for each slice its number of background and of foreground pixels, then for each slice its
 * pixels (float) and its labels (byte: -1 ignored, 0 background, 1 foreground, 2 background inside the organ), little-endian.
 */
public final class PreparedCase implements AutoCloseable {

    private static final long MAGIC = 0x3230_4552_5048L;
    private static final int FIXED_HEADER = 8 + 3 * 4 + 3 * 8;

    private final FileChannel channel;
    private final Size size;
    private final Spacing spacing;
    /** {@code [z][background, foreground]}; ignored pixels are in neither. */
    private final int[][] counts;

    private PreparedCase(FileChannel channel, Size size, Spacing spacing, int[][] counts) {
        this.channel = channel;
        this.size = size;
        this.spacing = spacing;
        this.counts = counts;
    }

    /** Writes a case aside and moves it into place. */
    public static void write(Path file, LabelledVolume prepared) {
        Path aside = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel out = FileChannel.open(aside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
                writeTo(out, prepared);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the prepared case " + file + ": " + Reason.of(e), e);
        }
    }

    private static void writeTo(FileChannel out, LabelledVolume prepared) throws IOException {
        Size size = prepared.grid().size();
        Spacing spacing = prepared.grid().spacing();
        int pixels = size.y() * size.x();
        byte[] labels = prepared.labels().labels();
        ByteBuffer header = ByteBuffer.allocate(FIXED_HEADER + 8 * size.z()).order(ByteOrder.LITTLE_ENDIAN)
                .putLong(MAGIC).putInt(size.z()).putInt(size.y()).putInt(size.x())
                .putDouble(spacing.z()).putDouble(spacing.y()).putDouble(spacing.x());
        for (int z = 0; z < size.z(); z++) {
            int background = 0;
            int foreground = 0;
            for (int i = z * pixels; i < (z + 1) * pixels; i++) {
                background += labels[i] == 0 || labels[i] == LabelledSlice.ORGAN ? 1 : 0;
                foreground += labels[i] == LabelledSlice.FOREGROUND ? 1 : 0;
            }
            header.putInt(background).putInt(foreground);
        }
        writeFully(out, header.flip());
        ByteBuffer slice = ByteBuffer.allocate(5 * pixels).order(ByteOrder.LITTLE_ENDIAN);
        for (int z = 0; z < size.z(); z++) {
            slice.clear();
            slice.asFloatBuffer().put(prepared.volume().voxels(), z * pixels, pixels);
            slice.position(4 * pixels);
            slice.put(labels, z * pixels, pixels);
            writeFully(out, slice.flip());
        }
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Opens what {@link #write} wrote; a file of another kind or length is refused. */
    public static PreparedCase open(Path file) {
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
            try {
                return read(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedIOException("cannot read the prepared case " + file + " (" + Reason.of(e) + "): delete it, it will be made again",
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    private static PreparedCase read(FileChannel channel) throws IOException {
        ByteBuffer header = readFully(channel, 0, FIXED_HEADER);
        if (header.getLong() != MAGIC) {
            throw new IOException("no prepared case");
        }
        Size size = new Size(header.getInt(), header.getInt(), header.getInt());
        Spacing spacing = new Spacing(header.getDouble(), header.getDouble(), header.getDouble());
        long expected = FIXED_HEADER + 8L * size.z() + 5L * size.voxels();
        if (channel.size() != expected) {
            throw new IOException("it has " + channel.size() + " bytes instead of " + expected);
        }
        int[][] counts = new int[size.z()][Training.CLASSES];
        ByteBuffer stored = readFully(channel, FIXED_HEADER, 8 * size.z());
        for (int[] slice : counts) {
            slice[0] = stored.getInt();
            slice[1] = stored.getInt();
        }
        return new PreparedCase(channel, size, spacing, counts);
    }

    private static ByteBuffer readFully(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("it ends too early");
            }
        }
        return bytes.flip();
    }

    public int slices() {
        return size.z();
    }

    int height() {
        return size.y();
    }

    int width() {
        return size.x();
    }

    /** Whether a slice has a foreground pixel. */
    public boolean showsForeground(int slice) {
        return counts[slice][1] > 0;
    }

    /** Whether a slice has a background pixel that is not ignored. */
    boolean showsBackground(int slice) {
        return counts[slice][0] > 0;
    }

    /** Pixels of each class in all slices of some cases, ignored ones left out. */
    static long[] pixels(List<PreparedCase> cases) {
        long[] sum = new long[Training.CLASSES];
        for (PreparedCase one : cases) {
            for (int[] slice : one.counts) {
                for (int c = 0; c < sum.length; c++) {
                    sum[c] += slice[c];
                }
            }
        }
        return sum;
    }

    /** One slice; safe to call from any thread. */
    public LabelledSlice slice(int z) {
        return slice(z, 1);
    }

    /**
     * One slice with its neighbours, so many in all, as channels; beyond the first and the last slice these are repeated. What is background
     * inside the organ is told apart by {@link LabelledSlice#ORGAN}.
     */
    LabelledSlice slice(int z, int channels) {
        int pixels = size.y() * size.x();
        float[] image = new float[channels * pixels];
        byte[] labels = new byte[pixels];
        try {
            for (int c = 0; c < channels; c++) {
                int from = Math.max(0, Math.min(size.z() - 1, z + c - channels / 2));
                ByteBuffer bytes = readFully(channel, FIXED_HEADER + 8L * size.z() + 5L * pixels * from, from == z ? 5 * pixels : 4 * pixels);
                bytes.asFloatBuffer().get(image, c * pixels, pixels);
                if (from == z) {
                    bytes.position(4 * pixels).get(labels);
                }
            }
            return new LabelledSlice(channels, size.y(), size.x(), spacing.y(), spacing.x(), image, labels);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read slice " + z + " of a prepared case: " + Reason.of(e), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
