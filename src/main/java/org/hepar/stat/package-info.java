/**
 * Statistics of measured numbers: numbers in, a record out.
 * Read {@link org.hepar.stat.Summary} first, which every table and box plot is made of, then {@link org.hepar.stat.Wilcoxon}.
 * Flow: {@code double[]} of defined values, or two of them paired by index -> test, interval, effect size -> {@link org.hepar.stat.Holm}
 * over the family; {@link org.hepar.stat.Power} says what so many pairs could show at all.
 * Data too few or too equal give a record with NaN and a {@link org.hepar.stat.Degeneracy} that names why; a NaN inside a sample is an error.
 * Must not know volumes, cases or measures: who is left out of a mean is decided by the caller.
 */
package org.hepar.stat;
