package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hepar.config.Reason;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * The slices of each case that a report draws. Those of a run are kept in its folder, so that it can be rebuilt without the data:
 * {@code views/CASE/slice-041-of-075-lesion-image.nii.gz}, {@code ...-reference.nii.gz}, {@code ...-prediction.nii.gz}.
 *
 * <p>At most three slices a case: the largest area of the liver (without one: of the structure named first) and of the structure named
 * last, the lesions, in the reference, and the slice with most voxels in which any structure differs. A slice that is chosen twice is kept once; a case with nothing to show keeps
 * its middle slice. Ties go to the slice nearer to the feet.
 */
public final class Views {

    private static final Pattern IMAGE = Pattern.compile("slice-(\\d+)-of-(\\d+)-([a-z-]+)-image\\.nii\\.gz");

    private Views() {
    }

    /**
     * Keeps the slices of one case in place of what was kept of it before.
     *
     * @param prediction on the grid of the case
     */
    public static void write(Path viewsFolder, String caseId, LabelledVolume image, LabelMap prediction) {
        requireSameGrid(caseId, image.grid(), prediction.grid());
        Path folder = empty(folderOf(viewsFolder, caseId));
        Size size = image.grid().size();
        chosen(Structures.of(image.labels()), Structures.of(prediction)).forEach((z, shows) -> {
            Box box = slice(size, z);
            String stem = String.format(Locale.ROOT, "slice-%03d-of-%03d-%s-", z + 1, size.z(), String.join("-", shows));
            StoredGrid grid = StoredGrid.of(image.grid().crop(box));
            Nifti.write(folder.resolve(stem + "image.nii.gz"), image.volume().crop(box), grid);
            Nifti.write(folder.resolve(stem + "reference.nii.gz"), image.labels().crop(box), grid);
            Nifti.write(folder.resolve(stem + "prediction.nii.gz"), new LabelMap(image.grid(), prediction.labels()).crop(box), grid);
        });
    }

    /** The kept slices of a case, from the feet upwards; none when nothing was kept. */
    static List<View> read(Path viewsFolder, String caseId) {
        Path folder = folderOf(viewsFolder, caseId);
        List<View> views = new ArrayList<>();
        for (Path file : filesIn(folder)) {
            Matcher name = IMAGE.matcher(file.getFileName().toString());
            if (name.matches()) {
                String stem = file.getFileName().toString().replaceAll("image\\.nii\\.gz$", "");
                views.add(new View(List.of(name.group(3).split("-")), Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)),
                        Optional.of(Nifti.readVolume(file).volume()), Structures.of(Nifti.readLabels(folder.resolve(stem + "reference.nii.gz")).labels()),
                        Structures.of(Nifti.readLabels(folder.resolve(stem + "prediction.nii.gz")).labels())));
            }
        }
        return views;
    }

    /** The slices of a case that are drawn, cut out of it; all three on one grid. */
    static List<View> of(String caseId, Structures reference, Structures prediction, Optional<Volume> image) {
        requireSameGrid(caseId, reference.grid(), prediction.grid());
        image.ifPresent(volume -> requireSameGrid(caseId, volume.grid(), reference.grid()));
        Size size = reference.grid().size();
        List<View> views = new ArrayList<>();
        chosen(reference, prediction).forEach((z, shows) -> {
            Box box = slice(size, z);
            views.add(new View(shows, z + 1, size.z(), image.map(volume -> volume.crop(box)), crop(reference, box), crop(prediction, box)));
        });
        return views;
    }

    private static Structures crop(Structures structures, Box box) {
        Map<String, PackedMask> masks = new LinkedHashMap<>();
        structures.masks().forEach((name, mask) -> masks.put(name, mask.crop(box)));
        return new Structures(structures.grid().crop(box), masks);
    }

    static Box slice(Size size, int z) {
        return new Box(z, 0, 0, z + 1, size.y(), size.x());
    }

    private static void requireSameGrid(String caseId, Grid image, Grid prediction) {
        if (!image.sameAs(prediction)) {
            throw new IllegalArgumentException("case " + caseId + ": the prediction must lie on the grid of its image: "
                    + prediction.differenceFrom(image) + "; resample it first");
        }
    }

    /** The case id as a file name: letters, digits, {@code . _ -} stay, all else becomes {@code %XX}. */
    static String fileName(String caseId) {
        StringBuilder name = new StringBuilder();
        for (byte b : caseId.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b >= '0' && b <= '9' || b >= 'A' && b <= 'Z' || b >= 'a' && b <= 'z' || b == '_' || b == '-'
                    || b == '.' && !name.isEmpty();
            name.append(plain ? String.valueOf((char) b) : String.format(Locale.ROOT, "%%%02X", b));
        }
        return name.toString();
    }

    private static Path folderOf(Path viewsFolder, String caseId) {
        return viewsFolder.resolve(fileName(caseId));
    }

    /** Slice index -> why it is shown, from the feet upwards. */
    private static Map<Integer, List<String>> chosen(Structures reference, Structures prediction) {
        Map<Integer, List<String>> chosen = new TreeMap<>();
        List<String> names = reference.names();
        Stream.of(names.contains(LabelMapping.LIVER) ? LabelMapping.LIVER : names.get(0), names.get(names.size() - 1)).distinct()
                .forEach(name -> add(chosen, name, voxelsPerSlice(reference.of(name))));
        add(chosen, View.DISAGREEMENT, differencesPerSlice(reference, prediction));
        return chosen.isEmpty() ? Map.of(reference.grid().size().z() / 2, List.of(View.MIDDLE)) : chosen;
    }

    /** Adds the slice with most voxels, the lowest of several; none where all are empty. */
    private static void add(Map<Integer, List<String>> chosen, String shows, int[] voxels) {
        int best = 0;
        for (int z = 1; z < voxels.length; z++) {
            best = voxels[z] > voxels[best] ? z : best;
        }
        if (voxels[best] > 0) {
            chosen.computeIfAbsent(best, z -> new ArrayList<>()).add(shows);
        }
    }

    static int[] voxelsPerSlice(PackedMask mask) {
        int[] voxels = new int[mask.grid().size().z()];
        int words = mask.words().length / voxels.length;
        for (int i = 0; i < mask.words().length; i++) {
            voxels[i / words] += Long.bitCount(mask.words()[i]);
        }
        return voxels;
    }

    /** Voxels of each slice in which any structure differs. */
    private static int[] differencesPerSlice(Structures reference, Structures prediction) {
        long[] differs = new long[PackedMask.empty(reference.grid()).words().length];
        for (String name : reference.names()) {
            long[] a = reference.of(name).words();
            long[] b = prediction.of(name).words();
            for (int i = 0; i < differs.length; i++) {
                differs[i] |= a[i] ^ b[i];
            }
        }
        return voxelsPerSlice(new PackedMask(reference.grid(), differs));
    }

    static Path empty(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Path file : filesIn(folder)) {
                if (file.getFileName().toString().matches("slice-.*\\.nii\\.gz")) {
                    Files.delete(file);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(folder + " cannot be written: " + Reason.of(e), e));
        }
    }

    private static List<Path> filesIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(folder + " cannot be read: " + Reason.of(e), e));
        }
    }
}
