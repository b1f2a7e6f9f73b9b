package org.hepar.cascade;

import java.util.List;
import org.hepar.augment.Axis;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;

/**
 * A segmenter that is also asked about the volume mirrored along each of some axes and all their combinations; the probabilities are averaged. A network
 * that was trained on mirrored slices errs less in the mean.
 *
 * @param axes each once; none asks the segmenter alone
 */
record Mirrored(Segmenter segmenter, List<Axis> axes) implements Segmenter {

    @Override
    public ProbabilityMap segment(Volume prepared) {
        if (axes.isEmpty()) {
            return segmenter.segment(prepared);
        }
        Size size = prepared.grid().size();
        int ways = 1 << axes.size();
        float[] sum = new float[prepared.voxels().length];
        for (int way = 0; way < ways; way++) {
            boolean y = mirrors(way, Axis.FRONT_BACK);
            boolean x = mirrors(way, Axis.LEFT_RIGHT);
            Volume seen = new Volume(prepared.grid(), mirror(prepared.voxels(), size, y, x));
            float[] foreground = mirror(segmenter.segment(seen).classes()[1], size, y, x);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += foreground[i] / ways;
            }
        }
        return ProbabilityMap.ofForeground(prepared.grid(), sum);
    }

    private boolean mirrors(int way, Axis axis) {
        int bit = axes.indexOf(axis);
        return bit >= 0 && (way >> bit & 1) == 1;
    }

    private static float[] mirror(float[] voxels, Size size, boolean y, boolean x) {
        if (!y && !x) {
            return voxels;
        }
        float[] mirrored = new float[voxels.length];
        for (int z = 0; z < size.z(); z++) {
            for (int row = 0; row < size.y(); row++) {
                int to = size.index(z, row, 0);
                int from = size.index(z, y ? size.y() - 1 - row : row, 0);
                for (int i = 0; i < size.x(); i++) {
                    mirrored[to + i] = voxels[from + (x ? size.x() - 1 - i : i)];
                }
            }
        }
        return mirrored;
    }
}
