package org.hepar.cascade;

import java.util.Arrays;
import org.hepar.preprocess.HuWindow;
import org.hepar.volume.Grid;
import org.hepar.volume.Volume;

/**
 * What of an image tells whether a network was made for it. Shares are of a sample of its voxels, at most about a million, evenly spread.
 *
 * @param lowest value below which one in 200 voxels lies
 * @param highest value above which one in 200 voxels lies
 * @param darkShare share of voxels at or below the window's lower end: air and fat in a CT of the abdomen
 * @param brightShare share of voxels at or above the window's upper end: bone and vessels full of contrast medium
 * @param inPlaneMm the larger of the two distances between pixels of a slice
 * @param sliceMm distance between slices
 */
public record ImageFacts(double lowest, double highest, double darkShare, double brightShare, double inPlaneMm, double sliceMm) {

    private static final int SAMPLE = 1 << 20;
    private static final double TAIL = 0.005;

    static ImageFacts of(Volume image, HuWindow window) {
        float[] voxels = image.voxels();
        // An odd step does not fall into the rhythm of rows, whose lengths are even.
        int step = Math.max(1, voxels.length / SAMPLE) | 1;
        float[] sample = new float[(voxels.length + step - 1) / step];
        int dark = 0;
        int bright = 0;
        for (int i = 0; i < sample.length; i++) {
            sample[i] = voxels[i * step];
            dark += sample[i] <= window.lowerHu() ? 1 : 0;
            bright += sample[i] >= window.upperHu() ? 1 : 0;
        }
        Arrays.sort(sample);
        return new ImageFacts(sample[(int) (TAIL * (sample.length - 1))], sample[(int) Math.ceil((1 - TAIL) * (sample.length - 1))],
                (double) dark / sample.length, (double) bright / sample.length, inPlane(image.grid()), image.grid().spacing().z());
    }

    static double inPlane(Grid grid) {
        return Math.max(grid.spacing().y(), grid.spacing().x());
    }
}
