package org.hepar.crf.violation;

import org.hepar.track.RunLog;

/** A class of crf that uses track, which stands on the same line: breaks a rule on purpose. */
public record Neighbour(RunLog log) {
}
