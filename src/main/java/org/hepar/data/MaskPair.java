package org.hepar.data;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one case: a prediction and the reference that it is scored against, and what a second reader drew, if there is one.
 */
public record MaskPair(String caseId, Path prediction, Path reference, Optional<Path> secondReference) {

    /**
     * What the headers say against comparing these files, a line each: one cannot be read, or lies on another grid than the
     * reference. Voxels are not looked at.
     *
     * @param otherGridsAllowed whether masks on another grid are to be resampled, so that only unreadable headers count
     */
    List<String> gridProblems(boolean otherGridsAllowed) {
        List<String> problems = new ArrayList<>();
        Optional<FileGrid> ofReference = grid("reference", reference, problems);
        Optional<FileGrid> ofPrediction = grid("prediction", prediction, problems);
        Optional<FileGrid> ofSecond = secondReference.flatMap(file -> grid("second reference", file, problems));
        if (ofReference.isPresent() && !otherGridsAllowed) {
            ofPrediction.ifPresent(grid -> compare(grid, ofReference.get(), problems));
            ofSecond.ifPresent(grid -> compare(grid, ofReference.get(), problems));
        }
        return problems;
    }

    private static Optional<FileGrid> grid(String role, Path file, List<String> problems) {
        try {
            return Optional.of(FileGrid.read(role, file));
        } catch (IllegalArgumentException | UncheckedIOException unreadable) {
            problems.add(unreadable.getMessage());
            return Optional.empty();
        }
    }

    private static void compare(FileGrid grid, FileGrid ofReference, List<String> problems) {
        String difference = grid.differenceFrom(ofReference);
        if (!difference.isEmpty()) {
            problems.add("the " + grid.role() + " lies on another grid than the reference: " + difference
                    + "; --allow-resample brings it onto the reference's grid");
        }
    }
}
