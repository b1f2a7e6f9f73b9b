package org.hepar.volume;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** The words for what two grids differ in: size, spacing, origin, direction of the axes, in this order. */
final class GridDifference {

    private static final int FEWEST_DECIMALS = 3;
    private static final int MOST_DECIMALS = 12;

    private GridDifference() {
    }

    /** @param allowedMm how far apart corners of equal grids may lie */
    static String text(Grid a, Grid b, double allowedMm) {
        List<String> parts = new ArrayList<>();
        if (!a.size().equals(b.size())) {
            parts.add("size [z,y,x] " + a.size() + " against " + b.size());
        }
        double[] steps = {a.size().z() - 1, a.size().y() - 1, a.size().x() - 1};
        double[] spacingA = {a.spacing().z(), a.spacing().y(), a.spacing().x()};
        double[] spacingB = {b.spacing().z(), b.spacing().y(), b.spacing().x()};
        boolean[] spaced = new boolean[3];
        boolean turned = false;
        double[] angles = {angle(a.direction().alongZ(), b.direction().alongZ()), angle(a.direction().alongY(), b.direction().alongY()),
            angle(a.direction().alongX(), b.direction().alongX())};
        for (int axis = 0; axis < 3; axis++) {
            spaced[axis] = !Grid.sameSpacing(spacingA[axis], spacingB[axis]) || Math.abs(spacingA[axis] - spacingB[axis]) * steps[axis] > allowedMm;
            turned |= Math.toRadians(angles[axis]) * spacingA[axis] * steps[axis] > allowedMm;
        }
        add(parts, "spacing", "zyx", spacingA, spacingB, spaced);
        double[] originA = {a.origin().x(), a.origin().y(), a.origin().z()};
        double[] originB = {b.origin().x(), b.origin().y(), b.origin().z()};
        boolean[] moved = new boolean[3];
        for (int axis = 0; axis < 3; axis++) {
            moved[axis] = Math.abs(originA[axis] - originB[axis]) > allowedMm;
        }
        add(parts, "origin", "xyz", originA, originB, moved);
        if (turned) {
            double largest = Math.max(angles[0], Math.max(angles[1], angles[2]));
            parts.add("axes turned by " + new BigDecimal(largest).round(new MathContext(3)).stripTrailingZeros().toPlainString() + " degrees");
        }
        return parts.isEmpty() ? "corners more than " + decimals(allowedMm, FEWEST_DECIMALS + 1) + " mm apart" : String.join("; ", parts);
    }

    /** One number where one axis differs, all three where more do. */
    private static void add(List<String> parts, String name, String axes, double[] a, double[] b, boolean[] differs) {
        int count = 0;
        int last = 0;
        for (int axis = 0; axis < 3; axis++) {
            count += differs[axis] ? 1 : 0;
            last = differs[axis] ? axis : last;
        }
        if (count == 0) {
            return;
        }
        int decimals = FEWEST_DECIMALS;
        for (int axis = 0; axis < 3; axis++) {
            while (differs[axis] && decimals < MOST_DECIMALS && decimals(a[axis], decimals).equals(decimals(b[axis], decimals))) {
                decimals++;
            }
        }
        parts.add(count == 1
                ? name + " " + axes.charAt(last) + " " + decimals(a[last], decimals) + " against " + decimals(b[last], decimals) + " mm"
                : name + " " + list(String.valueOf(axes.charAt(0)), String.valueOf(axes.charAt(1)), String.valueOf(axes.charAt(2))) + " "
                        + list(a, decimals) + " against " + list(b, decimals) + " mm");
    }

    private static String list(double[] numbers, int decimals) {
        return list(decimals(numbers[0], decimals), decimals(numbers[1], decimals), decimals(numbers[2], decimals));
    }

    private static String list(String... three) {
        return "[" + String.join(",", three) + "]";
    }

    private static String decimals(double number, int decimals) {
        BigDecimal rounded = new BigDecimal(number).setScale(decimals, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return rounded.signum() == 0 ? "0" : rounded.toPlainString();
    }

    /** Degrees between two unit vectors; by the chord, which is exact for small angles as well. */
    private static double angle(Vector a, Vector b) {
        return Math.toDegrees(2 * Math.asin(Math.min(1, a.plus(b.times(-1)).length() / 2)));
    }
}
