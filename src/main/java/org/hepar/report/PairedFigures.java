package org.hepar.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.hepar.report.Difference.Paired;
import org.hepar.report.Figures.Figure;
import org.hepar.stat.BlandAltman;
import org.hepar.stat.Interval;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The charts of one difference: every case as a line from one input to the other, and its Bland-Altman plot. */
final class PairedFigures {

    private static final Color BETTER = new Color(0, 114, 178);
    private static final Color WORSE = new Color(213, 94, 0);
    private static final Color EVEN = new Color(120, 126, 133);
    private static final Color INK = new Color(45, 50, 56);
    private static final int WIDTH = 430;
    private static final int HEIGHT = 330;
    private static final int STEPS = 5;
    /** Of axes whose ends are limits rather than values: finer steps waste less room. */
    private static final int FINE_STEPS = 8;

    private PairedFigures() {
    }

    /** Both charts; none without cases. */
    static List<Figure> of(Difference difference, Comparison comparison) {
        return difference.cases().isEmpty() ? List.of() : List.of(paired(difference, comparison), agreement(difference, comparison));
    }

    private static Figure paired(Difference difference, Comparison comparison) {
        String base = comparison.pairing().names().get(difference.group().base());
        String other = comparison.pairing().names().get(difference.group().other());
        ComparedMeasure measure = difference.measure();
        XYChart chart = Figures.chart(WIDTH, HEIGHT, title(difference), "", "");
        chart.getStyler().setXAxisTitleVisible(false).setYAxisTitleVisible(false).setAxisTicksMarksVisible(false);
        int better = 0;
        int worse = 0;
        for (int i = 0; i < difference.cases().size(); i++) {
            Paired pair = difference.cases().get(i);
            int sign = (int) Math.signum(measure.direction() * pair.difference());
            better += sign > 0 ? 1 : 0;
            worse += sign < 0 ? 1 : 0;
            Color colour = sign > 0 ? BETTER : sign < 0 ? WORSE : EVEN;
            Figures.line(chart, "case " + i, new double[] {1, 2}, shown(measure, pair.base(), pair.other()), translucent(colour, 190), 1.4f,
                    SeriesMarkers.CIRCLE);
        }
        XYSeries mean = Figures.line(chart, "mean", new double[] {1, 2}, shown(measure, difference.base().mean(), difference.other().mean()), INK, 3f,
                SeriesMarkers.DIAMOND);
        mean.setShowInLegend(true);
        if (measure.direction() != 0) {
            key(chart, better + " better", BETTER);
            key(chart, worse + " worse", WORSE);
            int equal = difference.n() - better - worse;
            if (equal > 0) {
                key(chart, equal + " equal", EVEN);
            }
        }
        double[] values = difference.cases().stream().flatMapToDouble(pair -> DoubleStream.of(pair.base(), pair.other()))
                .map(value -> measure.scale() * value).toArray();
        Figures.axes(chart, new Axis(0.5, 2.5, 1), Axis.around(Arrays.stream(values).min().orElse(0), Arrays.stream(values).max().orElse(1), STEPS),
                x -> x < 1.5 ? Pairing.letter(difference.group().base()) + " " + shortened(base)
                        : Pairing.letter(difference.group().other()) + " " + shortened(other));
        return Figures.figure("paired-" + name(difference, comparison), chart, title(difference) + ": a line a case from " + base + " to " + other
                + ", blue where it is better in " + other + ", orange where it is worse; the thick line joins the means");
    }

    /** A legend entry: a series whose only point lies where nothing is drawn. */
    private static void key(XYChart chart, String words, Color colour) {
        Figures.line(chart, words, new double[] {1, 2}, new double[] {Double.NaN, Double.NaN}, colour, 2f, SeriesMarkers.CIRCLE).setShowInLegend(true);
    }

    private static Figure agreement(Difference difference, Comparison comparison) {
        ComparedMeasure measure = difference.measure();
        BlandAltman limits = difference.agreement();
        String base = Pairing.letter(difference.group().base());
        String other = Pairing.letter(difference.group().other());
        XYChart chart = Figures.chart(WIDTH, HEIGHT, title(difference), "mean of " + base + " and " + other, other + " − " + base);
        double[] x = difference.cases().stream().mapToDouble(pair -> measure.scale() * (pair.base() + pair.other()) / 2).toArray();
        double[] y = difference.cases().stream().mapToDouble(pair -> measure.scale() * pair.difference()).toArray();
        Axis across = Axis.around(Arrays.stream(x).min().orElse(0), Arrays.stream(x).max().orElse(1), FINE_STEPS);
        double[] ends = {across.drawnFrom(), across.drawnTo()};
        band(chart, "bias interval", ends, limits.biasInterval(), measure, BETTER);
        band(chart, "lower interval", ends, limits.lowerLimitInterval(), measure, WORSE);
        band(chart, "upper interval", ends, limits.upperLimitInterval(), measure, WORSE);
        Figures.line(chart, "no difference", ends, new double[] {0, 0}, EVEN, 1f, SeriesMarkers.NONE);
        level(chart, "bias " + measure.difference(limits.bias()), ends, limits.bias(), measure, BETTER, false).setShowInLegend(true);
        if (limits.standardDeviation() > 0) {
            level(chart, "lower limit", ends, limits.lowerLimit(), measure, WORSE, true);
            level(chart, "limits " + measure.difference(limits.lowerLimit()) + " to " + measure.difference(limits.upperLimit()), ends,
                    limits.upperLimit(), measure, WORSE, true).setShowInLegend(true);
        }
        Figures.points(chart, "cases", x, y, translucent(INK, 190), SeriesMarkers.CIRCLE);
        // where no case differs, the axis still shows differences that would be printed as such
        double visible = 5 * Math.pow(10, -measure.decimals());
        double[] heights = DoubleStream.concat(Arrays.stream(y), DoubleStream.concat(DoubleStream.of(-visible, visible), DoubleStream.of(limits.bias(),
                limits.lowerLimit(), limits.upperLimit(), limits.lowerLimitInterval().low(), limits.upperLimitInterval().high()).filter(Double::isFinite)
                .map(value -> measure.scale() * value))).toArray();
        Figures.axes(chart, across, Axis.around(Arrays.stream(heights).min().orElse(0), Arrays.stream(heights).max().orElse(1), FINE_STEPS), null);
        return Figures.figure("bland-altman-" + name(difference, comparison), chart, title(difference) + ": difference against mean, a point a case; blue the bias "
                + measure.difference(limits.bias()) + ", orange the limits of agreement " + measure.difference(limits.lowerLimit()) + " and "
                + measure.difference(limits.upperLimit()) + ", pale their 95 % intervals");
    }

    private static void band(XYChart chart, String name, double[] ends, Interval interval, ComparedMeasure measure, Color colour) {
        if (!interval.isDefined()) {
            return;
        }
        double low = measure.scale() * interval.low();
        double high = measure.scale() * interval.high();
        XYSeries band = chart.addSeries(name, new double[] {ends[0], ends[1], ends[1], ends[0], ends[0]}, new double[] {low, low, high, high, low});
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea).setMarker(SeriesMarkers.NONE).setLineColor(translucent(colour, 0));
        band.setFillColor(translucent(colour, 36)).setShowInLegend(false);
    }

    private static XYSeries level(XYChart chart, String name, double[] ends, double stored, ComparedMeasure measure, Color colour, boolean dashed) {
        double value = measure.scale() * stored;
        XYSeries series = Figures.line(chart, name, ends, new double[] {value, value}, colour, 1.8f, SeriesMarkers.NONE);
        if (dashed) {
            series.setLineStyle(new BasicStroke(1.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {6, 4}, 0));
        }
        return series;
    }

    private static double[] shown(ComparedMeasure measure, double base, double other) {
        return new double[] {measure.scale() * base, measure.scale() * other};
    }

    private static String title(Difference difference) {
        return difference.words() + ", n = " + difference.n();
    }

    private static String name(Difference difference, Comparison comparison) {
        Difference.Group group = difference.group();
        List<String> parts = new ArrayList<>(List.of(Pairing.letter(group.other()) + "-" + Pairing.letter(group.base()), group.contract()));
        comparison.comparisonOf(group).ifPresent(parts::add);
        parts.add(group.label());
        parts.add(difference.measure().key());
        return Views.fileName(String.join("-", parts).replace('_', '-').replace(' ', '-'));
    }

    private static String shortened(String name) {
        return name.length() <= 24 ? name : name.substring(0, 11) + "..." + name.substring(name.length() - 10);
    }

    private static Color translucent(Color colour, int alpha) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
    }
}
