package org.hepar.track;

import java.time.Duration;

/**
 * How long a tracking server is waited for: to its first answer, for one call, for an upload (plus a second a megabyte),
 * and when the run is over for everything still on its way.
 */
record Patience(Duration first, Duration call, Duration upload, Duration end) {

    static final Patience USUAL = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(60));

    Patience {
        requirePositive("first", first);
        requirePositive("call", call);
        requirePositive("upload", upload);
        requirePositive("end", end);
    }

    Duration upload(long bytes) {
        return upload.plusMillis(bytes / 1000);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " (=" + value + ") must be positive; a server needs some time to answer");
        }
    }
}
