package org.hepar.net;

import org.hepar.config.Requirements;

/** The checks of what all networks can be set to; each message names the key as the YAML file has it, and all are said at once. */
final class Settings {

    private final Requirements requirements = new Requirements();

    Settings(int slices, double dropout) {
        require(slices >= 1 && slices % 2 == 1 && slices <= 31, "slices (=" + slices + ") must be an odd number from 1 to 31");
        require(dropout >= 0 && dropout < 1, "dropout (=" + dropout + ") must be at least 0 and below 1");
    }

    Settings baseChannels(int baseChannels, Norm norm) {
        require(baseChannels >= 1 && baseChannels <= 256, "base_channels (=" + baseChannels + ") must be 1 to 256");
        return require(norm != Norm.GROUP || baseChannels % Norm.GROUPS == 0,
                "base_channels (=" + baseChannels + ") must be a multiple of " + Norm.GROUPS + " for norm: group");
    }

    Settings require(boolean holds, String otherwise) {
        requirements.require(holds, otherwise);
        return this;
    }

    /** @throws IllegalArgumentException with a line for each check that failed */
    void check() {
        requirements.check();
    }
}
