/**
 * Where jobs run: on this machine, one after the other, or on a cluster.
 * Read {@code Executor} first, then {@code Local}.
 * A list of jobs comes in; each one runs through the same code, whatever the place; results are run folders.
 * An interrupt ends the run as KILLED and leaves what was computed.
 * Neighbour of report: both use experiments, neither uses the other.
 * Must not know networks, measures, or the terminal.
 */
package org.hepar.execute;
