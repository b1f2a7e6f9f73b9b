/**
 * How good a segmentation is: overlap, surface distances and lesion matching under a named contract.
 * Read {@link org.hepar.metric.Contract} and {@link org.hepar.metric.CasePair} first.
 * Flow: reference and prediction -> {@code CasePair.score} under several contracts in one pass -> CaseScores -> Aggregate over the cases.
 * A measure has a value or the name of a reason why it has none ({@link org.hepar.metric.Undefined}); nothing is left out unseen.
 * Must not know networks, files or reports: it sees two sets of masks and returns numbers.
 */
package org.hepar.metric;
