/**
 * Turns scores into what people read: {@code cases.csv}, {@code lesions.csv}, {@code summary.csv}, figures and one HTML page.
 * Read {@link org.hepar.report.Scores}, {@link org.hepar.report.Report} (of a run) and {@link org.hepar.report.ScoreReport} (of a scored folder) first.
 * Flow: {@code Run.read} or scored masks -> Scores -> Summary -> Figures, Overlay and ScoreSections -> a page. At run time
 * {@link org.hepar.report.Views} keeps a few slices a case: all of a run is rebuilt from its folder alone, and twice gives equal bytes.
 * {@link org.hepar.report.Comparison} pairs the {@code cases.csv} of several folders and tells their differences.
 * {@link org.hepar.report.PreviewPicture} draws what a network will be shown, before anything is trained.
 * Must not know how a run is executed, no engine, no MLflow; it reads scores and never scores masks itself.
 */
package org.hepar.report;
