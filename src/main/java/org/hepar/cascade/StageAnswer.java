package org.hepar.cascade;

import java.util.List;
import java.util.Optional;
import org.hepar.preprocess.HuWindow;
import org.hepar.preprocess.Preprocessing;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.Mask;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;
import org.hepar.voxel.Components;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Resampling;

/**
 * What a stage's network says of an image, before any refinement, and how a mask is made of it.
 *
 * @param whole the image's grid
 * @param box the part of the image that the network saw
 * @param probability on the grid of that part
 * @param image that part in HU
 * @param window of the stage
 * @param believed where the answer counts, on the grid of that part; everywhere where it is empty
 * @param largestOnly whether all but the largest component is left out, as for the liver
 */
record StageAnswer(Grid whole, Box box, ProbabilityMap probability, Volume image, HuWindow window, Optional<Mask> believed, boolean largestOnly) {

    private static final float HALF = 0.5f;

    /** The liver network's, of a whole image. */
    static StageAnswer ofLiver(Stage stage, Segmenter network, Volume image, Volume prepared) {
        return ofLiver(stage, image, answer(stage, network, prepared, image));
    }

    /** The liver network's, from its probabilities of a whole image. */
    static StageAnswer ofLiver(Stage stage, Volume image, ProbabilityMap probability) {
        Size size = image.grid().size();
        return new StageAnswer(image.grid(), new Box(0, 0, 0, size.z(), size.y(), size.x()), probability, image, stage.window(), Optional.empty(), true);
    }

    /** The lesion network's, of what is cut out around the liver. */
    static StageAnswer ofLesion(Stage stage, Segmenter network, LiverBox box, Volume image, LiverBox.Cut cut) {
        return ofLesion(stage, box, image, cut, answer(stage, network, Preprocessing.apply(stage.preprocessing(), cut.volume()), cut.volume()));
    }

    /** The lesion network's, from its probabilities of what is cut out around the liver. */
    static StageAnswer ofLesion(Stage stage, LiverBox box, Volume image, LiverBox.Cut cut, ProbabilityMap probability) {
        return new StageAnswer(image.grid(), cut.box(), probability, cut.volume(), stage.window(), Optional.of(box.answered(cut)), false);
    }

    private static ProbabilityMap answer(Stage stage, Segmenter network, Volume prepared, Volume image) {
        return Resampling.onto(new Mirrored(network, stage.mirroring()).segment(prepared), image.grid());
    }

    /** The channels that a refinement sees: the image clipped to the window, as what the network cannot tell apart is to be alike there too. A copy each time. */
    List<Volume> channels() {
        return List.of(window.clip(image));
    }

    /** The stage's mask in the whole image, from these probabilities or from refined ones. */
    Mask mask(ProbabilityMap probabilities) {
        Mask above = probabilities.above(1, HALF);
        if (largestOnly) {
            return Components.label(above, Connectivity.SIX).largest();
        }
        boolean[] voxels = new boolean[whole.voxels()];
        Size cropped = box.size();
        for (int z = 0, i = 0; z < cropped.z(); z++) {
            for (int y = 0; y < cropped.y(); y++) {
                int to = whole.size().index(box.z0() + z, box.y0() + y, box.x0());
                for (int x = 0; x < cropped.x(); x++, i++) {
                    voxels[to + x] = above.voxels()[i] && (believed.isEmpty() || believed.get().voxels()[i]);
                }
            }
        }
        return new Mask(whole, voxels);
    }
}
