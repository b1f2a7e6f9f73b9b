/**
 * Where an experiment's folds are run: on this machine, one after the other.
 * Read {@code Local} first, then {@code Preflight}.
 * All that can be wrong is found first; then each fold is trained, its test cases are segmented and scored, and the run
 * folder fills as it happens, the journal before anything else.
 * An interrupt ends the run as KILLED and leaves what was computed.
 * Must not know the engine's arrays, how a measure is computed, or the terminal.
 */
package org.hepar.execute;
