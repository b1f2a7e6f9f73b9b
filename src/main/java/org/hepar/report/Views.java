package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.report.View.Shows;
import org.hepar.volume.Box;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;

/**
 * The slices of each case that the report draws, kept in the run folder so that it can be rebuilt without the data:
 * {@code views/CASE/slice-041-of-075-lesion-image.nii.gz}, {@code ...-reference.nii.gz}, {@code ...-prediction.nii.gz}.
 *
 * <p>At most three slices a case: the largest liver and the largest lesion of the reference, and the slice with most
 * voxels on which both label maps differ. A slice that is chosen twice is kept once; a case with nothing to show keeps
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
        if (!image.grid().sameAs(prediction.grid())) {
            throw new IllegalArgumentException("case " + caseId + ": the prediction must lie on the grid of its image: "
                    + prediction.grid().differenceFrom(image.grid()) + "; resample it first");
        }
        Path folder = empty(folderOf(viewsFolder, caseId));
        Size size = image.grid().size();
        chosen(image.labels(), prediction).forEach((z, shows) -> {
            Box box = new Box(z, 0, 0, z + 1, size.y(), size.x());
            String stem = String.format(Locale.ROOT, "slice-%03d-of-%03d-%s-", z + 1, size.z(),
                    String.join("-", shows.stream().map(s -> s.name().toLowerCase(Locale.ROOT)).toList()));
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
                List<Shows> shows = Stream.of(name.group(3).split("-")).map(s -> Shows.valueOf(s.toUpperCase(Locale.ROOT))).toList();
                views.add(new View(shows, Integer.parseInt(name.group(1)), Integer.parseInt(name.group(2)),
                        Nifti.readVolume(file).volume(), Nifti.readLabels(folder.resolve(stem + "reference.nii.gz")).labels(),
                        Nifti.readLabels(folder.resolve(stem + "prediction.nii.gz")).labels()));
            }
        }
        return views;
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
    private static Map<Integer, List<Shows>> chosen(LabelMap reference, LabelMap prediction) {
        Size size = reference.grid().size();
        Map<Shows, int[]> best = new EnumMap<>(Shows.class);
        int slice = size.y() * size.x();
        for (int z = 0; z < size.z(); z++) {
            int liver = 0;
            int lesion = 0;
            int different = 0;
            for (int i = z * slice; i < (z + 1) * slice; i++) {
                byte label = reference.labels()[i];
                liver += label == LabelMap.BACKGROUND ? 0 : 1;
                lesion += label == LabelMap.LESION ? 1 : 0;
                different += label == prediction.labels()[i] ? 0 : 1;
            }
            keepLargest(best, Shows.LIVER, z, liver);
            keepLargest(best, Shows.LESION, z, lesion);
            keepLargest(best, Shows.DISAGREEMENT, z, different);
        }
        if (best.isEmpty()) {
            return Map.of(size.z() / 2, List.of(Shows.MIDDLE));
        }
        Map<Integer, List<Shows>> chosen = new TreeMap<>();
        best.forEach((shows, at) -> chosen.computeIfAbsent(at[0], z -> new ArrayList<>()).add(shows));
        return chosen;
    }

    private static void keepLargest(Map<Shows, int[]> best, Shows shows, int z, int voxels) {
        if (voxels > 0 && (!best.containsKey(shows) || voxels > best.get(shows)[1])) {
            best.put(shows, new int[] {z, voxels});
        }
    }

    private static Path empty(Path folder) {
        try {
            Files.createDirectories(folder);
            for (Path file : filesIn(folder)) {
                if (file.getFileName().toString().matches("slice-.*\\.nii\\.gz")) {
                    Files.delete(file);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(folder + " cannot be written: " + e.getMessage(), e));
        }
    }

    private static List<Path> filesIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(folder + " cannot be read: " + e.getMessage(), e));
        }
    }
}
