/**
 * How good a segmentation is: overlap, surface distances and lesion matching under a named contract.
 * Read {@link org.hepar.metric.Contract} and {@link org.hepar.metric.CaseScores} first.
 * Flow: reference and predicted label map -> {@code Contract.score} -> CaseScores -> Aggregate over the cases.
 * A measure that is not defined is NaN and its {@link org.hepar.metric.Outcome} says why; nothing is left out unseen.
 * Must not know networks, files or reports: it sees two label maps and returns numbers.
 */
package org.hepar.metric;
