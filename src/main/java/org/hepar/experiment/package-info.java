/**
 * Experiments: the record that a YAML file is, the jobs that it stands for, and what came of them.
 * Read {@code Experiment} first, then {@code Run}.
 * An experiment splits its cohort into folds; each fold fits a cascade, segments its test cases and scores them;
 * all of it goes to the run log as it happens and to the run folder, from which a {@code Run} is read back.
 * Seeds are a function of experiment seed, fold, epoch and case id.
 * Must not know where jobs are executed, how a report looks, or the terminal.
 */
package org.hepar.experiment;
