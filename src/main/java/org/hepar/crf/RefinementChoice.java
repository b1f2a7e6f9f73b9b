package org.hepar.crf;

/** What a stage's refinement is, as an experiment says it: a certain one, or one whose settings are looked for on validation cases. */
public sealed interface RefinementChoice permits Refinement, CrfSearch {
}
