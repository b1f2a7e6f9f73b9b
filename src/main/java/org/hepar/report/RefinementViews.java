package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hepar.config.Reason;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.volume.Box;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * The slice of each case in which a stage's refinement changed most, kept in the folder of a run so that its report can be rebuilt without the data:
 * {@code views/CASE/refined-liver/slice-041-of-075-image.nii.gz}, {@code ...-reference}, {@code ...-before}, {@code ...-after}. Where nothing changed it is the
 * slice that shows most of the mask.
 */
public final class RefinementViews {

    private static final Pattern IMAGE = Pattern.compile("slice-(\\d+)-of-(\\d+)-image\\.nii\\.gz");

    private RefinementViews() {
    }

    /**
     * A kept slice.
     *
     * @param slice from 1
     * @param slices of the whole image
     * @param before the stage's mask without refinement, as all masks on the grid of the image, {@code [1,y,x]}
     */
    record RefinementView(int slice, int slices, Volume image, PackedMask reference, PackedMask before, PackedMask after) {
    }

    /** Keeps the slice of one stage of a case, in place of what was kept of it before. */
    public static void write(Path viewsFolder, String caseId, String stage, LabelledVolume image, PackedMask before, PackedMask after) {
        Path folder = Views.empty(folderOf(viewsFolder, caseId, stage));
        Size size = image.grid().size();
        int z = chosen(before, after);
        Box box = Views.slice(size, z);
        StoredGrid grid = StoredGrid.of(image.grid().crop(box));
        String stem = String.format(Locale.ROOT, "slice-%03d-of-%03d-", z + 1, size.z());
        Nifti.write(folder.resolve(stem + "image.nii.gz"), image.volume().crop(box), grid);
        Nifti.write(folder.resolve(stem + "reference.nii.gz"), labels(Structures.of(image.labels().crop(box)).of(stage)), grid);
        Nifti.write(folder.resolve(stem + "before.nii.gz"), labels(before.crop(box)), grid);
        Nifti.write(folder.resolve(stem + "after.nii.gz"), labels(after.crop(box)), grid);
    }

    /** The kept slice of a stage of a case, if there is one. */
    static Optional<RefinementView> read(Path viewsFolder, String caseId, String stage) {
        Path folder = folderOf(viewsFolder, caseId, stage);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> IMAGE.matcher(file.getFileName().toString())).filter(Matcher::matches).findFirst().map(name -> {
                String stem = name.group().replaceAll("image\\.nii\\.gz$", "");
                return new RefinementView(Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)), Nifti.readVolume(folder.resolve(name.group())).volume(),
                        mask(folder.resolve(stem + "reference.nii.gz")), mask(folder.resolve(stem + "before.nii.gz")), mask(folder.resolve(stem + "after.nii.gz")));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ": " + Reason.of(e), e);
        }
    }

    private static Path folderOf(Path viewsFolder, String caseId, String stage) {
        return viewsFolder.resolve(Views.fileName(caseId)).resolve("refined-" + stage);
    }

    /** Of equal ones the slice nearest to the feet. */
    private static int chosen(PackedMask before, PackedMask after) {
        long[] differs = before.words().clone();
        for (int i = 0; i < differs.length; i++) {
            differs[i] ^= after.words()[i];
        }
        PackedMask changed = new PackedMask(before.grid(), differs);
        int[] voxels = Views.voxelsPerSlice(changed.isEmpty() ? before : changed);
        int best = 0;
        for (int z = 1; z < voxels.length; z++) {
            best = voxels[z] > voxels[best] ? z : best;
        }
        return best;
    }

    private static LabelMap labels(PackedMask mask) {
        boolean[] voxels = mask.unpacked().voxels();
        byte[] labels = new byte[voxels.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (voxels[i] ? 1 : 0);
        }
        return new LabelMap(mask.grid(), labels);
    }

    private static PackedMask mask(Path file) {
        return Structures.of(Nifti.readLabels(file).labels()).of("liver");
    }
}
