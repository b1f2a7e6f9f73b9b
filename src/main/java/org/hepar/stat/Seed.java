package org.hepar.stat;

import java.nio.charset.StandardCharsets;

/**
 * Seeds as a pure function of names and numbers: the same parts always give the same 64 bits, on every machine and
 * Java version, and no generator's state is carried from one use to the next. FNV-1a over the parts' text with a
 * separator, finished by the SplitMix64 mixer so that neighbouring parts give unrelated seeds.
 */
public final class Seed {

    private Seed() {
    }

    /** The seed of, say, {@code of(experimentSeed, "fold", 0, "epoch", 3)}. */
    public static long of(Object... parts) {
        long hash = 0xcbf29ce484222325L;
        for (Object part : parts) {
            for (byte b : String.valueOf(part).getBytes(StandardCharsets.UTF_8)) {
                hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
            }
            hash = (hash ^ 0x1f) * 0x100000001b3L;
        }
        return mix(hash);
    }

    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
