package org.hepar.data;

import java.util.Comparator;

/** Text in the order in which people count: runs of digits compare as numbers ({@code image_2} before {@code image_10}). */
final class NaturalOrder implements Comparator<String> {

    static final NaturalOrder INSTANCE = new NaturalOrder();

    private NaturalOrder() {
    }

    @Override
    public int compare(String a, String b) {
        int i = 0;
        int j = 0;
        while (i < a.length() && j < b.length()) {
            int endA = run(a, i);
            int endB = run(b, j);
            int order = digit(a.charAt(i)) && digit(b.charAt(j)) ? number(a.substring(i, endA), b.substring(j, endB))
                    : Character.compare(a.charAt(i), b.charAt(j));
            if (order != 0) {
                return order;
            }
            i = endA;
            j = endB;
        }
        int rest = Integer.compare(a.length() - i, b.length() - j);
        return rest != 0 ? rest : a.compareTo(b);  // 01 and 1 are different ids
    }

    /** The end of a run of digits, or of one other character. */
    private static int run(String text, int from) {
        int end = from + 1;
        while (digit(text.charAt(from)) && end < text.length() && digit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int number(String a, String b) {
        String x = a.replaceFirst("^0+(?=.)", "");
        String y = b.replaceFirst("^0+(?=.)", "");
        return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
