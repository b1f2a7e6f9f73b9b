package org.hepar.track;

import java.time.Duration;

/**
 * How long a tracking server is waited for: to its first answer, for one call, for an upload (plus a second a megabyte),
 * and when the run is over for everything still on its way; and how long it is left alone after a failure, twice as long after each further one.
 */
record Patience(Duration first, Duration call, Duration upload, Duration end, Duration firstPause, Duration longestPause) {

    static final Patience USUAL = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(30));

    Patience {
        requirePositive("first", first);
        requirePositive("call", call);
        requirePositive("upload", upload);
        requirePositive("end", end);
        requirePositive("first pause", firstPause);
        requirePositive("longest pause", longestPause);
    }

    Duration upload(long bytes) {
        return upload.plusMillis(bytes / 1000);
    }

    /** The pause after this one. */
    Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(longestPause) < 0 ? twice : longestPause;
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " (=" + value + ") must be positive; a server needs some time to answer");
        }
    }
}
