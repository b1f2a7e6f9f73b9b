package org.hepar.cascade;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.crf.NoRefinement;
import org.hepar.crf.Refined;
import org.hepar.crf.Refinement;
import org.hepar.preprocess.Preprocessing;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Segmenter;
import org.hepar.volume.Volume;

/**
 * A trained cascade: from an image in HU to its label map, on the image's own grid. Immutable.
 *
 * @param cascade how it is made up
 * @param liver gives the liver's probability on volumes prepared as the liver stage says
 * @param lesion gives the lesions' probability on volumes cut out and prepared as the lesion stage says
 * @param liverRefinement what improves the first, with its settings
 * @param lesionRefinement what improves the second
 */
public record FittedCascade(Cascade cascade, Segmenter liver, Segmenter lesion, Refinement liverRefinement, Refinement lesionRefinement) {

    /**
     * A cascade whose refinements are given, none of them searched for.
     *
     * @throws IllegalArgumentException when the settings of one are to be searched for
     */
    public FittedCascade(Cascade cascade, Segmenter liver, Segmenter lesion) {
        this(cascade, liver, lesion, certain(cascade.liver()), certain(cascade.lesion()));
    }

    private static Refinement certain(Stage stage) {
        if (stage.refinement() instanceof Refinement refinement) {
            return refinement;
        }
        throw new IllegalArgumentException("refinement (=" + stage.refinement() + ") has no settings yet; train the cascade, or give the ones that were found");
    }

    /**
     * A label map, the seconds that each part took, and what refinements did.
     *
     * @param labels on the image's grid
     * @param seconds by part: liver, lesion, refinement, filter
     * @param effects by stage; none of a stage without refinement, or that had nothing to look at
     */
    public record Segmentation(LabelMap labels, Map<String, Double> seconds, Map<String, Effect> effects) {
    }

    /**
     * What a refinement did in one image. The masks are the stage's own, on the image's grid: the liver network's largest component, and of the lesion
     * network the lesions where it is believed, before any filter.
     *
     * @param changes mean |ΔQ| of each iteration
     * @param lookedAt share of the voxels that the stage saw which were looked at; 0 when none was uncertain
     */
    public record Effect(PackedMask before, PackedMask after, List<Double> changes, double lookedAt) {
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
        Map<String, Effect> effects = new LinkedHashMap<>();
        long began = System.nanoTime();
        StageAnswer ofLiver = StageAnswer.ofLiver(cascade.liver(), liver, image, prepared.forLiver());
        began = add(seconds, Cascade.LIVER, began);
        Mask liverMask = refined(Cascade.LIVER, ofLiver, liverRefinement, effects).mask();
        add(seconds, "refinement", began);
        byte[] labels = new byte[image.grid().voxels()];
        put(labels, liverMask, LabelMap.LIVER);
        if (!liverMask.isEmpty()) {
            began = System.nanoTime();
            StageAnswer ofLesion = StageAnswer.ofLesion(cascade.lesion(), lesion, cascade.liverBox(), image, cascade.liverBox().cut(image, liverMask));
            began = add(seconds, Cascade.LESION, began);
            Answered answered = refined(Cascade.LESION, ofLesion, lesionRefinement, effects);
            // Lesions count where the lesion network is believed; there they are liver even where the first network says no.
            put(labels, answered.mask(), LabelMap.LESION);
            began = add(seconds, "refinement", began);
            labels = cascade.lesionFilter().apply(new LabelMap(image.grid(), labels), answered.probability(), image).labels();
            add(seconds, "filter", began);
        }
        return new Segmentation(new LabelMap(image.grid(), labels), seconds, effects);
    }

    /** A stage's probabilities after its refinement, and its mask of them in the whole image. */
    private record Answered(ProbabilityMap probability, Mask mask) {
    }

    private static Answered refined(String stage, StageAnswer answer, Refinement refinement, Map<String, Effect> effects) {
        if (refinement instanceof NoRefinement) {
            return new Answered(answer.probability(), answer.mask(answer.probability()));
        }
        Refined refined = refinement.refine(answer.probability(), answer.channels());
        Mask after = answer.mask(refined.probability());
        double lookedAt = refined.box().map(box -> (double) box.size().voxels() / answer.probability().grid().voxels()).orElse(0.0);
        effects.put(stage, new Effect(PackedMask.of(answer.mask(answer.probability())), PackedMask.of(after), refined.changes(), lookedAt));
        return new Answered(refined.probability(), after);
    }

    private static void put(byte[] labels, Mask mask, byte label) {
        for (int i = 0; i < labels.length; i++) {
            labels[i] = mask.voxels()[i] ? label : labels[i];
        }
    }

    /** The time now. */
    private static long add(Map<String, Double> seconds, String part, long began) {
        long now = System.nanoTime();
        seconds.merge(part, (now - began) / 1e9, Double::sum);
        return now;
    }
}
