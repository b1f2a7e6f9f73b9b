package org.hepar.crf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.hepar.voxel.Workers;

/**
 * A Gaussian kernel over space and intensities summed neighbour by neighbour, as far as it reaches: for one so narrow in space that a voxel has few neighbours, and in
 * intensity that a {@link GridKernel} would have more cells than there are voxels.
 *
 * <p>Neighbours farther than {@value #REACH} widths in space are left out, which is 2e-4 of the kernel. Every number is made by one thread in a fixed order: results do
 * not depend on the number of cores.
 */
final class NeighbourKernel implements Kernel {

    private static final double REACH = 4.5;
    private static final float PART = 1f / 16;

    /** A row of neighbours: where it lies beside a voxel's row, and the kernel in space along it, {@code [dx + radius]}. */
    private record NeighbourRow(int dz, int dy, float[] inSpace) {

        int radius() {
            return inSpace.length / 2;
        }
    }

    private final Size size;
    private final float[][] images;
    private final float[] scales;
    private final List<NeighbourRow> neighbours;
    private final float weight;
    private final float[][] pull;
    /** What each voxel speaks and hears with, [z,y,x]; null where that is 1. */
    private final float[] speaking;
    private final float[] hearing;
    /** What pulls each class but the background {@code [class][z,y,x]}. */
    private final float[][] said;

    NeighbourKernel(Size size, Spacing spacing, double widthMm, List<Volume> image, List<Double> widths, double weight, Normalisation normalisation, float[][] pull) {
        this.size = size;
        this.images = image.stream().map(Volume::voxels).toArray(float[][]::new);
        this.scales = new float[images.length];
        for (int c = 0; c < scales.length; c++) {
            scales[c] = (float) (1 / (Math.sqrt(2) * widths.get(c)));
        }
        this.neighbours = neighbours(size, spacing, widthMm);
        this.weight = (float) weight;
        this.pull = pull;
        this.said = new float[pull.length - 1][size.voxels()];
        float[] factors = normalisation == Normalisation.NONE ? null : factors(normalisation);
        this.speaking = normalisation == Normalisation.AFTER ? null : factors;
        this.hearing = normalisation == Normalisation.BEFORE ? null : factors;
    }

    private float[] factors(Normalisation normalisation) {
        Arrays.fill(said[0], 1);
        return Kernel.factors(size, normalisation, () -> new Reader(new float[][] {said[0]}, 1, null));
    }

    private static List<NeighbourRow> neighbours(Size size, Spacing spacing, double widthMm) {
        double stepZ = spacing.z() / widthMm;
        double stepY = spacing.y() / widthMm;
        double stepX = spacing.x() / widthMm;
        int radiusZ = (int) Math.min(size.z() - 1, REACH / stepZ);
        int radiusY = (int) Math.min(size.y() - 1, REACH / stepY);
        List<NeighbourRow> rows = new ArrayList<>();
        for (int dz = -radiusZ; dz <= radiusZ; dz++) {
            for (int dy = -radiusY; dy <= radiusY; dy++) {
                double across = dz * stepZ * dz * stepZ + dy * stepY * dy * stepY;
                if (across <= REACH * REACH) {
                    int radius = (int) Math.min(size.x() - 1, Math.sqrt(REACH * REACH - across) / stepX);
                    float[] inSpace = new float[2 * radius + 1];
                    for (int dx = -radius; dx <= radius; dx++) {
                        inSpace[dx + radius] = (float) Gaussian.at(Math.sqrt(across + dx * stepX * dx * stepX));
                    }
                    rows.add(new NeighbourRow(dz, dy, inSpace));
                }
            }
        }
        return rows;
    }

    /** Neighbours of a voxel, itself included, at most. */
    static long terms(Size size, Spacing spacing, double widthMm) {
        return neighbours(size, spacing, widthMm).stream().mapToLong(row -> row.inSpace().length).sum();
    }

    /** Bytes of what is said. */
    static long bytes(Size size, int heard) {
        return (long) Float.BYTES * heard * size.voxels();
    }

    @Override
    public void speak(float[][] q) {
        Workers.share(size.z() * size.y(), () -> {
            RowOfVoxels voxels = new RowOfVoxels(size.x());
            return row -> {
                for (int c = 1; c < pull.length; c++) {
                    System.arraycopy(voxels.say(q, row, pull[c], speaking), 0, said[c - 1], row * size.x(), size.x());
                }
            };
        });
    }

    @Override
    public Listener listener() {
        return new Reader(said, weight, hearing);
    }

    private final class Reader implements Listener {

        private final float[][] spoken;
        private final float weight;
        private final float[] factors;
        /** A row of the image and one of its neighbours, moved so that neighbours lie at equal places: loops over one index become vector instructions. */
        private final float[][] here = new float[images.length][size.x()];
        private final float[][] there = new float[images.length][size.x()];
        private final float[] saidThere = new float[size.x()];
        private final float[] kernel = new float[size.x()];
        private final float[][] sums;
        private final RowOfVoxels voxels = new RowOfVoxels(size.x());

        Reader(float[][] spoken, float weight, float[] factors) {
            this.spoken = spoken;
            this.weight = weight;
            this.factors = factors;
            this.sums = new float[spoken.length][size.x()];
        }

        @Override
        public void add(int z, float[][][] logOdds) {
            for (int y = 0; y < size.y(); y++) {
                int row = size.index(z, y, 0);
                for (int c = 0; c < images.length; c++) {
                    System.arraycopy(images[c], row, here[c], 0, size.x());
                }
                for (float[] sum : sums) {
                    Arrays.fill(sum, 0);
                }
                for (NeighbourRow neighbour : neighbours) {
                    int otherZ = z + neighbour.dz();
                    int otherY = y + neighbour.dy();
                    if (otherZ >= 0 && otherZ < size.z() && otherY >= 0 && otherY < size.y()) {
                        hear(otherZ * size.y() + otherY, neighbour);
                    }
                }
                for (int c = 0; c < sums.length; c++) {
                    voxels.hear(logOdds[c][y], sums[c], weight, z * size.y() + y, factors);
                }
            }
        }

        /** Adds what is heard of one row, place after place. */
        private void hear(int row, NeighbourRow neighbour) {
            for (int dx = -neighbour.radius(); dx <= neighbour.radius(); dx++) {
                for (int c = 0; c < images.length; c++) {
                    move(images[c], row * size.x(), dx, there[c]);
                }
                similarity(neighbour.inSpace()[dx + neighbour.radius()]);
                silence(dx);
                for (int c = 0; c < sums.length; c++) {
                    move(spoken[c], row * size.x(), dx, saidThere);
                    addProducts(sums[c], kernel, saidThere);
                }
            }
        }

        /** to[x] = from[start + x + dx], as far as that lies in the row. */
        private void move(float[] from, int start, int dx, float[] to) {
            System.arraycopy(from, start + Math.max(0, dx), to, Math.max(0, -dx), size.x() - Math.abs(dx));
        }

        /** Beyond the row nothing is said. */
        private void silence(int dx) {
            if (dx > 0) {
                Arrays.fill(saidThere, size.x() - dx, size.x(), 0);
            } else {
                Arrays.fill(saidThere, 0, -dx, 0);
            }
        }

        private void similarity(float inSpace) {
            if (images.length == 1) {
                similarity(kernel, here[0], there[0], scales[0], inSpace);
                return;
            }
            Arrays.fill(kernel, 0);
            for (int c = 0; c < images.length; c++) {
                addSquares(kernel, here[c], there[c], scales[c]);
            }
            ofSquares(kernel, inSpace);
        }

        private static void similarity(float[] to, float[] a, float[] b, float scale, float inSpace) {
            for (int i = 0; i < to.length; i++) {
                float distance = scale * (a[i] - b[i]);
                to[i] = inSpace / exponential(distance * distance);
            }
        }

        private static void addSquares(float[] to, float[] a, float[] b, float scale) {
            for (int i = 0; i < to.length; i++) {
                float distance = scale * (a[i] - b[i]);
                to[i] += distance * distance;
            }
        }

        private static void ofSquares(float[] squares, float inSpace) {
            for (int i = 0; i < squares.length; i++) {
                squares[i] = inSpace / exponential(squares[i]);
            }
        }

        private static void addProducts(float[] to, float[] a, float[] b) {
            for (int i = 0; i < to.length; i++) {
                to[i] += a[i] * b[i];
            }
        }

        /** exp(t) for t of 0 or above, whose inverse is right to 1e-7 of 1; infinite where that is beyond a float. */
        private static float exponential(float t) {
            float part = PART * t;
            float e = 1 + part * (1 + part * (1f / 2 + part * (1f / 6 + part * (1f / 24 + part * (1f / 120)))));
            e *= e;
            e *= e;
            e *= e;
            e *= e;
            return e;
        }
    }
}
