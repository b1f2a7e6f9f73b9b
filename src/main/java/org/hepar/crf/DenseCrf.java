package org.hepar.crf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hepar.config.Requirements;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.ProbabilityMap;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.hepar.voxel.Workers;

/**
 * A conditional random field in which every voxel is a neighbour of every other: voxels that are near, and voxels that are near
 * and alike, draw each other to the same class. Christ et al. 2017, eq. 2 and 3, after Krähenbühl &amp; Koltun 2011; solved by mean field.
 *
 * <p>The energy of a labelling x is Σᵢ −log pᵢ(xᵢ) + Σᵢ﹤ⱼ μ(xᵢ,xⱼ) [w₁ exp(−|rᵢ−rⱼ|²/2θγ²) + w₂ exp(−|rᵢ−rⱼ|²/2θα² − |Iᵢ−Iⱼ|²/2θβ²)], each
 * kernel normalised. Each iteration sets all Q at once: Qᵢ(c) ∝ pᵢ(c) exp(−Σ_d μ(c,d) Σ_m w_m message_m(d)), from Q = p on. A voxel hears itself too.
 *
 * <p>Widths are in mm and HU: with a normalisation, a finer grid of the same image gives the same result. Usual values: pydensecrf's examples have
 * position 3 voxels with weight 3, appearance 80 voxels and 13 of 255 grey values with weight 10, 5 iterations, symmetric.
 *
 * <p>A constant image is a defined case: appearance then is a second position kernel. So is one slice: all its voxels are near along z. A class that
 * has probability 0 everywhere counts as one of the floor, and stays one that nearly nobody takes.
 *
 * @param positionMm standard deviation of the position kernel, mm; θγ
 * @param positionWeight w₁; 0 leaves the kernel out
 * @param appearanceMm standard deviation in space of the appearance kernel, mm; θα
 * @param appearanceHu its standard deviation in intensity, for each channel of the image; one number, in HU, for CT; θβ
 * @param appearanceWeight w₂; 0 leaves the kernel out
 * @param iterations of the mean field
 * @param normalisation of both kernels; published weights belong to one
 * @param region which voxels are looked at
 * @param probabilityFloor what smaller probabilities count as, before their logarithm is taken; the released code of Christ et al. has 1e-5
 * @param compatibility what different classes of neighbours cost
 */
public record DenseCrf(double positionMm, double positionWeight, double appearanceMm, List<Double> appearanceHu, double appearanceWeight, int iterations,
        Normalisation normalisation, Region region, double probabilityFloor, Compatibility compatibility) implements Refinement {

    private static final double SMALLEST_FLOOR = 1e-30;
    private static final double LARGEST_FLOOR = 0.1;
    /** What is beyond has no meaning in mm or HU, and its square no place in single precision. */
    private static final double SMALLEST_WIDTH = 1e-12;
    private static final double LARGEST_WIDTH = 1e12;
    private static final double LARGEST_WEIGHT = 1e9;
    private static final String BOUNDS = ", " + SMALLEST_WIDTH + " to " + LARGEST_WIDTH;
    private static final int MOST_ITERATIONS = 1000;
    /** So far may a probability be beyond 0 and 1, and those of a voxel off 1 in sum: what half precision, or a rounded file, makes of them. */
    public static final float ROUNDING = 5e-3f;
    /** How far the region reaches beyond what is uncertain, in widths of the wider kernel. */
    private static final double MARGIN_WIDTHS = 2;

    public DenseCrf {
        appearanceHu = List.copyOf(appearanceHu);
        Requirements requirements = new Requirements()
                .require(positive(positionMm), "position_mm (=" + positionMm + ") must be a width in mm above 0" + BOUNDS + "; position_weight: 0 leaves the kernel out")
                .require(weight(positionWeight), "position_weight (=" + positionWeight + ") must be 0 or above, at most " + LARGEST_WEIGHT)
                .require(positive(appearanceMm), "appearance_mm (=" + appearanceMm + ") must be a width in mm above 0" + BOUNDS + "; appearance_weight: 0 leaves the kernel out")
                .require(!appearanceHu.isEmpty() && appearanceHu.stream().allMatch(DenseCrf::positive),
                        "appearance_hu (=" + appearanceHu + ") must be a width above 0" + BOUNDS + " for each channel of the image, [20] for CT")
                .require(weight(appearanceWeight), "appearance_weight (=" + appearanceWeight + ") must be 0 or above, at most " + LARGEST_WEIGHT)
                .require(iterations >= 1 && iterations <= MOST_ITERATIONS, "iterations (=" + iterations + ") must be 1 to " + MOST_ITERATIONS + "; 5 to 10 are usual")
                .require(probabilityFloor >= SMALLEST_FLOOR && probabilityFloor <= LARGEST_FLOOR,
                        "probability_floor (=" + probabilityFloor + ") must be " + SMALLEST_FLOOR + " to " + LARGEST_FLOOR + "; 1e-5 is usual");
        requirements.check();
    }

    private static boolean positive(double width) {
        return width >= SMALLEST_WIDTH && width <= LARGEST_WIDTH;
    }

    private static boolean weight(double weight) {
        return weight >= 0 && weight <= LARGEST_WEIGHT;
    }

    @Override
    public Refined refine(ProbabilityMap probability, List<Volume> image) {
        requireImage(probability, image);
        requireProbabilities(probability, voxel -> place(probability.grid().size(), voxel));
        Optional<Box> box = region == Region.WHOLE ? Optional.of(whole(probability.grid().size())) : UncertainRegion.of(probability, marginMm());
        if (box.isEmpty()) {
            return new Refined(probability, List.of(), box);
        }
        boolean all = box.get().equals(whole(probability.grid().size()));
        List<Double> changes = new ArrayList<>();
        MeanField field = new MeanField(this, all ? probability : probability.crop(box.get()), all ? image : image.stream().map(each -> each.crop(box.get())).toList());
        field.requireMemory(all ? 0 : (long) Float.BYTES * probability.classes().length * probability.grid().voxels());
        ProbabilityMap refined = field.run(changes);
        return new Refined(all ? refined : probability.with(box.get(), refined), changes, box);
    }

    /** Bytes that refining takes beyond its input, at most; of the whole volume. */
    public long bytes(ProbabilityMap probability, List<Volume> image) {
        requireImage(probability, image);
        return new MeanField(this, probability, image).bytes();
    }

    /**
     * About how many bytes refining takes beyond its input, before there is one: of two classes, on the whole of a grid.
     *
     * @param lowest of the image
     * @param highest of the image
     */
    public double bytes(Grid grid, double lowest, double highest) {
        return MeanField.bytes(this, grid, new Range((float) lowest, (float) highest));
    }

    /**
     * What of the widths does not suit an image, in a line each: nothing of it is wrong, and it is seldom meant.
     *
     * @param image its channels
     */
    public List<String> unsuited(List<Volume> image) {
        List<String> lines = new ArrayList<>();
        for (int c = 0; c < image.size() && appearanceWeight > 0; c++) {
            Range range = Range.of(image.get(c).voxels());
            if (range.highest() - range.lowest() < appearanceHu.get(c)) {
                lines.add(String.format(Locale.ROOT, "appearance_hu (=%s) is wider than all of the image, %.4g to %.4g: all its voxels look alike; is the image in another unit?", appearanceHu.get(c),
                        range.lowest(), range.highest()));
            }
        }
        Spacing spacing = image.get(0).grid().spacing();
        Size size = image.get(0).grid().size();
        double coarsest = Math.max(size.z() > 1 ? spacing.z() : 0, Math.max(size.y() > 1 ? spacing.y() : 0, size.x() > 1 ? spacing.x() : 0));
        if (positionWeight > 0 && positionMm < coarsest) {
            lines.add(String.format(Locale.ROOT, "position_mm (=%s) is less than the distance of %.4g mm from voxel to voxel: along that axis a voxel hears hardly any but itself, and on a finer grid the "
                    + "result is another", positionMm, coarsest));
        }
        return lines;
    }

    private double marginMm() {
        return MARGIN_WIDTHS * Math.max(positionWeight > 0 ? positionMm : 0, appearanceWeight > 0 ? appearanceMm : 0);
    }

    private static Box whole(Size size) {
        return new Box(0, 0, 0, size.z(), size.y(), size.x());
    }

    private void requireImage(ProbabilityMap probability, List<Volume> image) {
        compatibility.costs(probability.classes().length);
        if (image.size() != appearanceHu.size()) {
            throw new IllegalArgumentException("appearance_hu (=" + appearanceHu + ") must have a width for each channel of the image, which are " + image.size());
        }
        for (Volume channel : image) {
            if (!channel.grid().sameAs(probability.grid())) {
                throw new IllegalArgumentException("image and probabilities lie on different grids: " + channel.grid().differenceFrom(probability.grid())
                        + "; resample one to the other first");
            }
            Range range = Range.of(channel.voxels());
            if (!Float.isFinite(range.lowest()) || !Float.isFinite(range.highest())) {
                throw new IllegalArgumentException("the image has voxels that are NaN or infinite; replace them, for CT by -1024 HU, air");
            }
        }
    }

    /**
     * Refuses what is no probability, and those of a voxel that do not sum to 1.
     *
     * @param place says where a voxel lies, for the message
     */
    public static void requireProbabilities(ProbabilityMap probability, IntFunction<String> place) {
        Size size = probability.grid().size();
        boolean[] right = new boolean[size.z()];
        Workers.share(size.z(), () -> {
            float[] values = new float[size.x()];
            float[] sums = new float[size.x()];
            float[] off = new float[size.x()];
            float[] sumsOff = new float[size.x()];
            return z -> {
                Arrays.fill(off, 0);
                Arrays.fill(sumsOff, 0);
                for (int y = 0; y < size.y(); y++) {
                    Arrays.fill(sums, -1);
                    for (float[] one : probability.classes()) {
                        System.arraycopy(one, size.index(z, y, 0), values, 0, values.length);
                        Lines.add(sums, values, 1);
                        Lines.farther(off, values, 0.5f);
                    }
                    Lines.farther(sumsOff, sums, 0);
                }
                right[z] = IntStream.range(0, off.length).allMatch(x -> off[x] <= 0.5f + ROUNDING && sumsOff[x] <= ROUNDING);
            };
        });
        IntStream.range(0, size.z()).filter(z -> !right[z]).findFirst().ifPresent(z -> refuse(probability, z, place));
    }

    /** Refuses the first voxel of a slice that is to be refused. */
    private static void refuse(ProbabilityMap probability, int z, IntFunction<String> place) {
        int slice = probability.grid().size().y() * probability.grid().size().x();
        for (int voxel = z * slice; voxel < (z + 1) * slice; voxel++) {
            float sum = -1;
            for (float[] one : probability.classes()) {
                if (!(Math.abs(one[voxel] - 0.5f) <= 0.5f + ROUNDING)) {
                    throw new IllegalArgumentException("probability (=" + one[voxel] + ") at " + place.apply(voxel)
                            + " must be 0 to 1; if these are a network's scores, apply its softmax first");
                }
                sum += one[voxel];
            }
            if (!(Math.abs(sum) <= ROUNDING)) {
                throw new IllegalArgumentException(String.format(Locale.ROOT, "probabilities sum to %.4f at %s, must sum to 1 over the %d classes, background included; "
                        + "is a class missing?", 1 + sum, place.apply(voxel), probability.classes().length));
            }
        }
    }

    private static String place(Size size, int voxel) {
        return "[z,y,x] = [" + voxel / (size.y() * size.x()) + "," + voxel / size.x() % size.y() + "," + voxel % size.x() + "]";
    }
}
