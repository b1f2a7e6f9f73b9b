"""Writes the small NIfTI files and golden.txt that NiftiGoldenTest compares with.

The files are written and read back by nibabel (5.4.2 for the committed ones), an implementation that is not ours:
    python src/bench/python/nifti_golden.py src/test/resources/org/hepar/io/nibabel
Each line of golden.txt: file | shape | affine, 12 numbers by rows, RAS | voxels after scaling, in file order.
"""
import pathlib
import sys

import nibabel as nib
import numpy as np

folder = pathlib.Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
random = np.random.default_rng(2017)
TYPES = [np.uint8, np.int8, np.int16, np.uint16, np.int32, np.uint32, np.int64, np.uint64, np.float32, np.float64]
CLASSES = [nib.Nifti1Image, nib.Nifti2Image, nib.Nifti1Pair]


def rotation(a, b, c):
    ca, cb, cc, sa, sb, sc = np.cos(a), np.cos(b), np.cos(c), np.sin(a), np.sin(b), np.sin(c)
    return (np.array([[1, 0, 0], [0, ca, -sa], [0, sa, ca]]) @ np.array([[cb, 0, sb], [0, 1, 0], [-sb, 0, cb]])
            @ np.array([[cc, -sc, 0], [sc, cc, 0], [0, 0, 1]]))


lines = []
for n in range(20):
    kind = TYPES[n % 10]
    oblique = rotation(*random.uniform(-3.1, 3.1, 3)) if n % 2 else np.eye(3)[random.permutation(3)] * random.choice([-1, 1], 3)
    affine = np.eye(4)
    affine[:3, :3] = oblique @ np.diag(random.uniform(0.4, 5, 3)) @ np.diag([1, 1, random.choice([-1, 1])])
    affine[:3, 3] = random.uniform(-300, 300, 3)
    shape = tuple(random.integers(1, 5, 3))
    if np.issubdtype(kind, np.integer):
        limits = np.iinfo(kind)
        data = random.integers(max(limits.min, -2**40), min(limits.max, 2**40), shape, dtype=kind)
    else:
        data = random.normal(0, 500, shape).astype(kind)
    image_class = CLASSES[n % 3]
    image = image_class(data, affine, image_class.header_class(endianness="<>"[n // 3 % 2]))
    image.set_qform(None if n % 4 == 0 else affine, 0 if n % 4 == 0 else 1)
    image.set_sform(None if n % 4 == 1 else affine, 0 if n % 4 == 1 else 2)
    if n % 10 in (2, 3):
        image.header.set_slope_inter(0.5, -1024)
    if n % 5 == 0 and image_class is not nib.Nifti1Pair:
        image.header.extensions.append(nib.nifti1.Nifti1Extension(6, b"a comment of some length " * (n + 1)))
    name = f"{n:02d}" + (".hdr" if image_class is nib.Nifti1Pair else (".nii", ".nii.gz")[n // 2 % 2])
    image.to_filename(folder / name)
    read = nib.load(folder / name)
    values = read.get_fdata().astype(np.float32).ravel(order="F")
    lines.append(" | ".join([name, " ".join(map(str, read.shape)), " ".join(repr(float(v)) for v in read.affine[:3].ravel()),
                             " ".join(repr(float(v)) for v in values)]))
(folder / "golden.txt").write_text("\n".join(lines) + "\n")
