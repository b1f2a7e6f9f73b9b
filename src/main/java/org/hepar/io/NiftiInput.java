package org.hepar.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A NIfTI file opened at its first voxel: gives the voxels in file order, decoded and scaled, chunk by chunk, so that
 * never more than one array of the whole volume is held.
 *
 * <p>Whether a file is compressed is told by its first bytes, not by its name. Its length is compared with what the
 * header promises before anything large is allocated; of a compressed file as far as its length can tell.
 */
final class NiftiInput implements AutoCloseable {

    /** Voxels decoded at once: their values (256 KB) stay in the cache of a core. */
    private static final int CHUNK = 1 << 15;
    private static final int BUFFER_BYTES = 1 << 17;
    private static final int HEADER_BUFFER_BYTES = 1 << 12;
    /** Bytes of labels inflated at once: they stay in the cache of a core, and no call of the inflater is a short one. */
    private static final int RUN_BYTES = 1 << 17;
    /** So far may a scaled label be off: enough for five labels spread over the steps of a byte, too little for probabilities. */
    private static final double LARGEST_SLACK = 0.01;
    private static final double SINGLE_PRECISION = 1e-6;
    private static final int MOST_VOLUMES = 1 << 16;
    /** Deflate packs at most 1032 bytes into one. */
    private static final long LARGEST_RATIO = 1100;

    private final NiftiHeader header;
    private final StoredGrid stored;
    private final int volumes;
    private final Datatype type;
    private final Path voxelFile;
    private final InputStream in;

    /** Takes decoded values: the first {@code count} of an array that is used again. */
    @FunctionalInterface
    interface Chunk {
        void take(double[] values, int count);
    }

    /** Takes the value of the next {@code count} voxels. */
    @FunctionalInterface
    interface Run {
        void take(double value, int count);
    }

    /** Takes the next {@code count} voxels as stored, in the byte order of the buffer. */
    @FunctionalInterface
    private interface Stored {
        void take(ByteBuffer voxels, int count);
    }

    private NiftiInput(StoredGrid stored, int volumes, Datatype type, Path voxelFile, InputStream in) {
        this.header = stored.header();
        this.stored = stored;
        this.volumes = volumes;
        this.type = type;
        this.voxelFile = voxelFile;
        this.in = in;
    }

    /** Opens a .nii, .nii.gz, .hdr, .hdr.gz, .img or .img.gz file. */
    static NiftiInput open(Path file) {
        NiftiHeader header = header(file);
        return open(header, StoredGrid.of(header, file), 1, file);
    }

    /** The same for a file of several volumes, which come one after the other. */
    static NiftiInput openSeries(Path file) {
        NiftiHeader header = header(file);
        StoredGrid stored = StoredGrid.of(header.ofOneVolume(), file);
        long volumes = header.volumes();
        if (volumes < 1 || volumes > MOST_VOLUMES) {
            throw new IllegalArgumentException(file + " holds " + volumes + " volumes (size " + header.dim() + ", fastest axis first), expected 1 to " + MOST_VOLUMES);
        }
        return open(header, stored, (int) volumes, file);
    }

    private static NiftiInput open(NiftiHeader header, StoredGrid stored, int volumes, Path file) {
        Datatype type = datatype(header, file);
        requireScaling(header, file);
        requireOffset(header, file);
        Path voxelFile = header.pair() ? imageOf(file) : file;
        try {
            InputStream in = bytes(voxelFile, BUFFER_BYTES);
            try {
                requireLength(in, header.voxOffset() + (long) volumes * stored.grid().voxels() * type.bytes(), voxelFile);
                in.skipNBytes(header.voxOffset());
            } catch (IOException | RuntimeException failed) {
                in.close();
                throw failed;
            }
            return new NiftiInput(stored, volumes, type, voxelFile, in);
        } catch (IOException failed) {
            throw refusal(voxelFile, failed);
        }
    }

    /** The header alone, of any of these files. */
    static NiftiHeader header(Path file) {
        Path headerFile = headerOf(file);
        try (InputStream in = bytes(headerFile, HEADER_BUFFER_BYTES)) {
            byte[] start = in.readNBytes(4);
            if (start.length < 4) {
                throw new IllegalArgumentException(headerFile + (start.length == 0 ? " is empty" : " has only " + start.length + " bytes")
                        + ", expected a NIfTI header; copy or download it again");
            }
            int length = HeaderLayout.length(start, headerFile);
            byte[] rest = in.readNBytes(length - 4);
            if (rest.length < length - 4) {
                throw new IllegalArgumentException(headerFile + " ends after " + (4 + rest.length) + " of the " + length
                        + " bytes of its header; copy or download it again");
            }
            return HeaderLayout.parse(ByteBuffer.allocate(length).put(start).put(rest).array(), headerFile);
        } catch (IOException failed) {
            throw refusal(headerFile, failed);
        }
    }

    /** Of each volume. */
    StoredGrid stored() {
        return stored;
    }

    int volumes() {
        return volumes;
    }

    /** Gives all voxels in the order of the file, scaled by slope and intercept where the header has them. */
    void forEach(Chunk chunk) {
        double[] values = new double[CHUNK];
        forEachStored(CHUNK, (from, count) -> {
            type.decode(from, 0, values, count);
            scale(values, count);
            chunk.take(values, count);
        });
    }

    /**
     * Gives all voxels of a label file in its order, as runs of equal ones: what a voxel is worth is asked once a run, of
     * its stored bytes, so that voxels of any type and byte order pass at the speed at which memory is compared. A run is
     * as long as one likes and may be followed by another of the same value.
     *
     * <p>A scaled integer often cannot hold a label exactly; a value is given as the whole number that is nearest to it if
     * it lies within half a stored step of it, and within 0.01.
     */
    void forEachRun(Run run) {
        double[] value = new double[1];
        double slack = slack();
        forEachStored(RUN_BYTES / type.bytes(), (from, count) -> {
            for (int done = 0, next; done < count; done = next) {
                next = endOfRun(from.array(), done, count);
                type.decode(from, done, value, 1);
                scale(value, 1);
                double whole = Math.rint(value[0]);
                run.take(Math.abs(value[0] - whole) <= slack ? whole : value[0], next - done);
            }
        });
    }

    /** The voxels compared with themselves, one voxel on: the first byte that differs belongs to the next run. */
    private int endOfRun(byte[] bytes, int first, int count) {
        int width = type.bytes();
        int same = Arrays.mismatch(bytes, first * width, (count - 1) * width, bytes, (first + 1) * width, count * width);
        return same < 0 ? count : first + 1 + same / width;
    }

    private double slack() {
        if (!scaled(header)) {
            return 0;
        }
        boolean whole = type != Datatype.FLOAT32 && type != Datatype.FLOAT64;
        return Math.min(LARGEST_SLACK, SINGLE_PRECISION + (whole ? Math.abs(header.slope()) / 2 : 0));
    }

    private void forEachStored(int chunk, Stored taker) {
        byte[] bytes = new byte[chunk * type.bytes()];
        ByteBuffer from = ByteBuffer.wrap(bytes).order(header.byteOrder());
        long voxels = (long) volumes * stored.grid().voxels();
        try {
            for (long done = 0; done < voxels; done += chunk) {
                int count = (int) Math.min(chunk, voxels - done);
                int got = in.readNBytes(bytes, 0, count * type.bytes());
                if (got < count * type.bytes()) {
                    throw new IllegalArgumentException(voxelFile + " is truncated: it ends after " + (done * type.bytes() + got) + " of "
                            + voxels * type.bytes() + " bytes of voxels; copy or download it again");
                }
                taker.take(from, count);
            }
            readToEnd(bytes);
        } catch (IOException failed) {
            throw refusal(voxelFile, failed);
        }
    }

    private void scale(double[] values, int count) {
        if (!scaled(header)) {
            return;
        }
        double slope = header.slope();
        double inter = header.inter();
        for (int i = 0; i < count; i++) {
            values[i] = values[i] * slope + inter;
        }
    }

    private static boolean scaled(NiftiHeader header) {
        double slope = header.slope();
        return slope != 0 && !Double.isNaN(slope) && (slope != 1 || header.inter() != 0);
    }

    /** The checksum of compressed voxels stands at the end of the file and is compared only there. */
    private void readToEnd(byte[] scratch) throws IOException {
        if (in instanceof GZIPInputStream) {
            while (in.read(scratch) >= 0) {
                continue;
            }
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException failed) {
            throw refusal(voxelFile, failed);
        }
    }

    private static InputStream bytes(Path file, int buffer) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IllegalArgumentException(file + " is a folder, expected a NIfTI file; name a file in it");
        }
        PushbackInputStream in = new PushbackInputStream(Files.newInputStream(file), 2);
        try {
            byte[] start = in.readNBytes(2);
            in.unread(start);
            boolean compressed = start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
            return compressed ? new GZIPInputStream(in, buffer) : in;
        } catch (IOException failed) {
            in.close();
            throw failed;
        }
    }

    private static void requireLength(InputStream in, long needed, Path file) throws IOException {
        long length = Files.size(file);
        boolean compressed = in instanceof GZIPInputStream;
        if (length < (compressed ? needed / LARGEST_RATIO : needed)) {
            throw new IllegalArgumentException(file + " is truncated: it has " + length + (compressed ? " compressed" : "") + " bytes, its header promises "
                    + needed + (compressed ? " uncompressed ones" : "") + "; copy or download it again");
        }
    }

    private static Datatype datatype(NiftiHeader header, Path file) {
        try {
            return Datatype.of(header.datatype());
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(file + ": " + unknown.getMessage(), unknown);
        }
    }

    private static void requireScaling(NiftiHeader header, Path file) {
        if (scaled(header) && !Double.isFinite(header.slope() + header.inter())) {
            throw new IllegalArgumentException(file + " has a damaged header: scl_slope (=" + header.slope() + ") and scl_inter (=" + header.inter()
                    + ") must be finite; set the slope to 0 if values are not scaled");
        }
    }

    private static void requireOffset(NiftiHeader header, Path file) {
        int smallest = header.pair() ? 0 : header.firstVoxelOfSingleFile();
        if (header.voxOffset() < smallest || header.voxOffset() > Long.MAX_VALUE / 2) {
            throw new IllegalArgumentException(file + " has a damaged header: vox_offset (=" + header.voxOffset() + ") must be at least " + smallest
                    + ", behind the header; write the file again");
        }
    }

    private static Path headerOf(Path file) {
        return isImage(file) ? sibling(file, ".img", List.of(".hdr", ".hdr.gz"), "header") : file;
    }

    private static Path imageOf(Path file) {
        return isImage(file) ? file : sibling(file, ".hdr", List.of(".img", ".img.gz"), "voxels");
    }

    private static boolean isImage(Path file) {
        return stem(file, ".img") != null;
    }

    /** The path without {@code suffix} or {@code suffix.gz}; null if it ends otherwise. */
    private static String stem(Path file, String suffix) {
        String name = file.toString();
        String plain = name.toLowerCase(Locale.ROOT).endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return plain.toLowerCase(Locale.ROOT).endsWith(suffix) ? plain.substring(0, plain.length() - suffix.length()) : null;
    }

    private static Path sibling(Path file, String suffix, List<String> endings, String what) {
        String stem = stem(file, suffix);
        if (stem == null) {
            throw new IllegalArgumentException(file + " says (magic ni1 or ni2) that its voxels lie in an .img file, so its name must end in .hdr; rename both");
        }
        for (String ending : endings) {
            for (String spelling : List.of(ending, ending.toUpperCase(Locale.ROOT))) {
                Path candidate = file.resolveSibling(Path.of(stem + spelling).getFileName());
                if (Files.exists(candidate)) {
                    return candidate;
                }
            }
        }
        throw unreadable(file + ": the file with its " + what + ", " + stem + endings.get(0) + ", is missing; put it beside",
                new NoSuchFileException(stem + endings.get(0)));
    }

    /** What a failure says about the file: wrong content, or not to be read. One line, with the path. */
    private static RuntimeException refusal(Path file, IOException failed) {
        if (failed instanceof EOFException || failed instanceof ZipException) {
            String why = failed instanceof EOFException ? "it ends too early" : failed.getMessage();
            return new IllegalArgumentException(file + " is truncated or damaged (" + why + "); copy or download it again", failed);
        }
        if (failed instanceof NoSuchFileException) {
            return unreadable(file + ": there is no such file; check the path", failed);
        }
        if (failed instanceof AccessDeniedException) {
            return unreadable(file + ": may not be read; check its permissions", failed);
        }
        return unreadable(file + ": cannot be read (" + failed.getMessage() + "); check the disk or network it lies on", failed);
    }

    private static UncheckedIOException unreadable(String message, IOException failed) {
        return new UncheckedIOException(message, failed);
    }
}
