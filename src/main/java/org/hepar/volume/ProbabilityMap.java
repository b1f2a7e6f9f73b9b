package org.hepar.volume;

/**
 * Grid and, for each class, a probability a voxel: {@code [c][z,y,x]}, in [0,1], summing to 1 over the classes.
 * Class 0 is the background. The arrays are handed over, not copied, and never written after construction.
 * 4 bytes a voxel and class.
 */
public record ProbabilityMap(Grid grid, float[][] classes) {

    public ProbabilityMap {
        if (classes.length < 2) {
            throw new IllegalArgumentException("classes (=" + classes.length + ") must be at least 2, background included");
        }
        for (float[] one : classes) {
            Voxels.requireLength("probability map", grid, one.length);
        }
    }

    /** Two classes from the probability of the second one. */
    public static ProbabilityMap ofForeground(Grid grid, float[] foreground) {
        float[] background = new float[foreground.length];
        for (int i = 0; i < background.length; i++) {
            background[i] = 1 - foreground[i];
        }
        return new ProbabilityMap(grid, new float[][] {background, foreground});
    }

    /** Voxels where the probability of a class is above a threshold. */
    public Mask above(int ofClass, float threshold) {
        float[] p = classes[ofClass];
        boolean[] mask = new boolean[p.length];
        for (int i = 0; i < p.length; i++) {
            mask[i] = p[i] > threshold;
        }
        return new Mask(grid, mask);
    }

    /** For each voxel the class with the largest probability, the first of several. At most 127 classes. */
    public LabelMap mostProbable() {
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            int best = 0;
            for (int c = 1; c < classes.length; c++) {
                best = classes[c][i] > classes[best][i] ? c : best;
            }
            labels[i] = (byte) best;
        }
        return new LabelMap(grid, labels);
    }

    /** The part of it inside a box. */
    public ProbabilityMap crop(Box box) {
        float[][] cropped = new float[classes.length][];
        for (int c = 0; c < cropped.length; c++) {
            cropped[c] = (float[]) Voxels.crop(classes[c], new float[box.size().voxels()], grid.size(), box);
        }
        return new ProbabilityMap(grid.crop(box), cropped);
    }

    /** A copy that has other probabilities inside a box. */
    public ProbabilityMap with(Box box, ProbabilityMap inside) {
        box.requireInside(grid.size());
        Size size = box.size();
        float[][] copied = new float[classes.length][];
        for (int c = 0; c < copied.length; c++) {
            copied[c] = classes[c].clone();
            for (int z = 0; z < size.z(); z++) {
                for (int y = 0; y < size.y(); y++) {
                    System.arraycopy(inside.classes[c], size.index(z, y, 0), copied[c], grid.size().index(box.z0() + z, box.y0() + y, box.x0()), size.x());
                }
            }
        }
        return new ProbabilityMap(grid, copied);
    }
}
