package org.hepar.data;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hepar.io.Nifti;
import org.hepar.volume.Grid;

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
        Optional<Grid> ofReference = grid(reference, problems);
        Optional<Grid> ofPrediction = grid(prediction, problems);
        Optional<Grid> ofSecond = secondReference.flatMap(file -> grid(file, problems));
        if (ofReference.isPresent() && !otherGridsAllowed) {
            ofPrediction.ifPresent(grid -> compare("prediction", prediction, grid, ofReference.get(), problems));
            ofSecond.ifPresent(grid -> compare("second reference", secondReference.orElseThrow(), grid, ofReference.get(), problems));
        }
        return problems;
    }

    private Optional<Grid> grid(Path file, List<String> problems) {
        try {
            return Optional.of(Nifti.readGrid(file).grid());
        } catch (IllegalArgumentException | UncheckedIOException unreadable) {
            problems.add(unreadable.getMessage());
            return Optional.empty();
        }
    }

    private void compare(String role, Path file, Grid grid, Grid ofReference, List<String> problems) {
        String difference = grid.differenceFrom(ofReference);
        if (!difference.isEmpty()) {
            problems.add("the " + role + " lies on another grid than the reference: " + difference + "; " + file + " against "
                    + reference + "; --allow-resample brings it onto the reference's grid");
        }
    }
}
