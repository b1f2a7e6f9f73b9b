package org.hepar.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The names of records, components and constants as YAML has them, and the known name nearest to a mistyped one. */
public final class Names {

    // A short word in capitals in front of a capitalised one stays with it: UNet -> unet, but CTWindow -> ct_window;
    // so does a single one at the end: AdamW -> adamw.
    private static final Pattern BOUNDARY = Pattern.compile("(?<=[a-z])(?=[A-Z](?!$))|(?<=[A-Z]{2})(?=[A-Z][a-z])"
            + "|(?<=[a-z])(?=[0-9]+[A-Z][a-z])|(?<=[0-9])(?=[A-Z][a-z])");
    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9_-]+");

    private Names() {
    }

    /** {@code lowerHu} → {@code lower_hu}, {@code UNet} → {@code unet}, {@code atLeast10Mm} → {@code at_least_10_mm}. */
    static String snake(String camel) {
        return BOUNDARY.matcher(camel).replaceAll("_").toLowerCase(Locale.ROOT);
    }

    static String of(Class<?> type) {
        return snake(type.getSimpleName());
    }

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The path one step further down; a key that is no simple word stands in double quotes. */
    static String path(String path, String key) {
        String step = SIMPLE.matcher(key).matches() ? key : Json.write(key);
        return path.isEmpty() ? step : path + "." + step;
    }

    /** The known name that was probably meant, if one is near: a third of its letters may differ. */
    public static Optional<String> nearest(String name, Collection<String> known) {
        String wanted = letters(name);
        return known.stream()
                .filter(candidate -> distance(wanted, letters(candidate))
                        <= Math.max(wanted.length(), letters(candidate).length()) / 3)
                .min(Comparator.comparingInt((String candidate) -> distance(wanted, letters(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code ; did you mean 'epochs'?}, or nothing where no known name is near. */
    public static String suggestion(String name, Collection<String> known) {
        return nearest(name, known).map(near -> "; did you mean '" + near + "'?").orElse("");
    }

    private static String letters(String name) {
        String cut = name.length() > 100 ? name.substring(0, 100) : name;
        return cut.toLowerCase(Locale.ROOT).replaceAll("[_ -]", "");
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
