"""Times what others need for Dice, VOE, RVD, ASD and MSD of a pair of masks in memory, as their users call them.

    pip install numpy nibabel SimpleITK==2.5.7 surface-distance==0.1 medpy==0.5.2
    python src/bench/python/score_peers.py REFERENCE PREDICTION [peer,peer]

Prints a line per structure and peer: case, structure, peer, seconds, dice, asd, msd. Reading the files is not timed, but printed
on a line of its own ("nibabel"). DeepMind's ASD is the mean of its two directed ones.
"""
import sys
import time

import nibabel as nib
import numpy as np


def clock(job):
    begun = time.perf_counter()
    result = job()
    return time.perf_counter() - begun, result


def overlap(prediction, reference):
    shared = np.count_nonzero(prediction & reference)
    a, b = np.count_nonzero(reference), np.count_nonzero(prediction)
    return 2 * shared / (a + b), 1 - shared / (a + b - shared), (b - a) / a


def medpy(prediction, reference, spacing):
    from medpy.metric import binary
    return binary.dc(prediction, reference), binary.assd(prediction, reference, spacing), binary.hd(prediction, reference, spacing), \
        1 - binary.jc(prediction, reference), binary.ravd(prediction, reference)


def deepmind(prediction, reference, spacing):
    import surface_distance
    distances = surface_distance.compute_surface_distances(reference, prediction, spacing)
    means = surface_distance.compute_average_surface_distance(distances)
    return overlap(prediction, reference)[0], sum(means) / 2, surface_distance.compute_robust_hausdorff(distances, 100)


def simpleitk(prediction, reference, spacing):
    import SimpleITK as sitk
    a, b = (sitk.GetImageFromArray(mask.astype(np.uint8)) for mask in (prediction, reference))
    for image in (a, b):
        image.SetSpacing([float(mm) for mm in spacing[::-1]])
    counts = sitk.LabelOverlapMeasuresImageFilter()
    counts.Execute(b, a)

    def distances(of, to):
        away = sitk.Abs(sitk.SignedMaurerDistanceMap(to, squaredDistance=False, useImageSpacing=True))
        surface = sitk.LabelContour(of)
        return sitk.GetArrayViewFromImage(away)[sitk.GetArrayViewFromImage(surface) > 0]

    there, back = distances(a, b), distances(b, a)
    return counts.GetDiceCoefficient(), (there.sum() + back.sum()) / (there.size + back.size), max(there.max(), back.max())


PEERS = {"simpleitk": simpleitk, "deepmind": deepmind, "medpy": medpy}


def main():
    peers = sys.argv[3].split(",") if len(sys.argv) > 3 else list(PEERS)
    files = [nib.load(name) for name in sys.argv[1:3]]
    seconds, (reference, prediction) = clock(lambda: [np.asarray(file.dataobj) for file in files])
    print(f"{sys.argv[1]} nibabel reads both in {seconds:.3f} s", flush=True)
    spacing = tuple(float(mm) for mm in files[0].header.get_zooms()[:3])[::-1]
    reference, prediction = (np.ascontiguousarray(mask.T) for mask in (reference, prediction))
    for structure, chosen in (("liver", lambda mask: mask >= 1), ("lesion", lambda mask: mask == 2)):
        a, b = chosen(prediction), chosen(reference)
        for peer in peers:
            seconds, values = clock(lambda: PEERS[peer](a, b, spacing))
            print(f"{reference.shape} {structure} {peer} {seconds:.3f} s dice {values[0]:.9f} asd {values[1]:.9f} msd {values[2]:.9f}", flush=True)


if __name__ == "__main__":
    main()
