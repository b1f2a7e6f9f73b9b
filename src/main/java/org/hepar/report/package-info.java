/**
 * Turns a run folder into what people read: {@code cases.csv}, {@code lesions.csv}, {@code summary.csv}, figures and one HTML page.
 * Read {@link org.hepar.report.Report} and {@link org.hepar.report.Scores} first.
 * Flow: at run time {@link org.hepar.report.Views} keeps a few slices a case; later {@code Run.read} -> Scores -> Summary
 * -> Figures and Overlay -> Page. Everything is rebuilt from the run folder alone, and twice gives equal bytes.
 * {@link org.hepar.report.Comparison} pairs the {@code cases.csv} of several folders and tells their differences.
 * Must not know how a run is executed, no engine, no MLflow; it reads scores and never scores masks itself.
 */
package org.hepar.report;
