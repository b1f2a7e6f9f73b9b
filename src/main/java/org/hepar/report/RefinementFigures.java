package org.hepar.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hepar.crf.RefinementDoubt;
import org.hepar.experiment.Run.Trial;
import org.hepar.report.Figures.Figure;
import org.hepar.report.FoldSearch.Span;
import org.hepar.report.RefinementEffect.Refined;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The charts of refinements: how iterations came to rest, and how a search's measure depends on each setting. */
final class RefinementFigures {

    private static final Color INK = new Color(45, 50, 56);
    private static final Color TRIED = new Color(0, 114, 178);
    private static final Color CHOSEN = new Color(213, 94, 0);
    private static final Color BEYOND = new Color(120, 126, 133);
    private static final Color BEST = new Color(0, 158, 115);
    private static final int STEPS = 5;
    private static final int MANY_STEPS = 10;
    /** Trials worse than the others by so many times the spread of their middle half would press these flat: they lie at the edge. */
    private static final double FAR = 3;

    private RefinementFigures() {
    }

    /** Mean |ΔQ| against the iteration of each refined stage, a line a case; none of a stage where no voxel was looked at. */
    static List<Figure> convergence(List<RefinementEffect> effects) {
        return effects.stream().filter(effect -> effect.cases().stream().anyMatch(one -> changes(one).max().orElse(0) > 0)).map(RefinementFigures::convergence).toList();
    }

    private static DoubleStream changes(Refined one) {
        return one.effect().changes().stream().mapToDouble(change -> change);
    }

    private static Figure convergence(RefinementEffect effect) {
        double[] positive = effect.cases().stream().flatMapToDouble(RefinementFigures::changes).filter(change -> change > 0).toArray();
        double lowest = Math.min(RefinementDoubt.AT_REST, Arrays.stream(positive).min().orElseThrow());
        int iterations = effect.cases().stream().mapToInt(one -> one.effect().changes().size()).max().orElse(1);
        LogAxis heights = decades(lowest, Arrays.stream(positive).max().orElseThrow());
        Axis across = iterations > MANY_STEPS ? Axis.around(0, iterations, STEPS) : iterations == 1 ? new Axis(0, 2, 1) : new Axis(1, iterations, 1);
        XYChart chart = Figures.chart(560, 330, "Refinement of the " + effect.stage() + " coming to rest", "iteration", "mean |ΔQ|");
        dashed(chart, "at rest", new double[] {across.drawnFrom(), across.drawnTo()}, heights.at(RefinementDoubt.AT_REST), INK);
        List<String> folds = effect.cases().stream().map(Refined::fold).distinct().toList();
        Set<String> named = new LinkedHashSet<>();
        for (int i = 0; i < effect.cases().size(); i++) {
            Refined one = effect.cases().get(i);
            double[] y = changes(one).map(change -> heights.at(Math.max(change, Math.pow(heights.base(), heights.exponents().min())))).toArray();
            if (y.length > 0) {
                double[] x = new double[y.length];
                Arrays.setAll(x, iteration -> iteration + 1);
                Color colour = Figures.FOLD_COLOURS[folds.indexOf(one.fold()) % Figures.FOLD_COLOURS.length];
                boolean first = named.add(one.fold());
                Figures.line(chart, first ? "fold " + one.fold() : "case " + i, x, y, new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 190), 1.4f, SeriesMarkers.CIRCLE).setShowInLegend(first);
            }
        }
        Figures.axes(chart, across, heights.exponents(), across::label, heights::label);
        return Figures.figure("convergence-" + effect.stage(), chart, "Mean |ΔQ| of each iteration of the " + effect.stage() + "'s refinement on a logarithmic axis, a line a case; below the dashed "
                + "line further iterations would change next to nothing");
    }

    /** |ΔQ| is thought of in powers of ten, also where it spans few. */
    private static LogAxis decades(double lowest, double highest) {
        double low = Math.floor(Math.log10(lowest) + 1e-9);
        double high = Math.max(low + 1, Math.ceil(Math.log10(highest) - 1e-9));
        Axis axis = Axis.around(low, high, MANY_STEPS);
        return new LogAxis(10, axis.step() >= 1 ? axis : new Axis(low, high, 1));
    }

    /** The measure of each trial against each setting that was looked for; none before the first trial. */
    static List<Figure> sensitivity(FoldSearch found) {
        List<Trial> tried = found.tried();
        List<Figure> figures = new ArrayList<>();
        if (!tried.isEmpty()) {
            found.search().ranges().keySet().forEach(key -> figures.add(sensitivity(found, key, tried)));
        }
        return figures;
    }

    private static Figure sensitivity(FoldSearch found, String key, List<Trial> tried) {
        ComparedMeasure measure = found.measure();
        List<Double> range = found.search().ranges().get(key);
        double[] values = tried.stream().mapToDouble(trial -> trial.settings().getOrDefault(key, Double.NaN)).toArray();
        LogAxis across = LogAxis.around(Math.min(range.get(0), Arrays.stream(values).min().orElseThrow()), Math.max(range.get(1), Arrays.stream(values).max().orElseThrow()), STEPS);
        double[] means = tried.stream().mapToDouble(trial -> measure.scale() * trial.mean()).toArray();
        double without = measure.scale() * found.without();
        Axis heights = heights(means, without, found.higherIsBetter());
        double[] x = Arrays.stream(values).map(across::at).toArray();
        double[] y = Arrays.stream(means).map(mean -> Math.max(heights.min(), Math.min(heights.max(), mean))).toArray();
        XYChart chart = Figures.chart(400, 300, key, "", measure.heading());
        chart.getStyler().setXAxisTitleVisible(false);
        double[] ends = {across.exponents().drawnFrom(), across.exponents().drawnTo()};
        // a line is the legend's first entry: behind another one its sample would touch that one's words
        if (Double.isFinite(without)) {
            dashed(chart, "without", ends, Math.max(heights.min(), Math.min(heights.max(), without)), INK);
        }
        range.forEach(end -> Figures.line(chart, "range " + end, new double[] {across.at(end), across.at(end)}, new double[] {heights.drawnFrom(), heights.drawnTo()}, BEYOND, 0.7f, SeriesMarkers.NONE));
        band(chart, "best " + found.bestTrials().size(), found.best(key), across, heights);
        boolean[] inside = inside(means, heights);
        double[] at = kept(x, inside, true);
        if (at.length > 0) {
            Figures.points(chart, "trials", at, kept(y, inside, true), new Color(TRIED.getRed(), TRIED.getGreen(), TRIED.getBlue(), 170), SeriesMarkers.CIRCLE).setShowInLegend(true);
        }
        double[] far = kept(x, inside, false);
        if (far.length > 0) {
            Figures.points(chart, "worse", far, kept(y, inside, false), BEYOND, found.higherIsBetter() ? SeriesMarkers.TRIANGLE_DOWN : SeriesMarkers.TRIANGLE_UP).setShowInLegend(true);
        }
        found.chosen().filter(trial -> trial.number() > 0).ifPresent(trial -> {
            double mean = Math.max(heights.min(), Math.min(heights.max(), measure.scale() * trial.mean()));
            Figures.points(chart, found.isDone() ? "chosen" : "best so far", new double[] {across.at(trial.settings().get(key))}, new double[] {mean}, CHOSEN, SeriesMarkers.DIAMOND).setShowInLegend(true);
        });
        chart.getStyler().setMarkerSize(8);
        Figures.axes(chart, across.exponents(), heights, across::label, heights::label);
        return Figures.figure("sensitivity-" + Views.fileName(found.fold()) + "-" + found.search().stage() + "-" + key.replace('_', '-'), chart, found.title() + ": " + measure.heading()
                + " against " + key + (across.base() == 1 ? "" : " on a logarithmic axis") + ", a point a trial; orange the chosen one, dashed without refinement, thin lines the ends of the range, green the span of the best "
                + Words.count(found.bestTrials().size(), "trial") + (far.length == 0 ? "" : "; triangles at the edge are worse than the axis reaches"));
    }

    private static boolean[] inside(double[] means, Axis heights) {
        boolean[] inside = new boolean[means.length];
        for (int i = 0; i < means.length; i++) {
            inside[i] = means[i] >= heights.min() && means[i] <= heights.max();
        }
        return inside;
    }

    private static double[] kept(double[] values, boolean[] inside, boolean which) {
        return IntStream.range(0, values.length).filter(i -> inside[i] == which).mapToDouble(i -> values[i]).toArray();
    }

    private static Axis heights(double[] means, double without, boolean higherIsBetter) {
        double[] sorted = Arrays.stream(means).sorted().toArray();
        double q1 = sorted[(sorted.length - 1) / 4];
        double q3 = sorted[sorted.length - 1 - (sorted.length - 1) / 4];
        double far = FAR * (q3 - q1);
        DoubleStream shown = Arrays.stream(means).filter(mean -> sorted.length < 4 || (higherIsBetter ? mean >= q1 - far : mean <= q3 + far));
        double[] all = DoubleStream.concat(shown, DoubleStream.of(without).filter(Double::isFinite)).toArray();
        return Axis.around(Arrays.stream(all).min().orElse(0), Arrays.stream(all).max().orElse(1), STEPS);
    }

    /** The span of the best trials, at least a line. */
    private static void band(XYChart chart, String name, Span span, LogAxis across, Axis heights) {
        double thin = 0.006 * (across.exponents().max() - across.exponents().min());
        double low = across.at(span.low()) - thin;
        double high = across.at(span.high()) + thin;
        double bottom = heights.drawnFrom();
        double top = heights.drawnTo();
        XYSeries band = chart.addSeries("band", new double[] {low, low, high, high, low}, new double[] {bottom, top, top, bottom, bottom});
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea).setMarker(SeriesMarkers.NONE).setLineColor(new Color(0, 0, 0, 0));
        band.setFillColor(new Color(BEST.getRed(), BEST.getGreen(), BEST.getBlue(), 50)).setShowInLegend(false);
        // in the legend by a point that is nowhere: XChart gives an area there a box that reaches below the picture
        Figures.points(chart, name, new double[] {low}, new double[] {Double.NaN}, new Color(BEST.getRed(), BEST.getGreen(), BEST.getBlue(), 90), SeriesMarkers.SQUARE).setShowInLegend(true);
    }

    private static void dashed(XYChart chart, String name, double[] ends, double height, Color colour) {
        Figures.line(chart, name, ends, new double[] {height, height}, colour, 1.4f, SeriesMarkers.NONE)
                .setLineStyle(new BasicStroke(1.4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0)).setShowInLegend(true);
    }
}
