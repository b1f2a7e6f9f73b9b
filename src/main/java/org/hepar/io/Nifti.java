package org.hepar.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.PackedMask;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;

/**
 * NIfTI-1 and NIfTI-2 files (.nii, .nii.gz, .hdr/.img) to volumes and label maps {@code [z,y,x]} on the internal grid (LPS,
 * mm, nearest to axial), and back in the grid of their input.
 *
 * <p>Read: both byte orders, integers of 8 to 64 bits, float32, float64, scaled by scl_slope and scl_inter; placed by the
 * sform, else the qform, else the voxel distances. One volume of two or three axes; further axes must have length 1.
 *
 * <p>Memory: the result and about 1 MB; a file is decoded chunk by chunk straight into its internal order. A label file is
 * read at the speed at which it is inflated.
 *
 * <p>A wrong content is an {@link IllegalArgumentException}, a file that cannot be read or written an
 * {@link java.io.UncheckedIOException}; both name the file in one line.
 *
 * <p>Source: the NIfTI-1.1 and NIfTI-2 standards (nifti1.h, nifti2.h), https://nifti.nimh.nih.gov.
 */
public final class Nifti {

    /** Voxels encoded at once. */
    private static final int CHUNK = 1 << 14;
    /** Measured on a CT as float32: seven times as fast as level 6 (0.5 s for 43 MB) and a tenth larger. */
    private static final int VOLUME_LEVEL = 1;
    /** Measured on liver and lesion labels: half the size of level 1, for 0.06 s instead of 0.02 s per 11 MB. */
    private static final int LABEL_LEVEL = 6;

    static final String LOOKS_LIKE_PROBABILITIES = "these look like probabilities: threshold them first";

    private Nifti() {
    }

    /** The header's grid, without the voxels. */
    public static StoredGrid readGrid(Path file) {
        return StoredGrid.of(NiftiInput.header(file), file);
    }

    /** How many volumes a file holds, from its header. */
    public static int volumes(Path file) {
        return (int) Math.min(Integer.MAX_VALUE, NiftiInput.header(file).volumes());
    }

    /** The grid of a file with any number of volumes, without the voxels. */
    public static StoredGrid readSeriesGrid(Path file) {
        return StoredGrid.of(NiftiInput.header(file).ofOneVolume(), file);
    }

    /** @throws IllegalArgumentException when a file of this name cannot be written: another ending, a folder, or its own folder takes no files */
    public static void requireWritable(Path file) {
        NiftiOutput.compressed(file);
        NiftiOutput.requireFolder(file);
    }

    /** A volume, in the unit of its file (HU for CT); a voxel that is NaN or infinite is refused. */
    public static StoredVolume readVolume(Path file) {
        try (NiftiInput input = NiftiInput.open(file)) {
            StoredGrid stored = input.stored();
            float[] voxels = allocated(4L * stored.grid().voxels(), file, () -> new float[stored.grid().voxels()]);
            FileOrder order = new FileOrder(stored.grid().size(), stored.axes());
            NotFinite notFinite = new NotFinite();
            input.forEach((values, count) -> {
                notFinite.look(values, count);
                scatter(values, count, order, voxels);
            });
            notFinite.refuse(stored, file);
            return new StoredVolume(new Volume(stored.grid(), voxels), stored);
        }
    }

    /**
     * All volumes of a file with any number of axes, such as the probabilities of several classes: those beyond the third count them, the fourth fastest. In
     * the unit of the file; a voxel that is NaN or infinite is refused.
     */
    public static StoredSeries readSeries(Path file) {
        try (NiftiInput input = NiftiInput.openSeries(file)) {
            StoredGrid stored = input.stored();
            int voxels = stored.grid().voxels();
            float[][] volumes = allocated(4L * input.volumes() * voxels, file, () -> new float[input.volumes()][voxels]);
            FileOrder[] orders = new FileOrder[volumes.length];
            Arrays.setAll(orders, volume -> new FileOrder(stored.grid().size(), stored.axes()));
            NotFinite[] notFinite = new NotFinite[volumes.length];
            Arrays.setAll(notFinite, volume -> new NotFinite());
            long[] before = {0};
            input.forEach((values, count) -> {
                for (int done = 0, n; done < count; done += n, before[0] += n) {
                    int volume = (int) (before[0] / voxels);
                    n = (int) Math.min(count - done, (volume + 1L) * voxels - before[0]);
                    double[] part = done == 0 ? values : Arrays.copyOfRange(values, done, done + n);
                    notFinite[volume].look(part, n);
                    scatter(part, n, orders[volume], volumes[volume]);
                }
            });
            for (NotFinite one : notFinite) {
                one.refuse(stored, file);
            }
            return new StoredSeries(volumes, stored);
        }
    }

    /** A label map: every voxel must be exactly 0 (background), 1 (liver) or 2 (lesion), whatever type the file stores. */
    public static StoredLabels readLabels(Path file) {
        try (NiftiInput input = NiftiInput.open(file)) {
            StoredGrid stored = input.stored();
            byte[] labels = allocated(stored.grid().voxels(), file, () -> new byte[stored.grid().voxels()]);
            FileOrder order = new FileOrder(stored.grid().size(), stored.axes());
            long[] before = {0};
            input.forEachRun((value, count) -> {
                requireLabel(value, before[0], stored, file);
                before[0] += count;
                fill((byte) value, count, order, labels);
            });
            return new StoredLabels(new LabelMap(stored.grid(), labels), stored);
        }
    }

    /**
     * The structures that a mapping finds in a label file, whatever type the file stores: an eighth of a byte a voxel and
     * structure is held, and never the label map itself. Every voxel must be 0 or a whole number that the mapping names; it
     * may be any whole number from 0 on if the others are background.
     */
    public static StoredStructures readStructures(Path file, LabelMapping mapping) {
        try (NiftiInput input = NiftiInput.open(file)) {
            StoredGrid stored = input.stored();
            Size size = stored.grid().size();
            long bytes = 8L * size.z() * size.y() * PackedMask.wordsPerRow(size) * mapping.labels().size();
            StructureReader reader = allocated(bytes, file, () -> new StructureReader(file, stored, mapping));
            input.forEachRun(reader);
            return new StoredStructures(reader.structures(), stored);
        }
    }

    /** Writes a volume as float32 in the grid of {@code stored}: same size, axes and affine fields as the file it was read from. */
    public static void write(Path file, Volume volume, StoredGrid stored) {
        requireSameGrid(file, volume.grid(), stored);
        writeFloats(file, new float[][] {volume.voxels()}, stored.header().storing(Datatype.FLOAT32), stored);
    }

    /** Writes probabilities as float32, a volume for each class along a fourth axis, in the grid of {@code stored}. */
    public static void write(Path file, ProbabilityMap probability, StoredGrid stored) {
        requireSameGrid(file, probability.grid(), stored);
        writeFloats(file, probability.classes(), stored.header().ofVolumes(probability.classes().length).storing(Datatype.FLOAT32), stored);
    }

    /** Writes labels as uint8 in the grid of {@code stored}: same size, axes and affine fields as the file it was read from. */
    public static void write(Path file, LabelMap labels, StoredGrid stored) {
        requireSameGrid(file, labels.grid(), stored);
        byte[] voxels = labels.labels();
        NiftiHeader header = stored.header().storing(Datatype.UINT8);
        NiftiOutput.write(file, LABEL_LEVEL, out -> {
            out.write(HeaderLayout.bytes(header));
            FileOrder order = new FileOrder(stored.grid().size(), stored.axes());
            byte[] to = new byte[CHUNK];
            for (int left = voxels.length; left > 0; left -= CHUNK) {
                int count = Math.min(CHUNK, left);
                gather(voxels, order, to, count);
                out.write(to, 0, count);
            }
        });
    }

    private static void writeFloats(Path file, float[][] volumes, NiftiHeader header, StoredGrid stored) {
        NiftiOutput.write(file, VOLUME_LEVEL, out -> {
            out.write(HeaderLayout.bytes(header));
            ByteBuffer to = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
            for (float[] voxels : volumes) {
                FileOrder order = new FileOrder(stored.grid().size(), stored.axes());
                for (int left = voxels.length; left > 0; left -= CHUNK) {
                    int count = Math.min(CHUNK, left);
                    gather(voxels, order, to, count);
                    out.write(to.array(), 0, 4 * count);
                }
            }
        });
    }

    private static void requireSameGrid(Path file, Grid grid, StoredGrid stored) {
        if (!grid.sameAs(stored.grid())) {
            throw new IllegalArgumentException(file + ": the voxels lie on another grid than the file they are to match: "
                    + grid.differenceFrom(stored.grid()) + "; bring them back to the grid of the input first");
        }
    }

    private static void scatter(double[] values, int count, FileOrder order, float[] to) {
        for (int done = 0; done < count;) {
            int run = Math.min(order.run(), count - done);
            int step = order.step();
            for (int i = 0, at = order.index(); i < run; i++, at += step) {
                to[at] = (float) values[done + i];
            }
            order.advance(run);
            done += run;
        }
    }

    private static void fill(byte value, int count, FileOrder order, byte[] to) {
        for (int done = 0; done < count;) {
            int run = Math.min(order.run(), count - done);
            int step = order.step();
            for (int i = 0, at = order.index(); i < run && value != 0; i++, at += step) {
                to[at] = value;
            }
            order.advance(run);
            done += run;
        }
    }

    private static void gather(float[] from, FileOrder order, ByteBuffer to, int count) {
        for (int done = 0; done < count;) {
            int run = Math.min(order.run(), count - done);
            int step = order.step();
            for (int i = 0, at = order.index(); i < run; i++, at += step) {
                to.putFloat(4 * (done + i), from[at]);
            }
            order.advance(run);
            done += run;
        }
    }

    private static void gather(byte[] from, FileOrder order, byte[] to, int count) {
        for (int done = 0; done < count;) {
            int run = Math.min(order.run(), count - done);
            int step = order.step();
            for (int i = 0, at = order.index(); i < run; i++, at += step) {
                to[done + i] = from[at];
            }
            order.advance(run);
            done += run;
        }
    }

    /** Counts voxels that are no finite float and remembers the first one's place in the file. */
    private static final class NotFinite {

        private long seen;
        private long count;
        private long first;

        void look(double[] values, int length) {
            for (int i = 0; i < length; i++) {
                if (!(Math.abs((float) values[i]) <= Float.MAX_VALUE)) {
                    first = count == 0 ? seen + i : first;
                    count++;
                }
            }
            seen += length;
        }

        void refuse(StoredGrid stored, Path file) {
            if (count > 0) {
                throw new IllegalArgumentException(file + " has " + count + (count == 1 ? " voxel that is" : " voxels that are")
                        + " NaN or infinite, the first at [x,y,z] = " + place(first, stored)
                        + " of the file; replace them (in a CT by -1024 HU, air; in probabilities by 0, the background by 1) and write the file again");
            }
        }
    }

    private static void requireLabel(double value, long at, StoredGrid stored, Path file) {
        if (value != 0 && value != 1 && value != 2) {
            String cure = value > 0 && value < 1 ? LOOKS_LIKE_PROBABILITIES : "map the file's labels to these three first";
            throw new IllegalArgumentException(file + " holds the value " + text(value) + " at [x,y,z] = " + place(at, stored)
                    + " of the file, expected labels 0 (background), 1 (liver) or 2 (lesion); " + cure);
        }
    }

    /** A number as a person writes it: whole ones without a point. */
    static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
    }

    /** Index [x,y,z] in the file, fastest axis first as other tools show it, of the n-th stored voxel. */
    static String place(long n, StoredGrid stored) {
        long columns = stored.header().dim().get(0);
        long rows = stored.header().dim().get(1);
        return "[" + n % columns + "," + n / columns % rows + "," + n / columns / rows + "]";
    }

    /** What holds the voxels; refused before it is made if it is larger than all memory. */
    private static <T> T allocated(long bytes, Path file, Supplier<T> making) {
        if (bytes > Runtime.getRuntime().maxMemory()) {
            throw tooLarge(file, bytes);
        }
        try {
            return making.get();
        } catch (OutOfMemoryError tooLarge) {
            throw tooLarge(file, bytes);
        }
    }

    /** A header may promise more than there is memory for; a failed allocation of one array leaves nothing behind. */
    private static IllegalArgumentException tooLarge(Path file, long bytes) {
        return new IllegalArgumentException(file + " needs " + bytes / (1 << 20) + " MB for its voxels, more than is free of the "
                + Runtime.getRuntime().maxMemory() / (1 << 20) + " MB this program may use; give more (HEPAR_HEAP, such as 4g) or crop the file");
    }
}
