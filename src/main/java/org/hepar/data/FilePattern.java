package org.hepar.data;

import java.util.Optional;

/** A path with {@code {id}} in it once: what stands before and after the id. */
record FilePattern(String before, String after) {

    private static final String ID = "{id}";

    /** @throws IllegalArgumentException naming the key when {@code {id}} is missing or stands there twice */
    static FilePattern of(String key, String pattern) {
        int at = pattern.indexOf(ID);
        String cure = "a pattern such as 'volume-{id}.nii.gz' has it once";
        if (at < 0) {
            throw new IllegalArgumentException(key + " (='" + pattern + "') has no {id}; " + cure);
        }
        if (pattern.indexOf(ID, at + 1) >= 0) {
            throw new IllegalArgumentException(key + " (='" + pattern + "') has {id} more than once; " + cure);
        }
        if (pattern.startsWith("/") || pattern.contains("..") || pattern.contains("\\")) {
            throw new IllegalArgumentException(key + " (='" + pattern + "') must lie within the folder, with '/' between folders; "
                    + "name a folder that holds all of its files");
        }
        return new FilePattern(pattern.substring(0, at), pattern.substring(at + ID.length()));
    }

    /** The id in a name, which is not empty and holds no '/'. */
    Optional<String> id(String name) {
        if (name.length() <= before.length() + after.length() || !name.startsWith(before) || !name.endsWith(after)) {
            return Optional.empty();
        }
        String id = name.substring(before.length(), name.length() - after.length());
        return id.contains("/") ? Optional.empty() : Optional.of(id);
    }

    String file(String id) {
        return before + id + after;
    }

    /** Which of two patterns a name belongs to: where both fit, the one that says more of it. */
    static Optional<FilePattern> closer(String name, FilePattern a, FilePattern b) {
        Optional<String> inA = a.id(name);
        Optional<String> inB = b.id(name);
        if (inA.isPresent() && inB.isPresent()) {
            return Optional.of(inA.get().length() <= inB.get().length() ? a : b);
        }
        return inA.isPresent() ? Optional.of(a) : inB.isPresent() ? Optional.of(b) : Optional.empty();
    }
}
