/**
 * Statistics of measured numbers: numbers in, a record out.
 * Read {@link org.hepar.stat.Summary} first; it is what every table and box plot is made of.
 * Flow: {@code double[]} of defined values -> record.
 * An empty sample is a value (n = 0, the rest NaN), a NaN inside a sample is an error.
 * Must not know volumes, cases or measures: who is left out of a mean is decided by the caller.
 */
package org.hepar.stat;
