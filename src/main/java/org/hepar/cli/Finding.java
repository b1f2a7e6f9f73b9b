package org.hepar.cli;

/**
 * One thing that {@code hepar doctor} looked at: what is there, or what its absence costs and how to get it.
 *
 * @param text one line
 */
record Finding(Standing standing, String subject, String text) {

    /** How much it matters. */
    enum Standing {
        /** There. */
        OK("ok"),
        /** Not there, and hepar does its main job without it. */
        OPTIONAL("-"),
        /** Not there, and nothing can be trained, applied or drawn without it. */
        NEEDED("MISSING");

        private final String word;

        Standing(String word) {
            this.word = word;
        }
    }

    static Finding ok(String subject, String text) {
        return new Finding(Standing.OK, subject, text);
    }

    static Finding optional(String subject, String text) {
        return new Finding(Standing.OPTIONAL, subject, text);
    }

    static Finding needed(String subject, String text) {
        return new Finding(Standing.NEEDED, subject, text);
    }

    String line() {
        return String.format("%-8s %-12s %s", standing.word, subject, text);
    }
}
