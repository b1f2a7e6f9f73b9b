"""Made pairs of masks of full CT size for the benchmarks: a bumpy liver with lesions, and a prediction that is off as networks are.

Writes FOLDER/reference/segmentation-ID.nii.gz and FOLDER/prediction/segmentation-ID.nii.gz: labels 0, 1 (liver), 2 (lesion),
uint8, stored from left to right as LiTS is (LAS), 0.7 x 0.7 x 1.0 mm. Equal arguments give equal files.

    pip install numpy scipy nibabel
    python src/bench/python/made_masks.py FOLDER 512x512x517 [CASES]
"""
import pathlib
import sys

import nibabel as nib
import numpy as np
from scipy import ndimage

SPACING = (0.7, 0.7, 1.0)


def bumps(rng, shape, coarse):
    """A smooth random field of the volume's size, made on a coarse grid: about -1 to 1."""
    small = ndimage.gaussian_filter(rng.standard_normal(coarse), 1.0)
    field = small
    for axis in range(3):
        at = np.linspace(0, coarse[axis] - 1, shape[axis])
        low = np.clip(at.astype(int), 0, coarse[axis] - 2)
        share = (at - low).astype(np.float32)
        form = [1, 1, 1]
        form[axis] = -1
        share = share.reshape(form)
        field = np.take(field, low, axis) * (1 - share) + np.take(field, low + 1, axis) * share
        field = field.astype(np.float32)
    return field / np.abs(small).max()


def ellipsoid(grid, centre, radii):
    return sum(((g - c) / r) ** 2 for g, c, r in zip(grid, centre, radii))


def pair(shape, seed):
    rng = np.random.default_rng(seed)
    grid = np.ogrid[tuple(slice(0, n) for n in shape)]
    centre = [0.38 * shape[0], 0.45 * shape[1], 0.55 * shape[2]]
    radii = [95 / 0.7, 70 / 0.7, min(75.0, 0.4 * shape[2])]
    reference = np.zeros(shape, np.uint8)
    prediction = np.zeros(shape, np.uint8)
    form = ellipsoid(grid, centre, radii).astype(np.float32) + 0.25 * bumps(rng, shape, (14, 14, 14))
    reference[form < 1] = 1
    prediction[form + 0.06 * bumps(rng, shape, (20, 20, 20)) < 1.01] = 1
    for n in range(24):
        middle = [c + rng.uniform(-0.55, 0.55) * r for c, r in zip(centre, radii)]
        size = rng.uniform(3, 22)
        lesion = ellipsoid(grid, middle, [size / 0.7, size / 0.7, size]) < 1
        if n < 18:
            reference[lesion & (reference > 0)] = 2
        if n % 4:
            moved = [m + rng.uniform(-0.2, 0.2) * size for m in middle]
            lesion = ellipsoid(grid, moved, [size / 0.65, size / 0.75, size]) < 1
            prediction[lesion & (prediction > 0)] = 2
    return reference, prediction


def main():
    folder = pathlib.Path(sys.argv[1])
    shape = tuple(int(n) for n in sys.argv[2].split("x"))
    affine = np.diag([-SPACING[0], SPACING[1], SPACING[2], 1])
    for case in range(int(sys.argv[3]) if len(sys.argv) > 3 else 1):
        for name, mask in zip(("reference", "prediction"), pair(shape, case)):
            file = folder / name / f"segmentation-{case}.nii.gz"
            file.parent.mkdir(parents=True, exist_ok=True)
            nib.save(nib.Nifti1Image(mask, affine), file)
            print(file, shape, f"liver {np.count_nonzero(mask)} lesion {np.count_nonzero(mask == 2)} voxels", flush=True)


if __name__ == "__main__":
    main()
