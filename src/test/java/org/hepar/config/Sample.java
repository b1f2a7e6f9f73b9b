package org.hepar.config;

import java.util.List;
import java.util.Map;

/** Records of every shape that YAML can hold, for the tests of this package. */
record Sample(String name, long seed, Network network, List<Step> steps, List<String> cases, Map<String, Double> weights,
        Place place) {

    record Network(int depth, int baseChannels, double dropout, boolean batchNorm) {

        Network {
            if (depth < 1 || depth > 6) {
                throw new IllegalArgumentException("depth (=" + depth + ") must be 1 to 6; lower it");
            }
            if (baseChannels < 1) {
                throw new IllegalArgumentException("baseChannels (=" + baseChannels + ") must be at least 1");
            }
            if (depth * baseChannels > 1000) {
                throw new IllegalArgumentException("a network this large\ndoes not fit; lower depth or base_channels");
            }
        }
    }

    sealed interface Step permits Window, Crf, NoStep, Nested {
    }

    record Window(double lowerHu, double upperHu) implements Step {

        Window {
            if (!(lowerHu < upperHu)) {
                throw new IllegalArgumentException("lowerHu (=" + lowerHu + ") must be below upperHu (=" + upperHu + ")");
            }
        }
    }

    record Crf(int iterations, Mode mode) implements Step {
    }

    record NoStep() implements Step {
    }

    record Nested(List<Step> steps, Map<String, Map<String, Integer>> table, List<List<Boolean>> rows) implements Step {
    }

    enum Mode {
        FAST, VERY_EXACT, NO
    }

    record Place(Location folder) {
    }
}
