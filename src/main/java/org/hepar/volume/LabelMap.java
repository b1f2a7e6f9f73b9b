package org.hepar.volume;

/**
 * Grid and one label a voxel, {@code [z,y,x]}: {@link #BACKGROUND}, {@link #LIVER} (liver tissue that is no lesion) or
 * {@link #LESION}. The whole liver, as every liver measure takes it, is the union of both: {@link #liver()}.
 *
 * <p>The array is handed over, not copied, and never written after construction. 1 byte a voxel.
 */
public record LabelMap(Grid grid, byte[] labels) {

    public static final byte BACKGROUND = 0;
    public static final byte LIVER = 1;
    public static final byte LESION = 2;

    public LabelMap {
        Voxels.requireLength("label map", grid, labels.length);
    }

    public byte at(int z, int y, int x) {
        return labels[grid.size().index(z, y, x)];
    }

    /** The liver with its lesions: labels 1 and 2. */
    public Mask liver() {
        return where(LIVER, LESION);
    }

    /** The lesions: label 2. */
    public Mask lesion() {
        return where(LESION, LESION);
    }

    private Mask where(byte lowest, byte highest) {
        boolean[] mask = new boolean[labels.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = labels[i] >= lowest && labels[i] <= highest;
        }
        return new Mask(grid, mask);
    }

    public LabelMap crop(Box box) {
        return new LabelMap(grid.crop(box), (byte[]) Voxels.crop(labels, new byte[box.size().voxels()], grid.size(), box));
    }
}
