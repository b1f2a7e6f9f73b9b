package org.hepar.cascade;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hepar.augment.Axis;
import org.hepar.config.Formerly;
import org.hepar.config.Location;
import org.hepar.config.Requirements;
import org.hepar.config.Yaml;
import org.hepar.crf.CrfSearch;
import org.hepar.crf.DenseCrf;
import org.hepar.crf.RefinementChoice;
import org.hepar.net.Layers;
import org.hepar.net.Network;
import org.hepar.preprocess.HistogramEqualisation;
import org.hepar.preprocess.HuWindow;
import org.hepar.preprocess.Preprocessing;
import org.hepar.preprocess.ResampleInPlane;
import org.hepar.preprocess.ResizeInPlane;
import org.hepar.train.Training;

/** One of the two networks with what stands before and after it: trained here, or given. */
@Formerly("trained")
public sealed interface Stage {

    /** From HU to the network's input, in order. */
    List<Preprocessing> preprocessing();

    /** Axes along which slices are also segmented mirrored, see {@link Mirrored}. */
    List<Axis> mirroring();

    /** What improves its probabilities, on the grid of the image, or how that is found. */
    RefinementChoice refinement();

    /** The window that makes HU the network's [0,1]: the first one of the preprocessing. */
    default HuWindow window() {
        return preprocessing().stream().filter(HuWindow.class::isInstance).map(HuWindow.class::cast).findFirst().orElseThrow();
    }

    /**
     * A network that is trained.
     *
     * @param training how the network is learned
     */
    record Trained(List<Preprocessing> preprocessing, Training training, @Formerly("[]") List<Axis> mirroring, RefinementChoice refinement) implements Stage {

        public Trained {
            preprocessing = List.copyOf(preprocessing);
            mirroring = List.copyOf(mirroring);
            requireWindowFirst(preprocessing);
            requireOnce(mirroring);
            requireForTwoClasses(refinement);
            ResizeInPlane size = fixedSize(preprocessing);
            if (size != null) {
                requireFitting(size, training.network());
            }
        }
    }

    /**
     * A network of others in a TorchScript file, used as it is. It takes slices {@code [n,slices,y,x]} in single precision, prepared as
     * said here, the middle channel being the slice that is segmented, and gives logits {@code [n,classes,y,x]}, before any softmax.
     *
     * @param file as {@code torch.jit.save} writes it
     * @param slices neighbouring slices that go in as channels, an odd number
     * @param sideMultiple what the sides of a slice have to be a multiple of; a slice is filled up with 0 around it
     * @param classes that it tells apart, background first
     * @param foreground the classes that are this stage's: their probabilities are summed, so that of background, liver and lesion
     *     [1, 2] is the liver with its lesions and [2] the lesions
     */
    record Torchscript(List<Preprocessing> preprocessing, Location file, int slices, int sideMultiple, int classes, List<Integer> foreground,
            @Formerly("[]") List<Axis> mirroring, RefinementChoice refinement) implements Stage {

        private static final int MOST_SLICES = 31;
        private static final int MOST_CLASSES = 256;
        private static final int LARGEST_MULTIPLE = 512;

        public Torchscript {
            preprocessing = List.copyOf(preprocessing);
            foreground = List.copyOf(foreground);
            mirroring = List.copyOf(mirroring);
            requireWindowFirst(preprocessing);
            requireOnce(mirroring);
            requireForTwoClasses(refinement);
            int known = classes;
            new Requirements().require(slices >= 1 && slices <= MOST_SLICES && slices % 2 == 1, "slices (=" + slices + ") must be an odd number from 1 to " + MOST_SLICES)
                    .require(sideMultiple >= 1 && sideMultiple <= LARGEST_MULTIPLE, "side_multiple (=" + sideMultiple + ") must be 1 to " + LARGEST_MULTIPLE
                            + ": 2 to the power of the number of times that the network halves a slice")
                    .require(classes >= 2 && classes <= MOST_CLASSES, "classes (=" + classes + ") must be 2 to " + MOST_CLASSES
                            + ", background included; a network with one score a pixel is wrapped so that it gives torch.cat([0 * score, score], 1)")
                    .require(!foreground.isEmpty() && foreground.stream().allMatch(c -> c >= 1 && c < known) && foreground.stream().distinct().count() == foreground.size(),
                            "foreground (=" + foreground + ") must name classes from 1 to " + (classes - 1) + ", each once; 0 is the background")
                    .check();
        }
    }

    /** Where slices come out in one size whatever the image; null where their size follows from the image. */
    private static ResizeInPlane fixedSize(List<Preprocessing> steps) {
        ResizeInPlane size = null;
        for (Preprocessing step : steps) {
            size = step instanceof ResizeInPlane resize ? resize : step instanceof ResampleInPlane ? null : size;
        }
        return size;
    }

    /** Who chooses the size can choose one that fits; slices of a size that follows from the image are filled up instead. */
    private static void requireFitting(ResizeInPlane size, Network network) {
        Layers layers = network.layers(2);
        List<String> problems = new ArrayList<>();
        if (!layers.fits(size.height())) {
            problems.add(problem(size.height() == size.width() ? "height and width" : "height", size.height(), layers));
        }
        if (size.width() != size.height() && !layers.fits(size.width())) {
            problems.add(problem("width", size.width(), layers));
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("resize_in_plane gives slices of " + size.height() + " x " + size.width() + " pixels, which the network ("
                    + String.join(", ", Yaml.canonical(network).strip().split("\\R")) + ") does not take: " + String.join(", ", problems));
        }
    }

    private static String problem(String side, int length, Layers layers) {
        List<Integer> nearest = layers.nearest(length);
        return side + " (=" + length + ") must be " + (nearest.size() > 1 ? nearest.get(0) + " or " + nearest.get(1)
                : "at least " + nearest.get(0) + ": enlarge it, or take a network that makes slices smaller less often (for a unet: lower depth)");
    }

    /** Found out now, not when a network is trained: a stage has one channel, the image in HU, and two classes. */
    private static void requireForTwoClasses(RefinementChoice refinement) {
        DenseCrf crf = refinement instanceof DenseCrf given ? given : refinement instanceof CrfSearch search ? search.start() : null;
        if (crf == null) {
            return;
        }
        if (crf.appearanceHu().size() != 1) {
            throw new IllegalArgumentException("refinement (=appearance_hu " + crf.appearanceHu() + ") must have one width in a cascade, whose image has one channel; write [20]");
        }
        crf.compatibility().costs(2);
    }

    private static void requireOnce(List<Axis> mirroring) {
        if (mirroring.stream().distinct().count() < mirroring.size()) {
            throw new IllegalArgumentException("mirroring (=" + mirroring.toString().toLowerCase(Locale.ROOT) + ") must name each axis once: [], [left_right], [front_back] or both");
        }
    }

    /** Networks and equalisation take [0,1]: a window must come before any equalisation, and there must be one. */
    private static void requireWindowFirst(List<Preprocessing> steps) {
        for (Preprocessing step : steps) {
            if (step instanceof HuWindow) {
                return;
            }
            if (step instanceof HistogramEqualisation) {
                throw new IllegalArgumentException("preprocessing (=" + steps.size() + " steps) has histogram_equalisation before any hu_window; put a hu_window first");
            }
        }
        throw new IllegalArgumentException("preprocessing (=" + steps.size() + " steps) must hold a hu_window, which maps HU to [0,1]; "
                + "for example {type: hu_window, lower_hu: -100, upper_hu: 400}");
    }
}
