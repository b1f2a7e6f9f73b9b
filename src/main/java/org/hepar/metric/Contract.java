package org.hepar.metric;

import java.util.List;
import java.util.Optional;
import org.hepar.volume.Box;
import org.hepar.volume.LabelMap;
import org.hepar.volume.Mask;
import org.hepar.volume.Size;
import org.hepar.voxel.Connectivity;

/**
 * What exactly is measured: every rule on which published numbers of the same name differ, under one name. Numbers of
 * different contracts are never put into one mean.
 *
 * <p>The rules that no field varies are those of all contracts: the liver is labels 1 and 2 together; scores are on the
 * reference's own grid with its spacing; outside of the array is background; empty masks follow {@link LabelScore}.
 *
 * @param name how an experiment and a score table call it
 * @param surfaceConnectivity a voxel inside is on the surface if one of these neighbours is outside
 * @param lesionConnectivity neighbours that make two lesion voxels one lesion
 * @param matchingThreshold Dice above which (not at which) lesions correspond
 * @param largeLesionMm smallest longest axial diameter, mm, of the lesions that the recall of large lesions counts
 */
public record Contract(String name, Connectivity surfaceConnectivity, Connectivity lesionConnectivity, double matchingThreshold,
                       double largeLesionMm) {

    /**
     * Dice, VOE, RVD, ASD and MSD as published by Christ et al. 2017 (arXiv 1702.05970, section 4.2), with the lesion
     * matching of Chlebus et al. 2018, reconstructed. The papers leave open what a surface voxel is and when lesion
     * voxels are one lesion; here a surface voxel has one of its 6 neighbours outside, and lesions hold together over
     * 26 neighbours, so that thick slices do not cut an oblique lesion apart.
     */
    public static final Contract CHRIST_2017 = new Contract("christ_2017", Connectivity.SIX, Connectivity.TWENTY_SIX, 0.2, 10);

    private static final List<Contract> KNOWN = List.of(CHRIST_2017);

    public Contract {
        if (!(matchingThreshold >= 0 && matchingThreshold < 1)) {
            throw new IllegalArgumentException("matching threshold (=" + matchingThreshold + ") must be a Dice from 0 to below 1");
        }
        if (!(largeLesionMm >= 0) || Double.isInfinite(largeLesionMm)) {
            throw new IllegalArgumentException("large lesion (=" + largeLesionMm + " mm) must be finite and 0 or more");
        }
    }

    /** Names of all contracts. */
    public static List<String> known() {
        return KNOWN.stream().map(Contract::name).toList();
    }

    /** The contract of a name. */
    public static Contract named(String name) {
        return KNOWN.stream().filter(contract -> contract.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("contract (=" + name + ") is not known; use one of "
                        + known()));
    }

    /**
     * Scores a prediction against its reference. Never fails on empty masks. Works on the smallest box that holds both
     * masks, so that time and memory follow the size of the organ and not of the scan.
     */
    public CaseScores score(String caseId, LabelMap reference, LabelMap prediction) {
        requireSameGrid(caseId, reference, prediction);
        requireKnownLabels(caseId, "reference", reference);
        requireKnownLabels(caseId, "prediction", prediction);
        Optional<Box> liverBox = boundsFrom(LabelMap.LIVER, reference, prediction);
        LabelScore liver = liverBox.map(box -> LabelScore.of(reference.crop(box).liver(), prediction.crop(box).liver(), surfaceConnectivity))
                .orElseGet(LabelScore::bothEmpty);
        Optional<Box> lesionBox = boundsFrom(LabelMap.LESION, reference, prediction);
        if (lesionBox.isEmpty()) {
            return new CaseScores(caseId, name, liver, LabelScore.bothEmpty(), Detection.none());
        }
        Mask referenceLesion = reference.crop(lesionBox.get()).lesion();
        Mask predictedLesion = prediction.crop(lesionBox.get()).lesion();
        return new CaseScores(caseId, name, liver, LabelScore.of(referenceLesion, predictedLesion, surfaceConnectivity),
                Detection.of(referenceLesion, predictedLesion, this));
    }

    /** The rules in words, one each, to be printed beside a table. */
    public List<String> rules() {
        return List.of(
                "Liver: labels 1 and 2 together; lesion: label 2. Compared on the reference's own grid, in mm of its slice positions.",
                "Dice = 2|A∩B|/(|A|+|B|) per case, A reference, B prediction; 1 when both are empty, 0 when one is.",
                "VOE = 1 - |A∩B|/|A∪B|; 0 when both are empty.",
                "RVD = (|B|-|A|)/|A|, signed; undefined without a reference.",
                "Surface: voxels with one of their " + surfaceConnectivity.count()
                        + " neighbours outside; beyond the array counts as outside.",
                "ASD: mean distance over both surfaces pooled, mm; MSD: largest distance either way, mm; both undefined when a mask is empty.",
                "Lesions: 3D components over " + lesionConnectivity.count() + " neighbours, matched after Chlebus et al. 2018"
                        + " (reconstructed); sets correspond if their Dice is above " + matchingThreshold + ".",
                "Recall: reference lesions found / all reference lesions; large: longest axial diameter, between voxel corners, of at least "
                        + largeLesionMm + " mm.",
                "False positive: a predicted lesion in no correspondence.");
    }

    private static void requireSameGrid(String caseId, LabelMap reference, LabelMap prediction) {
        if (!reference.grid().sameAs(prediction.grid())) {
            throw new IllegalArgumentException("case " + caseId + ": reference and prediction lie on different grids: reference "
                    + reference.grid().describe() + "; prediction " + prediction.grid().describe()
                    + ". Resample the prediction onto the reference first");
        }
    }

    private static void requireKnownLabels(String caseId, String which, LabelMap map) {
        byte[] labels = map.labels();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < LabelMap.BACKGROUND || labels[i] > LabelMap.LESION) {
                Size size = map.grid().size();
                throw new IllegalArgumentException("case " + caseId + ": label (=" + labels[i] + ") of the " + which + " at voxel ["
                        + i / (size.y() * size.x()) + "," + i / size.x() % size.y() + "," + i % size.x()
                        + "] must be 0 background, 1 liver or 2 lesion; map other labels to these first");
            }
        }
    }

    /** The smallest box around all voxels of either map with this label or a higher one. */
    private static Optional<Box> boundsFrom(byte label, LabelMap reference, LabelMap prediction) {
        byte[] a = reference.labels();
        byte[] b = prediction.labels();
        return Box.around(reference.grid().size(), i -> a[i] >= label || b[i] >= label);
    }
}
