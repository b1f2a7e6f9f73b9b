"""Real CT for timing and judging dense CRFs, and what pydensecrf2 makes of it. Kernels: 3 mm with weight 3; 12 mm, 25 HU with weight 5; symmetric.

    pip install numpy scipy nibabel pydensecrf2==1.1
    python src/bench/python/crf_peers.py write VOLUME SEGMENTATION OUT     cases as folders in OUT: image.npy, probability.npy, case.json
    python src/bench/python/crf_peers.py time OUT/CASE                     time and peak memory of pydensecrf, 5 iterations
    python src/bench/python/crf_peers.py run COMMAND ...                   time and peak memory of a command
    python src/bench/python/crf_peers.py crops OUT                         on each small crop pydensecrf (lattice.npy) and the exact result (exact.npy)

The exact result is computed in double precision, intensity by intensity: voxels of one value are summed along the axes, and each voxel adds these sums
with the weights that its own value gives them. That is the sum over all pairs, for images of some hundred values.

Probabilities: 0.8 for the reference's class and the rest evenly, Gaussian noise of 0.25 on the scores, clipped and normalised.
Cases: box-1m, box-2m, box-5m (million voxels around the liver, 2 classes), box-5m-3 (3 classes), doubt (the whole scan, doubtful near the border only), whole (512x512x200 by repetition), crop-00 to
crop-19 (40x40x40 at the liver's border, spacing of the file and two that are less even).
"""
import json
import pathlib
import resource
import subprocess
import sys
import time

import numpy as np

ITERATIONS = 5
CROP, CROPS = 40, 20


def probabilities(labels, classes, rng):
    scores = np.full((classes, *labels.shape), 0.2 / (classes - 1), np.float32)
    for one in range(classes):
        scores[one][labels == one] = 0.8
    scores += rng.normal(0, 0.25, scores.shape).astype(np.float32)
    scores = np.clip(scores, 0.02, 0.98)
    return scores / scores.sum(0)


def write(folder, hu, labels, spacing, classes, rng):
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "image.npy", np.ascontiguousarray(hu, np.float32))
    np.save(folder / "probability.npy", np.ascontiguousarray(probabilities(np.minimum(labels, classes - 1), classes, rng), np.float32))
    (folder / "case.json").write_text(json.dumps({"spacing_mm": [float(mm) for mm in spacing]}))


def nifti(folder):
    """The same case as files for the command."""
    import nibabel as nib
    spacing = json.loads((folder / "case.json").read_text())["spacing_mm"]
    affine = np.diag([-spacing[2], -spacing[1], spacing[0], 1])
    nib.save(nib.Nifti1Image(np.load(folder / "image.npy").T, affine), folder / "image.nii")
    nib.save(nib.Nifti1Image(np.moveaxis(np.load(folder / "probability.npy"), 0, 3).transpose(2, 1, 0, 3), affine), folder / "probability.nii")


def doubtful(folder, hu, labels, spacing, rng):
    """As a trained network has it: log odds by the distance to the border, 0.3 a mm, with smooth noise; certain elsewhere."""
    from scipy import ndimage
    inside = labels > 0
    mm = ndimage.distance_transform_edt(inside, spacing) - ndimage.distance_transform_edt(~inside, spacing)
    noise = ndimage.gaussian_filter(rng.normal(0, 1, hu.shape).astype(np.float32), [6 / step for step in spacing])
    odds = np.clip(0.3 * mm + 2 * noise / noise.std(), -8, 8)
    liver = (1 / (1 + np.exp(-odds))).astype(np.float32)
    write(folder, hu, labels, spacing, 2, rng)
    np.save(folder / "probability.npy", np.stack([1 - liver, liver]))


def box(labels, voxels, spacing):
    """A box around the middle of the liver with about so many voxels, as far as the volume has them, of even sides in mm."""
    side = (voxels * np.prod(spacing)) ** (1 / 3)
    lengths = np.minimum(np.round(side / np.array(spacing)).astype(int), labels.shape)
    for axis in (1, 2, 0):
        rest = np.prod(np.delete(lengths, axis))
        lengths[axis] = min(labels.shape[axis], max(lengths[axis], voxels // rest))
    middle = np.argwhere(labels > 0).mean(0)
    low = np.clip(np.round(middle - lengths / 2).astype(int), 0, np.array(labels.shape) - lengths)
    return tuple(slice(a, a + n) for a, n in zip(low, lengths))


def cases(volume, segmentation, out):
    import nibabel as nib
    image = nib.load(volume)
    hu = np.asarray(image.dataobj, np.float32).T
    labels = np.asarray(nib.load(segmentation).dataobj).T
    spacing = image.header.get_zooms()[:3][::-1]
    rng = np.random.default_rng(0)
    for name, voxels, classes in (("box-1m", 1_250_000, 2), ("box-2m", 2_500_000, 2), ("box-5m", 5_000_000, 2), ("box-5m-3", 5_000_000, 3)):
        chosen = box(labels, voxels, spacing)
        write(out / name, hu[chosen], labels[chosen], spacing, classes, rng)
    nifti(out / "box-5m")
    doubtful(out / "doubt", hu, labels, spacing, rng)
    slices = np.arange(200) % hu.shape[0]
    twice = [np.repeat(np.repeat(array[slices], 2, 1), 2, 2) for array in (hu, labels)]
    write(out / "whole", *twice, (spacing[0], spacing[1] / 2, spacing[2] / 2), 2, rng)
    nifti(out / "whole")
    inside = np.argwhere(labels > 0)
    for n in range(CROPS):
        while True:
            low = np.clip(inside[rng.integers(len(inside))] + rng.integers(-15, 16, 3) - CROP // 2, 0, np.array(hu.shape) - CROP)
            chosen = tuple(slice(a, a + CROP) for a in low)
            if 0.05 < (labels[chosen] > 0).mean() < 0.95:
                break
        write(out / f"crop-{n:02d}", hu[chosen], labels[chosen], [spacing, (5, 0.75, 0.75), (2.5, 0.8, 0.8)][n % 3], 2, rng)


def lattice(folder):
    import pydensecrf.densecrf as dcrf
    hu, p = np.load(folder / "image.npy"), np.load(folder / "probability.npy")
    spacing = json.loads((folder / "case.json").read_text())["spacing_mm"]
    begun, used = time.perf_counter(), time.process_time()
    mm = np.stack([axis * step for axis, step in zip(np.indices(hu.shape, np.float32), spacing)]).reshape(3, -1).astype(np.float32)
    crf = dcrf.DenseCRF(hu.size, len(p))
    crf.setUnaryEnergy(np.ascontiguousarray(-np.log(p.reshape(len(p), -1))))
    crf.addPairwiseEnergy(np.ascontiguousarray(mm / 3), compat=3)
    crf.addPairwiseEnergy(np.ascontiguousarray(np.concatenate([mm / 12, hu.reshape(1, -1) / 25])), compat=5)
    q = np.array(crf.inference(ITERATIONS), np.float32).reshape(p.shape)
    return f"{time.perf_counter() - begun:.2f} s, processor {time.process_time() - used:.2f} s", q


def gaussian(a, b, width):
    return np.exp(-0.5 * ((a[:, None] - b[None]) / width) ** 2)


def exact(folder):
    """Q of class 1 after all iterations."""
    hu, p = np.load(folder / "image.npy"), np.load(folder / "probability.npy").astype(float)
    spacing = json.loads((folder / "case.json").read_text())["spacing_mm"]
    places = [np.arange(n) * mm for n, mm in zip(hu.shape, spacing)]
    values, value = np.unique(hu, return_inverse=True)
    value = value.reshape(hu.shape)
    alike = gaussian(values.astype(float), values.astype(float), 25)

    def along_axes(q, width):
        z, y, x = (gaussian(place, place, width) for place in places)
        return np.tensordot(z, y @ (q @ x), 1)

    def by_value(q):
        heard = np.zeros(q.shape)
        for one in range(len(values)):
            heard += alike[one][value] * along_axes(np.where(value == one, q, 0), 12)
        return heard

    kernels = [(3, lambda q: along_axes(q, 3)), (5, by_value)]
    kernels = [(weight, kernel, 1 / np.sqrt(kernel(np.ones(hu.shape)))) for weight, kernel in kernels]
    unary = np.log(p[1] / p[0])
    q = p[1]
    for _ in range(ITERATIONS):
        odds = unary + sum(weight * n * kernel(n * (2 * q - 1)) for weight, kernel, n in kernels)
        q = 1 / (1 + np.exp(-odds))
    return np.stack([1 - q, q])


def main():
    job, *names = sys.argv[1:]
    if job == "write":
        cases(names[0], names[1], pathlib.Path(names[2]))
    elif job == "time":
        seconds, q = lattice(pathlib.Path(names[0]))
        print(f"pydensecrf {names[0]}: {q.shape} {seconds}, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** 20:.2f} GB", flush=True)
    elif job == "run":
        begun = time.perf_counter()
        subprocess.run(names, check=True)
        print(f"{time.perf_counter() - begun:.2f} s, peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2 ** 20:.2f} GB: {' '.join(names)}", flush=True)
    else:
        for folder in sorted(pathlib.Path(names[0]).glob("crop-*")):
            np.save(folder / "lattice.npy", lattice(folder)[1])
            np.save(folder / "exact.npy", exact(folder).astype(np.float32))


if __name__ == "__main__":
    main()
