package org.hepar.net;

/** What mean and variance of a normalisation are taken over. */
public enum Norm {
    /** Nothing is normalised; convolutions have a bias. */
    NONE("none"),
    /** A channel over the whole batch (Ioffe &amp; Szegedy 2015, arXiv 1502.03167); running statistics when segmenting. */
    BATCH("batch normalisation"),
    /** A channel of one slice (Ulyanov et al. 2016, arXiv 1607.08022). */
    INSTANCE("instance normalisation"),
    /** An eighth of the channels of one slice (Wu &amp; He 2018, arXiv 1803.08494). */
    GROUP("group normalisation");

    static final int GROUPS = 8;

    private final String words;

    Norm(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
