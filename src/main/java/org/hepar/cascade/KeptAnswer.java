package org.hepar.cascade;

import java.nio.file.Path;
import org.hepar.augment.LabelledSlice;
import org.hepar.train.PreparedCase;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Mask;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;

/**
 * What a stage's network said of an image, as it is kept in a file: everything on the image's grid, so that either stage's can be kept.
 *
 * @param foreground its probability; 0 where the stage did not look
 * @param liver within which it looked; empty of the liver stage, which looks everywhere
 */
record KeptAnswer(Volume foreground, Mask liver) {

    static KeptAnswer of(StageAnswer answer, Mask liver) {
        Grid whole = answer.whole();
        float[] foreground = new float[whole.voxels()];
        Box box = answer.box();
        Size cropped = box.size();
        for (int z = 0; z < cropped.z(); z++) {
            for (int y = 0; y < cropped.y(); y++) {
                System.arraycopy(answer.probability().classes()[1], cropped.index(z, y, 0), foreground, whole.size().index(box.z0() + z, box.y0() + y, box.x0()), cropped.x());
            }
        }
        return new KeptAnswer(new Volume(whole, foreground), liver);
    }

    /** Where the liver was not found there is nothing to say. */
    static KeptAnswer nothing(Grid whole) {
        return new KeptAnswer(new Volume(whole, new float[whole.voxels()]), new Mask(whole, new boolean[whole.voxels()]));
    }

    ProbabilityMap probability(Box box) {
        Volume part = foreground.crop(box);
        return ProbabilityMap.ofForeground(part.grid(), part.voxels());
    }

    void write(Path file) {
        byte[] labels = new byte[liver.voxels().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (liver.voxels()[i] ? 1 : 0);
        }
        PreparedCase.write(file, new LabelledVolume(foreground, new LabelMap(liver.grid(), labels)));
    }

    static KeptAnswer read(Path file, Grid grid) {
        Size size = grid.size();
        int pixels = size.y() * size.x();
        float[] foreground = new float[size.voxels()];
        boolean[] liver = new boolean[size.voxels()];
        try (PreparedCase kept = PreparedCase.open(file)) {
            for (int z = 0; z < size.z(); z++) {
                LabelledSlice slice = kept.slice(z);
                System.arraycopy(slice.image(), 0, foreground, z * pixels, pixels);
                for (int i = 0; i < pixels; i++) {
                    liver[z * pixels + i] = slice.labels()[i] == 1;
                }
            }
        }
        return new KeptAnswer(new Volume(grid, foreground), new Mask(grid, liver));
    }
}
