package org.hepar.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder that holds a mask of each patient as a NIfTI file, made by any tool. Hidden files are passed over; a .hdr and the .img
 * beside it are one file.
 *
 * @param role what its masks are, as the command line calls it: prediction, reference, reference-b
 * @param folder that holds all files
 * @param pattern a file's path within the folder with {@code {id}} in place of the case id, its ending (.nii.gz) may be left
 *         out; without one the ids are read off the names of all folders
 */
public record MaskFolder(String role, Path folder, Optional<String> pattern) {

    private static final List<String> ENDINGS = List.of(".nii.gz", ".nii", ".hdr.gz", ".hdr", ".img.gz", ".img");

    /**
     * A file of the folder.
     *
     * @param stem its path within the folder without the ending, '/' between the parts
     * @param ending .nii, .nii.gz, .hdr or another
     */
    record MaskFile(Path path, String stem, String ending) {

        String name() {
            return stem + ending;
        }
    }

    public MaskFolder {
        pattern.ifPresent(text -> FilePattern.of("--" + role + "-pattern", text));
    }

    /** What the case id stands between, in the files' stems. */
    Optional<FilePattern> stemPattern() {
        return pattern.map(text -> FilePattern.of("--" + role + "-pattern", text.substring(0, text.length() - endingOf(text).length())));
    }

    /** The option that would say where the case id stands, for messages. */
    String patternOption(String before, String after) {
        return "--" + role + "-pattern '" + before + "{id}" + after + "'";
    }

    /**
     * Its NIfTI files in their natural order; with a pattern those that match it.
     *
     * @throws IllegalArgumentException with one line when there are none
     */
    List<MaskFile> files() {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException(role + " folder " + folder + (Files.exists(folder) ? " is a file; name the folder that it lies in"
                    : " does not exist; check its name"));
        }
        List<String> names = names();
        String wanted = pattern.map(MaskFolder::endingOf).orElse("");
        List<MaskFile> files = new ArrayList<>();
        Set<String> headers = new HashSet<>();
        for (String name : names) {
            String ending = endingOf(name);
            String stem = name.substring(0, name.length() - ending.length());
            if (!ending.isEmpty() && (wanted.isEmpty() || wanted.equals(ending)) && stemPattern().map(p -> p.id(stem).isPresent()).orElse(true)) {
                files.add(new MaskFile(folder.resolve(name), stem, ending));
                if (ending.toLowerCase(Locale.ROOT).startsWith(".hdr")) {
                    headers.add(stem);
                }
            }
        }
        files.removeIf(file -> file.ending.toLowerCase(Locale.ROOT).startsWith(".img") && headers.contains(file.stem));
        if (files.isEmpty()) {
            throw new IllegalArgumentException(nothing(names));
        }
        return files;
    }

    /** Paths within the folder, as deep as the pattern goes. */
    private List<String> names() {
        int depth = pattern.map(text -> Path.of(text).getNameCount()).orElse(1);
        try (Stream<Path> walk = Files.walk(folder, depth)) {
            return walk.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> !name.startsWith(".") && !name.contains("/.")).sorted(NaturalOrder.INSTANCE).toList();
        } catch (IOException | UncheckedIOException failed) {
            throw new IllegalArgumentException(role + " folder " + folder + " cannot be listed (" + failed.getMessage() + "); check its permissions", failed);
        }
    }

    /** What its files are, in words. */
    String content() {
        return switch (role) {
            case "image" -> "scans";
            case "probability" -> "maps";
            default -> "masks";
        };
    }

    private String nothing(List<String> names) {
        Optional<String> image = names.stream().filter(name -> !endingOf(name).isEmpty()).findFirst();
        if (pattern.isPresent() && image.isPresent()) {
            return "no NIfTI file in the " + role + " folder " + folder + " matches --" + role + "-pattern (='" + pattern.get() + "'); it holds, for example, '"
                    + image.get() + "': put {id} where the case id stands in such a name";
        }
        String none = role + " folder " + folder + " holds no NIfTI file (.nii, .nii.gz, .hdr)";
        return names.isEmpty() ? none + "; name the folder that holds the " + content()
                + (pattern.isPresent() ? "" : ", or, where each case has its own folder in it, " + patternOption("", "/NAME.nii.gz"))
                : none + " but, for example, '" + names.get(0) + "'; convert the " + content() + " to NIfTI or name the folder that holds them";
    }

    private static String endingOf(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return ENDINGS.stream().filter(lower::endsWith).findFirst().map(ending -> name.substring(name.length() - ending.length())).orElse("");
    }
}
