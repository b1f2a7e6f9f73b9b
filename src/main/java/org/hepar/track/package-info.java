/**
 * Tells what happens in a run: to the journal on disk first, to an MLflow server second.
 * Read first: {@link org.hepar.track.RunLog} (one event at a time) and {@link org.hepar.track.Journal} (the truth on disk).
 * Flow: a run records an event; the journal writes and flushes it; MLflow gets a copy on a thread of its own.
 * A server that is away costs one line of warning and never the run.
 * This package is the only one that knows {@code org.mlflow}.
 * It must not know what an experiment, a network or a score is: an event is a kind and plain fields.
 */
package org.hepar.track;
