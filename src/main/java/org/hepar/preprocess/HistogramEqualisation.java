package org.hepar.preprocess;

import java.util.stream.IntStream;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Volume;

/**
 * Spreads the intensities of each slice, in [0,1], evenly over [0,1]: a value becomes the share of the slice's pixels that
 * lie below it.
 *
 * <p>The share is read from a histogram over [0,1], linearly between the edges of its bins, so 0 stays 0, 1 stays 1 and the
 * order of intensities is kept. A slice of one single value has no contrast to spread and stays as it is.
 *
 * <p>Source: Christ et al. 2017 (arXiv:1702.05970), section 2.1, after the HU window, there to raise the contrast between
 * liver and lesion; 256 bins are usual.
 *
 * @param bins of the histogram
 */
public record HistogramEqualisation(int bins) implements Preprocessing {

    public HistogramEqualisation {
        if (bins < 2 || bins > 65536) {
            throw new IllegalArgumentException("bins (=" + bins + ") must be from 2 to 65536; 256 is usual");
        }
    }

    /** @throws IllegalArgumentException when a value lies outside of [0,1] */
    @Override
    public Volume apply(Volume volume) {
        float[] values = volume.voxels();
        requireNormalised(values);
        float[] result = new float[values.length];
        int slice = volume.grid().size().y() * volume.grid().size().x();
        IntStream.range(0, volume.grid().size().z()).parallel().forEach(z -> equalise(values, result, z * slice, (z + 1) * slice));
        return new Volume(volume.grid(), result);
    }

    @Override
    public LabelMap apply(LabelMap labels) {
        return labels;
    }

    private static void requireNormalised(float[] values) {
        for (float value : values) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException("histogram_equalisation: intensity (=" + value
                        + ") must lie in [0,1]; put a hu_window before it");
            }
        }
    }

    private void equalise(float[] values, float[] result, int from, int to) {
        double[] below = new double[bins + 1];  // cumulative distribution at the bins' lower edges
        boolean constant = true;
        for (int i = from; i < to; i++) {
            below[bin(values[i]) + 1]++;
            constant &= values[i] == values[from];
        }
        if (constant) {
            System.arraycopy(values, from, result, from, to - from);
            return;
        }
        for (int bin = 1; bin <= bins; bin++) {
            below[bin] = below[bin - 1] + below[bin] / (to - from);
        }
        for (int i = from; i < to; i++) {
            int bin = bin(values[i]);
            double share = (double) values[i] * bins - bin;
            result[i] = (float) Math.min(1, below[bin] + share * (below[bin + 1] - below[bin]));
        }
    }

    private int bin(float value) {
        return Math.min(bins - 1, (int) ((double) value * bins));
    }
}
