package org.hepar.volume;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the numbers in a label file mean: which label values make up which structure. A value may belong to several (a lesion
 * is liver too); 0 is background and belongs to none.
 *
 * @param labels the structures, in the order in which they are reported
 * @param othersAreBackground whether a value that no structure names counts as background; otherwise it is refused
 */
public record LabelMapping(List<Label> labels, boolean othersAreBackground) {

    /** The structure that holds its lesions. */
    public static final String LIVER = "liver";
    public static final String LESION = "lesion";
    /** Labels of LiTS: 1 liver, 2 lesion; the liver with its lesions is both. */
    public static final LabelMapping LITS = of(List.of("liver=1,2", "lesion=2"));

    /**
     * A structure.
     *
     * @param name letters, digits, dash and underscore
     * @param values label values, 1 or more each
     */
    public record Label(String name, SortedSet<Integer> values) {

        public Label {
            if (!name.matches("[A-Za-z][A-Za-z0-9_-]*")) {
                throw new IllegalArgumentException("label name (=" + name + ") must be letters, digits, dashes or underscores, a letter first");
            }
            if (values.isEmpty() || values.first() < 1 || values.last() > 65535) {
                throw new IllegalArgumentException("label " + name + " (=" + values + ") needs one or more values from 1 to 65535; 0 is background");
            }
            values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
        }
    }

    public LabelMapping {
        labels = List.copyOf(labels);
        Set<String> names = new LinkedHashSet<>();
        for (Label label : labels) {
            if (!names.add(label.name())) {
                throw new IllegalArgumentException("label " + label.name() + " is named twice; put all its values into one list: "
                        + label.name() + "=1,2");
            }
        }
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("a label mapping needs at least one structure, such as liver=1,2");
        }
    }

    /** Reads {@code liver=1,2} and {@code lesion=2}; values that no structure names are refused. */
    public static LabelMapping of(List<String> texts) {
        List<Label> labels = new ArrayList<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            String values = equals < 0 ? "" : text.substring(equals + 1);
            if (!values.matches("\\d{1,5}(,\\d{1,5})*")) {
                throw new IllegalArgumentException("label (=" + text + ") must be NAME=VALUE or NAME=VALUE,VALUE, such as liver=1,2");
            }
            String name = text.substring(0, equals);
            if (!name.equals(name.toLowerCase(Locale.ROOT)) && List.of(LIVER, LESION).contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("label name (=" + name + ") must be written " + name.toLowerCase(Locale.ROOT)
                        + " to be that structure; names in capitals are others");
            }
            SortedSet<Integer> numbers = new TreeSet<>();
            for (String value : values.split(",")) {
                numbers.add(Integer.valueOf(value));
            }
            labels.add(new Label(name, numbers));
        }
        return new LabelMapping(labels, false);
    }

    /** The same structures; values that none of them names count as background. */
    public LabelMapping ignoringOthers() {
        return new LabelMapping(labels, true);
    }

    /** The values of a structure. */
    public SortedSet<Integer> of(String name) {
        return labels.stream().filter(label -> label.name().equals(name)).findFirst().map(Label::values)
                .orElseThrow(() -> new IllegalArgumentException("no structure is called " + name + "; there are " + names()));
    }

    public List<String> names() {
        return labels.stream().map(Label::name).toList();
    }

    /** As typed: {@code liver=1,2 lesion=2}. */
    @Override
    public String toString() {
        return String.join(" ", labels.stream().map(label -> label.name() + "="
                + String.join(",", label.values().stream().map(String::valueOf).toList())).toList())
                + (othersAreBackground ? " others=background" : "");
    }
}
