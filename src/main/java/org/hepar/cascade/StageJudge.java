package org.hepar.cascade;

import org.hepar.crf.SearchMeasure;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Mask;

/** Says how good a stage's mask is, so that a search knows scores without this package knowing them. */
@FunctionalInterface
public interface StageJudge {

    /**
     * The measure of a stage's own structure; {@code NaN} where it is undefined.
     *
     * @param stage {@code liver}, with its lesions, or {@code lesion}
     * @param image with its reference
     * @param prediction the stage's mask, on the image's grid
     */
    double judge(String stage, SearchMeasure measure, String caseId, LabelledVolume image, Mask prediction);
}
