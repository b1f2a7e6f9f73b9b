package org.hepar.volume;

/** A volume and the labels of its voxels, on the same grid. */
public record LabelledVolume(Volume volume, LabelMap labels) {

    public LabelledVolume {
        if (!volume.grid().sameAs(labels.grid())) {
            throw new IllegalArgumentException("image and reference lie on different grids: " + volume.grid().differenceFrom(labels.grid())
                    + "; resample one onto the other first");
        }
    }

    public Grid grid() {
        return volume.grid();
    }

    public LabelledVolume crop(Box box) {
        return new LabelledVolume(volume.crop(box), labels.crop(box));
    }
}
