package org.hepar.crf;

/** By what a search judges settings, as the contract that heads the experiment's tables measures it: its mean over the validation cases. */
public enum SearchMeasure {
    DICE(0),
    VOE(1),
    /** Average symmetric surface distance, mm. */
    ASD_MM(1000),
    /** Largest symmetric surface distance, mm. */
    MSD_MM(1000);

    private final double worst;

    SearchMeasure(double worst) {
        this.worst = worst;
    }

    /** What stands for a value that is undefined because nothing is left of the structure: 0, 1, or 1,000 mm, which fits into no patient. */
    public double worst() {
        return worst;
    }

    public boolean higherIsBetter() {
        return this == DICE;
    }

    /** What is to be made small. */
    double loss(double value) {
        return higherIsBetter() ? -value : value;
    }

    public boolean isBetter(double value, double than) {
        return loss(value) < loss(than);
    }
}
