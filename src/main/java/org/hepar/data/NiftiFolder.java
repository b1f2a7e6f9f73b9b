package org.hepar.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hepar.config.Location;
import org.hepar.config.Reason;
import org.hepar.io.Nifti;
import org.hepar.volume.Grid;

/**
 * Patients as NIfTI files in one folder: an image in HU and a reference with the labels 0, 1 (liver) and 2 (lesion) each.
 *
 * <p>A pattern is a file's path within the folder with {@code {id}} in place of the case id: {@code volume-{id}.nii.gz}, or
 * {@code labels/liver_{id}.nii.gz}. Ids are ordered as numbers where they are numbers. Hidden files are passed over.
 *
 * @param folder that holds all files
 * @param image pattern of the images
 * @param reference pattern of the references
 */
public record NiftiFolder(Location folder, String image, String reference) implements CohortSource {

    private static final int SHOWN = 20;

    public NiftiFolder {
        FilePattern.of("nifti_folder: image", image);
        FilePattern.of("nifti_folder: reference", reference);
        if (image.equals(reference)) {
            throw new IllegalArgumentException("nifti_folder: image and reference (='" + image + "') are the same pattern; name the references' own files");
        }
    }

    @Override
    public Cohort open() {
        Path root = folder.resolve();
        if (!Files.isDirectory(root)) {
            throw new IllegalArgumentException("folder " + root + " (='" + folder.text() + "') "
                    + (Files.exists(root) ? "is not a folder" : Reason.unreachable(root).map(reason -> "cannot be reached (" + reason + ")").orElse("does not exist")) + "; set folder to where the NIfTI files lie");
        }
        List<String> names = files(root);
        FilePattern ofImage = FilePattern.of("nifti_folder: image", image);
        FilePattern ofReference = FilePattern.of("nifti_folder: reference", reference);
        SortedMap<String, Path> images = new TreeMap<>(NaturalOrder.INSTANCE);
        SortedMap<String, Path> references = new TreeMap<>(NaturalOrder.INSTANCE);
        for (String name : names) {
            FilePattern.closer(name, ofImage, ofReference)
                    .ifPresent(match -> (match == ofImage ? images : references).put(match.id(name).orElseThrow(), root.resolve(name)));
        }
        List<String> problems = new ArrayList<>();
        requireSome("image", image, images, root, names, problems);
        requireSome("reference", reference, references, root, names, problems);
        if (problems.isEmpty()) {
            unpaired("image", images, "reference", ofReference, references, problems);
            unpaired("reference", references, "image", ofImage, images, problems);
        }
        List<Case> cases = new ArrayList<>();
        images.forEach((id, file) -> {
            if (problems.size() <= SHOWN && references.containsKey(id) && sameGrid(id, file, references.get(id), problems)) {
                cases.add(new NiftiCase(id, file, references.get(id)));
            }
        });
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems.size() <= SHOWN ? problems : shortened(problems)));
        }
        return new Cohort(root.getNameCount() == 0 ? "nifti_folder" : root.getFileName().toString(), cases);
    }

    /** Paths within the folder, '/' between their parts, as deep as the deeper pattern goes. */
    private List<String> files(Path root) {
        int depth = Math.max(Path.of(image).getNameCount(), Path.of(reference).getNameCount());
        try (Stream<Path> walk = Files.walk(root, depth)) {
            return walk.filter(file -> !file.getFileName().toString().startsWith(".") && Files.isRegularFile(file))
                    .map(file -> root.relativize(file).toString().replace('\\', '/')).sorted(NaturalOrder.INSTANCE).toList();
        } catch (IOException | UncheckedIOException e) {
            throw new IllegalArgumentException("folder " + root + " cannot be listed (" + Reason.of(e) + "); check its permissions", e);
        }
    }

    private static void requireSome(String key, String pattern, SortedMap<String, Path> found, Path root, List<String> names, List<String> problems) {
        if (found.isEmpty()) {
            problems.add("no file in " + root + " matches " + key + " (='" + pattern + "'); " + (names.isEmpty()
                    ? "the folder holds no files: set folder to where they lie"
                    : "the folder holds, for example, '" + names.get(0) + "': put {id} where the case id stands in such a name"));
        }
    }

    private static void unpaired(String key, SortedMap<String, Path> files, String otherKey, FilePattern other, SortedMap<String, Path> others,
            List<String> problems) {
        files.forEach((id, file) -> {
            if (!others.containsKey(id)) {
                problems.add("case " + id + ": " + key + " " + file + " has no " + otherKey + "; add " + other.file(id) + " to the folder or take the "
                        + key + " away");
            }
        });
    }

    private static boolean sameGrid(String id, Path image, Path reference, List<String> problems) {
        int before = problems.size();
        Grid ofImage = null;
        Grid ofReference = null;
        try {
            ofImage = Nifti.readGrid(image).grid();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            problems.add("case " + id + ": " + e.getMessage());
        }
        try {
            ofReference = Nifti.readGrid(reference).grid();
        } catch (IllegalArgumentException | UncheckedIOException e) {
            problems.add("case " + id + ": " + e.getMessage());
        }
        if (problems.size() == before && !ofImage.sameAs(ofReference)) {
            problems.add("case " + id + ": image and reference lie on different grids: " + ofImage.differenceFrom(ofReference) + "; image " + image
                    + ", reference " + reference + "; resample the reference onto the image first");
        }
        return problems.size() == before;
    }

    private static List<String> shortened(List<String> problems) {
        List<String> shown = new ArrayList<>(problems.subList(0, SHOWN));
        shown.add("and more like these; correct them first");
        return shown;
    }
}
