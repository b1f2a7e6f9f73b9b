package org.hepar.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Numbers and text as YAML scalars: the same on every Java version, and read alike by YAML 1.1 and 1.2. */
final class Scalars {

    // A leading zero is octal to YAML 1.1 and decimal to 1.2, so it is neither here.
    private static final Pattern WHOLE = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern DECIMAL = Pattern.compile(
            "[-+]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?");
    private static final Pattern NOT_FINITE = Pattern.compile("[-+]?\\.?(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);
    private static final Pattern BARE = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*");
    private static final Set<String> WORDS = Set.of("null", "true", "false", "yes", "no", "on", "off", "y", "n");

    private Scalars() {
    }

    /** @throws IllegalArgumentException saying what was expected, for anything but a whole number in the range */
    static long whole(Node.Scalar scalar, long lowest, long highest) {
        if (!scalar.plain() || !WHOLE.matcher(scalar.text()).matches()) {
            throw new IllegalArgumentException("expected a whole number, got " + scalar.shown() + unquote(scalar, WHOLE));
        }
        BigInteger value = new BigInteger(scalar.text());
        if (value.compareTo(BigInteger.valueOf(lowest)) < 0 || value.compareTo(BigInteger.valueOf(highest)) > 0) {
            throw new IllegalArgumentException("expected a whole number from " + lowest + " to " + highest + ", got "
                    + scalar.shown());
        }
        return value.longValue();
    }

    /** @throws IllegalArgumentException saying what was expected, for anything but a finite number */
    static double decimal(Node.Scalar scalar) {
        boolean decimal = scalar.plain() && DECIMAL.matcher(scalar.text()).matches();
        if (NOT_FINITE.matcher(scalar.text()).matches()
                || decimal && Double.isInfinite(Double.parseDouble(scalar.text()))) {
            throw new IllegalArgumentException("expected a finite number, got " + scalar.shown());
        }
        if (!decimal) {
            throw new IllegalArgumentException("expected a number, got " + scalar.shown() + unquote(scalar, DECIMAL));
        }
        return Double.parseDouble(scalar.text());
    }

    static boolean truth(Node.Scalar scalar) {
        if (scalar.plain() && scalar.text().equals("true")) {
            return true;
        }
        if (scalar.plain() && scalar.text().equals("false")) {
            return false;
        }
        throw new IllegalArgumentException("expected true or false, got " + scalar.shown());
    }

    private static String unquote(Node.Scalar scalar, Pattern form) {
        return !scalar.plain() && form.matcher(scalar.text()).matches() ? "; remove the quotes" : "";
    }

    /**
     * The fewest digits that read back as the same double, always with a point: {@code 0.001}, {@code 400.0},
     * {@code 1.0e-7}. Not {@link Double#toString(double)}, which prints some numbers with one digit more before Java 19.
     */
    static String text(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("expected a finite number, got " + value);
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal exact = new BigDecimal(value);
        BigDecimal shortest = exact;
        for (int digits = 1; digits <= 17; digits++) {
            shortest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (Double.parseDouble(shortest.toString()) == value) {
                break;
            }
        }
        shortest = shortest.stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        boolean near = exponent >= -4 && exponent < 9;
        String digits = (near ? shortest : shortest.movePointLeft(exponent)).toPlainString();
        return (digits.contains(".") ? digits : digits + ".0")
                + (near ? "" : "e" + (exponent < 0 ? "" : "+") + exponent);
    }

    /** Text, in double quotes unless every YAML reader takes it for that very text without them. */
    static String text(String text) {
        boolean bare = BARE.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        return bare ? text : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(visible(c) ? Character.toString(c) : "\\u%04X".formatted(c));
            }
        });
        return out.append('"').toString();
    }

    /** Fixed ranges, not those of this Java's Unicode version: the text is hashed. */
    private static boolean visible(int c) {
        return c >= 0x20 && c < 0x7F || c > 0xA0 && c < 0x2000 || c >= 0x2010 && c < 0x2028
                || c >= 0x2030 && c < 0xD800 || c >= 0xE000 && c < 0xFEFF || c > 0xFEFF && c < 0xFFF0 || c > 0xFFFF;
    }
}
