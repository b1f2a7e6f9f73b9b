package org.hepar.metric;

import java.util.Locale;

/**
 * Lesions by their longest axial diameter, mm: smaller than 10, 10 to 20, larger than 20. The classes in which the authors of the LiTS
 * scorer report detection (Vorontsov et al. 2019, Radiology: Artificial Intelligence 1:180014); 10 mm is also the limit of
 * Chlebus et al. 2018.
 */
public enum SizeClass {

    /** Below 10 mm. */
    SMALL("< 10 mm"),
    /** 10 to 20 mm, both included. */
    MEDIUM("10-20 mm"),
    /** Above 20 mm. */
    LARGE("> 20 mm");

    private final String words;

    SizeClass(String words) {
        this.words = words;
    }

    /** The class of a diameter, mm. */
    public static SizeClass of(double diameterMm) {
        return diameterMm < 10 ? SMALL : diameterMm <= 20 ? MEDIUM : LARGE;
    }

    /** Its name in files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Its bounds in words. */
    public String words() {
        return words;
    }
}
