package org.hepar.data;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.hepar.config.Requirements;

/**
 * Made patients in HU for trying and testing without data: a caricature of contrast-enhanced abdominal CT with a body wall,
 * spine, ribs, lungs, spleen, kidneys, stomach, bowel, vessels and a liver of varying shape with 0 to 6 lesions.
 *
 * <p>A case is a pure function of the seed, its id and the sizes below: the same bits on every machine. Spacings and the
 * number of slices vary by about a tenth from case to case. The body fills the field of view whatever its size in mm, so
 * few small pixels make a small patient, not a part of one. Cases have 3, 5, 2, 0, 6, 1 and 4 lesions in turn.
 *
 * <p>Intensities alone do not find the liver: the spleen, the heart, parts of bowel and muscle share its HU, and its HU
 * differs between cases. Most lesions differ from the liver by two to three standard deviations of the noise. Nothing
 * learned from a phantom says anything about patients.
 *
 * @param cases number of cases, called {@code phantom-00}, {@code phantom-01}, ...
 * @param seed another seed gives other patients
 * @param slices mean number of slices
 * @param inPlaneSize rows and columns of a slice
 * @param inPlaneSpacingMm mean distance of pixels
 * @param sliceSpacingMm mean distance of slices
 */
public record Phantom(int cases, long seed, int slices, int inPlaneSize, double inPlaneSpacingMm, double sliceSpacingMm)
        implements CohortSource {

    public Phantom {
        Requirements requirements = new Requirements();
        requireWithin(requirements, "cases", cases, 1, 1000, "12 is enough to try things");
        requireWithin(requirements, "slices", slices, 4, 400, "28 is usual");
        requireWithin(requirements, "in_plane_size", inPlaneSize, 16, 1024, "160 is usual");
        requireWithin(requirements, "in_plane_spacing_mm", inPlaneSpacingMm, 0.2, 20, "2 is usual");
        requireWithin(requirements, "slice_spacing_mm", sliceSpacingMm, 0.2, 40, "4.5 is usual");
        requirements.check();
    }

    private static void requireWithin(Requirements requirements, String name, double value, double low, double high, String cure) {
        requirements.require(value >= low && value <= high, String.format(Locale.ROOT, "%s (=%s) must be from %s to %s; %s",
                name, plain(value), plain(low), plain(high), cure));
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    @Override
    public Cohort open() {
        List<Case> made = IntStream.range(0, cases).<Case>mapToObj(index -> new PhantomCase(this, index)).toList();
        return new Cohort("phantom", made);
    }
}
