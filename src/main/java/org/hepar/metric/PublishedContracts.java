package org.hepar.metric;

import static org.hepar.metric.WhenEmpty.UNDEFINED;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.metric.OverlapRules.Burden;
import org.hepar.metric.OverlapRules.Rvd;
import org.hepar.metric.SurfaceRules.Mean;
import org.hepar.metric.SurfaceRules.Percentile;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Outside;

/**
 * The contracts of others: by which rules published numbers and the numbers of common tools were made, faults included. A tool that fails
 * or answers NaN has no value here, under a name that says why.
 */
final class PublishedContracts {

    private static final double NONE = Double.NaN;
    private static final double ENDLESS = Double.POSITIVE_INFINITY;
    private static final WhenEmpty AS_NOTHING_FOUND = new WhenEmpty(1, 0, 0);
    private static final WhenEmpty LARGE = new WhenEmpty(NONE, OverlapRules.LARGE, OverlapRules.LARGE);
    /** Of the surface Dice, mm; no tool has one of its own. */
    private static final double TOLERANCE_MM = 1;

    private static final Boundary SIX = new Boundary.Voxels(Connectivity.SIX, Outside.BACKGROUND);
    private static final Boundary EIGHTEEN = new Boundary.Voxels(Connectivity.EIGHTEEN, Outside.BACKGROUND);

    /** In the order in which they are listed. */
    static final List<Contract> ALL = List.of(christAsCoded(), chlebus(), lits(), litsCorrected(), medpy04(), medpy05(), deepmind(), monai(),
            nnunet(), chaos());

    private PublishedContracts() {
    }

    /**
     * The code that was released with Christ et al. ({@code scorer} of saratan, validation/validate.py). It calls MedPy's ravd with the
     * reference first: with MedPy 0.3 and later that is (|A|-|B|)/|B| and fails for an empty prediction, which ends the scoring of the case.
     * With MedPy 0.2.2, which was current in 2017, ravd's arguments have the other meaning, so that the same line gives the RVD of the
     * paper and fails for an empty reference instead.
     */
    private static Contract christAsCoded() {
        return new Contract("christ_2017_as_coded", 1, "saratan (github.com/mohamed-ezz/saratan), validation/validate.py, scorer, with MedPy 0.3 or later",
                "masks at 388x388 with the spacing of the full size; RVD (|A|-|B|)/|B|; ASD on the 18-neighbour border; empty reference: "
                        + "distances 0; empty prediction: no score at all; lesions not counted",
                ComparisonGrid.IN_PLANE_388,
                new OverlapRules(Map.of(
                        Measure.DICE, new WhenEmpty(NONE, 0, NONE),
                        Measure.JACCARD, new WhenEmpty(NONE, 0, NONE),
                        Measure.RVD, new WhenEmpty(NONE, -1, NONE)), Rvd.OF_PREDICTION, Burden.UNKNOWN),
                Optional.of(new SurfaceRules(EIGHTEEN, SIX, Mean.POOLED, Percentile.POOLED, TOLERANCE_MM, Map.of(
                        Measure.ASD_MM, new WhenEmpty(NONE, 0, NONE),
                        Measure.MSD_MM, new WhenEmpty(NONE, 0, NONE)))),
                Optional.empty());
    }

    /** Dice per case and the lesions, as in Table 1 of Chlebus et al. 2018; nothing else is published there. */
    private static Contract chlebus() {
        return new Contract("chlebus_2018", 1, "Chlebus et al. 2018, Sci Rep 8:15497, Fig. 2 and Table 1",
                "Dice per case and lesions only, by the same rules; no other overlap, no surface distances", ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(Measure.DICE, AS_NOTHING_FOUND), Rvd.OF_REFERENCE, Burden.UNKNOWN), Optional.empty(),
                Optional.of(DetectionRules.CHLEBUS_2018));
    }

    /**
     * The scorer of LiTS on whole masks. Its published output (output/scores.txt) has RVD (|B|-|A|)/|A|, which is what its call
     * {@code ravd(reference, prediction)} means with the MedPy 0.2.2 of its requirements, and the maximum on the 6-neighbour border. Where a
     * mask is empty it puts 9001; nothing for a case that is rightly empty, of which it counts the Dice only.
     */
    private static Contract lits() {
        return new Contract("lits_2017", 1, "LiTS scorer (github.com/PatrickChrist/lits-challenge-scoring), helpers/calc_metric.py and "
                + "helpers/surface.py, MedPy 0.2.2; whole masks, as it scores the liver",
                "ASD and RMSD on the 18-neighbour border; 9001 for RVD and distances where a mask is empty; lesions by its own matching, faults included",
                ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(
                        Measure.DICE, AS_NOTHING_FOUND,
                        Measure.JACCARD, new WhenEmpty(NONE, 0, 0),
                        Measure.RVD, LARGE), Rvd.OF_REFERENCE, Burden.LITS),
                Optional.of(new SurfaceRules(EIGHTEEN, SIX, Mean.POOLED, Percentile.POOLED, TOLERANCE_MM, Map.of(
                        Measure.ASD_MM, LARGE,
                        Measure.RMSD_MM, LARGE,
                        Measure.MSD_MM, LARGE))),
                Optional.of(DetectionRules.LITS_2017));
    }

    /** The scorer of LiTS without its faults: no 9001, one border for all distances (that of {@code helpers/surface.py}), sound matching. */
    private static Contract litsCorrected() {
        return new Contract("lits_2017_corrected", 1, "LiTS scorer as in lits_2017, its faults mended here",
                "distances on the 18-neighbour border; lesions by the matching of LiTS, mended", ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(
                        Measure.DICE, AS_NOTHING_FOUND,
                        Measure.JACCARD, AS_NOTHING_FOUND,
                        Measure.RVD, new WhenEmpty(NONE, NONE, -1)), Rvd.OF_REFERENCE, Burden.OF_LIVER),
                Optional.of(new SurfaceRules(EIGHTEEN, EIGHTEEN, Mean.POOLED, Percentile.POOLED, TOLERANCE_MM, Map.of(
                        Measure.ASD_MM, UNDEFINED,
                        Measure.RMSD_MM, UNDEFINED,
                        Measure.MSD_MM, UNDEFINED))),
                Optional.of(DetectionRules.LITS_2017_CORRECTED));
    }

    /** MedPy up to 0.5.1: {@code assd} is the mean of two means. */
    private static Contract medpy04() {
        return new Contract("medpy_0_4", 1, "MedPy 0.4.0, medpy.metric.binary: dc, jc, precision, recall, ravd, assd, hd, hd95 (connectivity 1)",
                "ASD is the mean of two means; Dice 0 when both masks are empty; lesions not counted", ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(
                        Measure.DICE, new WhenEmpty(0, 0, 0),
                        Measure.JACCARD, new WhenEmpty(NONE, 0, 0),
                        Measure.RVD, new WhenEmpty(NONE, NONE, -1),
                        Measure.PRECISION, new WhenEmpty(0, 0, 0),
                        Measure.RECALL, new WhenEmpty(0, 0, 0)), Rvd.OF_REFERENCE, Burden.UNKNOWN),
                Optional.of(medpySurface(Mean.OF_TWO_MEANS)), Optional.empty());
    }

    /** MedPy since 0.5.2: {@code assd} is pooled. With NumPy 1; with NumPy 2.4 it answers NaN for Dice, precision and recall without voxels. */
    private static Contract medpy05() {
        return new Contract("medpy_0_5", 1, "MedPy 0.5.2, medpy.metric.binary: dc, jc, precision, recall, ravd, assd, hd, hd95 (connectivity 1), NumPy 1",
                "precision and recall 0 where they have no meaning; no RMSD, no surface Dice; lesions not counted", ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(
                        Measure.DICE, AS_NOTHING_FOUND,
                        Measure.JACCARD, AS_NOTHING_FOUND,
                        Measure.RVD, new WhenEmpty(NONE, NONE, -1),
                        Measure.PRECISION, new WhenEmpty(0, 0, 0),
                        Measure.RECALL, new WhenEmpty(0, 0, 0)), Rvd.OF_REFERENCE, Burden.UNKNOWN),
                Optional.of(medpySurface(Mean.POOLED)), Optional.empty());
    }

    private static SurfaceRules medpySurface(Mean mean) {
        return new SurfaceRules(SIX, SIX, mean, Percentile.POOLED, TOLERANCE_MM, Map.of(
                Measure.ASD_MM, UNDEFINED,
                Measure.MSD_MM, UNDEFINED,
                Measure.HD95_MM, UNDEFINED));
    }

    /** DeepMind's surface-distance: {@code compute_surface_distances} and what is made of it; its ASD are two numbers, here their mean. */
    private static Contract deepmind() {
        return new Contract("deepmind", 1, "surface-distance 0.1 (github.com/google-deepmind/surface-distance), metrics.py; Nikolov et al. 2018, "
                + "arXiv 1809.04430",
                "area-weighted surface elements; ASD the mean of its two directed means; percentiles and surface Dice by area; lesions not counted",
                ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(Measure.DICE, new WhenEmpty(NONE, 0, 0)), Rvd.OF_REFERENCE, Burden.UNKNOWN),
                Optional.of(new SurfaceRules(new Boundary.Elements(), new Boundary.Elements(), Mean.OF_TWO_MEANS, Percentile.LARGER_BY_AREA,
                        TOLERANCE_MM, Map.of(
                        Measure.ASD_MM, UNDEFINED,
                        Measure.MSD_MM, new WhenEmpty(ENDLESS, ENDLESS, ENDLESS),
                        Measure.HD95_MM, new WhenEmpty(ENDLESS, ENDLESS, ENDLESS),
                        Measure.SURFACE_DICE, new WhenEmpty(NONE, 0, 0)))),
                Optional.empty());
    }

    /** MONAI's metrics as they come: ASD in one direction, nothing for an empty reference, infinite distances for an empty prediction. */
    private static Contract monai() {
        return new Contract("monai", 1, "MONAI 1.6.1, monai.metrics with their defaults: compute_dice, compute_iou, compute_average_surface_distance, "
                + "compute_hausdorff_distance, compute_surface_dice, precision and sensitivity",
                "ASD from the prediction only; larger of two 95th percentiles; no Dice for an empty reference, infinite distances where a mask is "
                        + "empty; lesions not counted", ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(
                        Measure.DICE, new WhenEmpty(NONE, NONE, 0),
                        Measure.JACCARD, new WhenEmpty(NONE, NONE, 0),
                        Measure.PRECISION, new WhenEmpty(NONE, 0, NONE),
                        Measure.RECALL, new WhenEmpty(NONE, NONE, 0)), Rvd.OF_REFERENCE, Burden.UNKNOWN),
                Optional.of(new SurfaceRules(SIX, SIX, Mean.FROM_PREDICTION, Percentile.LARGER, TOLERANCE_MM, Map.of(
                        Measure.ASD_MM, new WhenEmpty(NONE, ENDLESS, ENDLESS),
                        Measure.MSD_MM, new WhenEmpty(NONE, ENDLESS, ENDLESS),
                        Measure.HD95_MM, UNDEFINED,
                        Measure.SURFACE_DICE, new WhenEmpty(NONE, 0, 0)))),
                Optional.empty());
    }

    /** nnU-Net's evaluation: overlap only. */
    private static Contract nnunet() {
        return new Contract("nnunet", 1, "nnU-Net v2 (github.com/MIC-DKFZ/nnUNet), evaluation/evaluate_predictions.py, compute_metrics",
                "Dice and Jaccard only, both undefined when both masks are empty; no surface distances; lesions not counted", ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(
                        Measure.DICE, new WhenEmpty(NONE, 0, 0),
                        Measure.JACCARD, new WhenEmpty(NONE, 0, 0)), Rvd.OF_REFERENCE, Burden.UNKNOWN),
                Optional.empty(), Optional.empty());
    }

    /**
     * The evaluation of CHAOS, its Python. Where a border is missing it fails; its Matlab twin then puts the size of the array instead. Its RVD
     * is in percent; here it is a fraction like all others.
     */
    private static Contract chaos() {
        return new Contract("chaos_2019", 1, "CHAOS evaluation (github.com/emrekavur/CHAOS-evaluation), Python/CHAOSmetrics.py, 2019",
                "the border of the array makes no surface; RVD without a sign, infinite for an empty reference; Dice undefined when both masks are "
                        + "empty; lesions not counted", ComparisonGrid.REFERENCE,
                new OverlapRules(Map.of(
                        Measure.DICE, new WhenEmpty(NONE, 0, 0),
                        Measure.RVD, new WhenEmpty(NONE, ENDLESS, 1)), Rvd.ABSOLUTE, Burden.UNKNOWN),
                Optional.of(new SurfaceRules(new Boundary.Voxels(Connectivity.SIX, Outside.FOREGROUND),
                        new Boundary.Voxels(Connectivity.SIX, Outside.FOREGROUND), Mean.POOLED, Percentile.POOLED, TOLERANCE_MM, Map.of(
                        Measure.ASD_MM, UNDEFINED,
                        Measure.MSD_MM, UNDEFINED))),
                Optional.empty());
    }
}
