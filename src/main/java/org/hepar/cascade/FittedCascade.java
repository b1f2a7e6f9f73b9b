package org.hepar.cascade;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.preprocess.Preprocessing;
import org.hepar.volume.Box;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Mask;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Size;
import org.hepar.volume.Volume;
import org.hepar.voxel.Components;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Resampling;

/**
 * A trained cascade: from an image in HU to its label map, on the image's own grid. Immutable.
 *
 * @param cascade how it is made up
 * @param liver gives the liver's probability on volumes prepared as the liver stage says
 * @param lesion gives the lesions' probability on volumes cut out and prepared as the lesion stage says
 */
public record FittedCascade(Cascade cascade, Segmenter liver, Segmenter lesion) {

    private static final float HALF = 0.5f;

    /**
     * A label map and the seconds that each part took.
     *
     * @param labels on the image's grid
     * @param seconds by part: liver, lesion, refinement, filter
     */
    public record Segmentation(LabelMap labels, Map<String, Double> seconds) {
    }

    /**
     * An image and what the liver network is to see of it: all that can be done without the engine, so that it can be done while
     * the engine is at another image.
     *
     * @param seconds that preparing took
     */
    public record PreparedImage(Volume image, Volume forLiver, double seconds) {
    }

    public PreparedImage prepare(Volume image) {
        long began = System.nanoTime();
        Volume prepared = Preprocessing.apply(cascade.liver().preprocessing(), image);
        return new PreparedImage(image, prepared, (System.nanoTime() - began) / 1e9);
    }

    /** Segments an image. Where no liver is found, everything is background. */
    public Segmentation segment(Volume image) {
        return segment(prepare(image));
    }

    /** Segments a prepared image; its preparation is counted with the liver. */
    public Segmentation segment(PreparedImage prepared) {
        Volume image = prepared.image();
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String part : List.of(Cascade.LIVER, Cascade.LESION, "refinement", "filter")) {
            seconds.put(part, 0.0);
        }
        seconds.put(Cascade.LIVER, prepared.seconds());
        Mask liverMask = Components.label(refined(cascade.liver(), liver, prepared.forLiver(), image, Cascade.LIVER, seconds).above(1, HALF), Connectivity.SIX).largest();
        byte[] labels = new byte[image.grid().voxels()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = liverMask.voxels()[i] ? LabelMap.LIVER : LabelMap.BACKGROUND;
        }
        if (!liverMask.isEmpty()) {
            LiverBox.Cut cut = cascade.liverBox().cut(image, liverMask);
            long preparing = System.nanoTime();
            Volume forLesion = Preprocessing.apply(cascade.lesion().preprocessing(), cut.volume());
            add(seconds, Cascade.LESION, preparing);
            ProbabilityMap probability = refined(cascade.lesion(), lesion, forLesion, cut.volume(), Cascade.LESION, seconds);
            paste(labels, image.grid().size(), cut.box(), probability.above(1, HALF), cascade.liverBox().answered(cut));
            long began = System.nanoTime();
            labels = cascade.lesionFilter().apply(new LabelMap(image.grid(), labels), probability, image).labels();
            add(seconds, "filter", began);
        }
        return new Segmentation(new LabelMap(image.grid(), labels), seconds);
    }

    private static ProbabilityMap refined(Stage stage, Segmenter segmenter, Volume prepared, Volume image, String part, Map<String, Double> seconds) {
        long began = System.nanoTime();
        ProbabilityMap probability = Resampling.onto(new Mirrored(segmenter, stage.mirroring()).segment(prepared), image.grid());
        add(seconds, part, began);
        began = System.nanoTime();
        ProbabilityMap refined = stage.refinement().refine(probability, image);
        add(seconds, "refinement", began);
        return refined;
    }

    private static void add(Map<String, Double> seconds, String part, long began) {
        seconds.merge(part, (System.nanoTime() - began) / 1e9, Double::sum);
    }

    /** Lesions count where the lesion network is believed; there they are liver even where the first network says no. */
    private static void paste(byte[] labels, Size size, Box box, Mask lesions, Mask believed) {
        Size cropped = box.size();
        for (int z = 0, i = 0; z < cropped.z(); z++) {
            for (int y = 0; y < cropped.y(); y++) {
                int to = size.index(box.z0() + z, box.y0() + y, box.x0());
                for (int x = 0; x < cropped.x(); x++, i++) {
                    if (lesions.voxels()[i] && believed.voxels()[i]) {
                        labels[to + x] = LabelMap.LESION;
                    }
                }
            }
        }
    }
}
