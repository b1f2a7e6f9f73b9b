package org.hepar.cascade;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hepar.preprocess.HuWindow;
import org.hepar.volume.Grid;
import org.hepar.volume.Volume;

/**
 * The images that a network was made for, as those it was trained on were: kept with its weights, so that it does not answer about an
 * MR, about values that were normalised before, or about voxels of another size altogether. Meant to refuse hardly anything that is a CT in HU:
 * what lies outside the window does not matter, so an image clipped to it and one that is not are alike.
 *
 * @param lowerHu lower end of the network's window
 * @param upperHu upper end of the network's window
 * @param leastDarkShare least share of a training image's voxels at or below the window's lower end
 * @param mostBrightShare largest share of a training image's voxels at or above the window's upper end
 * @param finestInPlaneMm least distance between pixels of a slice
 * @param coarsestInPlaneMm largest distance between pixels of a slice
 * @param finestSliceMm least distance between slices
 * @param coarsestSliceMm largest distance between slices
 */
public record MadeFor(double lowerHu, double upperHu, double leastDarkShare, double mostBrightShare, double finestInPlaneMm, double coarsestInPlaneMm,
        double finestSliceMm, double coarsestSliceMm) {

    /** From fat and air to liver and bone a CT spans several hundred HU; normalised values span 1, or a few. */
    private static final double LEAST_SPAN_OF_WINDOW = 0.1;
    /** A CT has air and fat, however closely it is cut out; the values of an MR are none of them below 0. */
    private static final double USUAL_DARK_SHARE = 0.02;
    private static final double MISSING_DARK_SHARE = 0.001;
    /** Without its intercept a CT lies above the window by far. */
    private static final double USUAL_BRIGHT_SHARE = 0.1;
    private static final double TOO_BRIGHT_SHARE = 0.5;
    /** Voxels finer or coarser than all in training by more than this show the organs in another size. */
    private static final double SPACING_FACTOR = 3;

    static MadeFor of(HuWindow window, List<ImageFacts> images) {
        return new MadeFor(window.lowerHu(), window.upperHu(), least(images, ImageFacts::darkShare), most(images, ImageFacts::brightShare),
                least(images, ImageFacts::inPlaneMm), most(images, ImageFacts::inPlaneMm), least(images, ImageFacts::sliceMm), most(images, ImageFacts::sliceMm));
    }

    private static double least(List<ImageFacts> images, java.util.function.ToDoubleFunction<ImageFacts> of) {
        return images.stream().mapToDouble(of).min().orElseThrow();
    }

    private static double most(List<ImageFacts> images, java.util.function.ToDoubleFunction<ImageFacts> of) {
        return images.stream().mapToDouble(of).max().orElseThrow();
    }

    /** What about a grid is far from those in training; empty for nothing. */
    public List<String> against(Grid grid) {
        List<String> reasons = new ArrayList<>();
        far(reasons, "pixels of", ImageFacts.inPlane(grid), finestInPlaneMm, coarsestInPlaneMm);
        far(reasons, "slices every", grid.spacing().z(), finestSliceMm, coarsestSliceMm);
        return reasons;
    }

    private static void far(List<String> reasons, String what, double mm, double finest, double coarsest) {
        if (mm < finest / SPACING_FACTOR || mm > coarsest * SPACING_FACTOR) {
            reasons.add("it has " + what + " " + number(mm) + " mm, the images in training " + (finest == coarsest ? "" : number(finest) + " to ") + number(coarsest) + " mm");
        }
    }

    /** What about an image's values is far from those in training; empty for nothing. */
    public List<String> against(Volume image) {
        return against(ImageFacts.of(image, window()));
    }

    HuWindow window() {
        return new HuWindow(lowerHu, upperHu);
    }

    /** The same of an image whose facts are known, for {@link #window}. */
    List<String> against(ImageFacts facts) {
        List<String> reasons = new ArrayList<>(againstWindow(facts, window()));
        if (reasons.isEmpty()) {
            if (leastDarkShare >= USUAL_DARK_SHARE && facts.darkShare() < MISSING_DARK_SHARE) {
                reasons.add(String.format(Locale.ROOT, "%.2f %% of its voxels are at or below %.0f HU (air and fat; its values are %s), of the images in training at least %.0f %%",
                        100 * facts.darkShare(), lowerHu, span(facts), 100 * leastDarkShare));
            }
            if (mostBrightShare <= USUAL_BRIGHT_SHARE && facts.brightShare() > TOO_BRIGHT_SHARE) {
                reasons.add(String.format(Locale.ROOT, "%.0f %% of its voxels are at or above %.0f HU (its values are %s), of the images in training at most %.1f %%",
                        100 * facts.brightShare(), upperHu, span(facts), 100 * mostBrightShare));
            }
        }
        return reasons;
    }

    /** What can be said of an image without knowing those in training; empty for nothing. */
    static List<String> againstWindow(ImageFacts facts, HuWindow window) {
        double least = LEAST_SPAN_OF_WINDOW * (window.upperHu() - window.lowerHu());
        return facts.highest() - facts.lowest() >= least ? List.of() : List.of(String.format(Locale.ROOT,
                "its values are %s, which span less than %.0f of the window of %.0f to %.0f HU; they look normalised", span(facts), least, window.lowerHu(), window.upperHu()));
    }

    private static String span(ImageFacts facts) {
        return number(facts.lowest()) + " to " + number(facts.highest());
    }

    private static String number(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
