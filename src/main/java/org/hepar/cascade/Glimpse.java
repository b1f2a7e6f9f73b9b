package org.hepar.cascade;

import org.hepar.train.SeenSlice;

/** A slice that a stage's network would be shown in training, and whose it is. */
public record Glimpse(String caseId, SeenSlice seen) {
}
