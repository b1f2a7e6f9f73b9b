package org.hepar.cli;

import java.util.Map;

/**
 * What a person can be shown: whether standard error is a terminal that can redraw a line, whether standard output may
 * be coloured, the width in characters, and whether more than ASCII can be drawn.
 */
record Terminal(boolean redraws, boolean colours, int width, boolean unicode) {

    /** A file or a pipe: lines only. */
    static final Terminal NONE = new Terminal(false, false, 100, false);

    private static final int USUAL_WIDTH = 80;

    /**
     * This process's terminal. The launcher looks at each stream and passes what it saw, as Java knows of both
     * together only; without the launcher the console's presence decides.
     */
    static Terminal ofThisProcess() {
        return of(System.getenv(), System.getProperty("hepar.terminal"), System.console() != null);
    }

    /** @param seen the launcher's word: {@code out}, {@code err}, both or neither, then the width; null without launcher */
    static Terminal of(Map<String, String> environment, String seen, boolean console) {
        String kind = environment.getOrDefault("TERM", "dumb");
        boolean able = !kind.isEmpty() && !kind.equals("dumb");
        boolean out = able && (seen == null ? console : seen.contains("out"));
        boolean err = able && (seen == null ? console : seen.contains("err"));
        String plain = environment.getOrDefault("NO_COLOR", "");
        String letters = environment.getOrDefault("LC_ALL",
                environment.getOrDefault("LC_CTYPE", environment.getOrDefault("LANG", "")));
        String columns = seen == null ? "" : seen.replaceAll("[^0-9]", "");
        int width = columns.isEmpty() || columns.length() > 4 ? USUAL_WIDTH : Math.max(40, Integer.parseInt(columns));
        return new Terminal(err, out && plain.isEmpty(), width, letters.toUpperCase().contains("UTF"));
    }
}
