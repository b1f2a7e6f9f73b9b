package org.hepar.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names of a network's arrays here, and what a file of others calls them. A rule {@code ours: theirs} is about the array of that name
 * and about all whose names go on from there behind a dot; a {@code *} stands for some characters without a dot, the same on both sides.
 * Of several rules about an array the longest holds, stars not counted. An array without a rule has its own name.
 *
 * @param rules ours to theirs
 */
record NameMap(Map<String, String> rules) {

    private static final String ANY = "*";

    NameMap {
        rules = new TreeMap<>(rules);
    }

    /** What cannot be a rule, in a line; empty where it can. */
    static Optional<String> problemOf(String ours, String theirs) {
        if (ours.isBlank() || theirs.isBlank()) {
            return Optional.of("'" + ours + "': '" + theirs + "' needs a name on both sides");
        }
        return stars(ours) == stars(theirs) ? Optional.empty() : Optional.of("'" + ours + "': '" + theirs + "' needs as many * on the right as on the left");
    }

    private static long stars(String text) {
        return text.chars().filter(c -> c == '*').count();
    }

    /** What the file calls an array of ours. */
    String theirs(String ours) {
        return rule(ours).map(rule -> replaced(ours, rule)).orElse(ours);
    }

    /** The rule about an array, by its left side; empty where it has none. */
    Optional<String> rule(String ours) {
        List<String> longest = new ArrayList<>();
        for (String rule : rules.keySet()) {
            if (pattern(rule).matcher(ours).lookingAt()) {
                if (!longest.isEmpty() && literal(rule) > literal(longest.get(0))) {
                    longest.clear();
                }
                if (longest.isEmpty() || literal(rule) == literal(longest.get(0))) {
                    longest.add(rule);
                }
            }
        }
        if (longest.size() > 1) {
            throw new IllegalArgumentException("names (='" + String.join("', '", longest) + "') say different things about " + ours + "; make one of them longer");
        }
        return longest.stream().findFirst();
    }

    private String replaced(String ours, String rule) {
        Matcher matcher = pattern(rule).matcher(ours);
        matcher.lookingAt();
        StringBuilder theirs = new StringBuilder();
        int group = 0;
        for (char c : rules.get(rule).toCharArray()) {
            theirs.append(c == '*' ? matcher.group(++group) : String.valueOf(c));
        }
        return theirs + ours.substring(matcher.end());
    }

    /** Whether a name is the pattern's, or goes on from there behind a dot. */
    static boolean covers(String pattern, String name) {
        return pattern(pattern).matcher(name).lookingAt();
    }

    private static Pattern pattern(String rule) {
        StringBuilder regex = new StringBuilder();
        for (String part : rule.split("(?<=\\*)|(?=\\*)")) {
            regex.append(part.equals(ANY) ? "([^.]+)" : Pattern.quote(part));
        }
        return Pattern.compile(regex + "(?=\\.|$)");
    }

    private static int literal(String rule) {
        return rule.replace(ANY, "").length();
    }
}
