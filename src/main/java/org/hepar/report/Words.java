package org.hepar.report;

import java.util.Locale;

/** Small pieces of the reports' sentences. */
final class Words {

    private Words() {
    }

    /** {@code 1 case}, {@code 8 cases}. */
    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    static String capital(String words) {
        return words.isEmpty() ? words : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** What a block is about, as far as it is not clear: {@code Prediction against reference, christ_2017}. */
    static String block(Scores scores, ScoreBlock block) {
        return scores.comparisons().size() == 1 ? block.contract() : capital(comparison(block.comparison())) + ", " + block.contract();
    }

    /** A comparison as the row of a table: {@code prediction (reference)}. */
    static String reader(String comparison) {
        String[] both = comparison.replace('_', ' ').split(":", 2);
        return both.length == 2 ? both[0] + " (" + both[1] + ")" : comparison;
    }

    /** A comparison as a sentence has it: {@code prediction against reference}; underscores become spaces. */
    static String comparison(String comparison) {
        return comparison.replace('_', ' ').replace(":", " against ");
    }
}
