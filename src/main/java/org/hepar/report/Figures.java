package org.hepar.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.hepar.config.Aside;
import org.hepar.config.Reason;
import org.hepar.experiment.Run;
import org.hepar.experiment.Run.Epoch;
import org.hepar.experiment.Run.FoldRun;
import org.hepar.experiment.Run.Stage;
import org.hepar.metric.Aggregate;
import org.hepar.metric.CaseScores;
import org.hepar.metric.Froc;
import org.hepar.metric.Measure;
import org.hepar.stat.Summary;
import org.hepar.volume.LabelMapping;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The charts of a run, each as PNG and SVG: training curves and box plots. All are XY charts with our own round ticks
 * ({@link Axis}); XChart's own box plot shows no single cases and its ticks fall on odd numbers.
 */
final class Figures {

    /** A drawn figure. {@code name} is its file name without ending, {@code words} what it shows. */
    record Figure(String name, String words, byte[] png, String svg) {
    }

    static final Color[] FOLD_COLOURS = {new Color(0, 114, 178), new Color(213, 94, 0), new Color(0, 158, 115),
        new Color(204, 121, 167), new Color(86, 180, 233), new Color(230, 159, 0), new Color(120, 94, 240), new Color(90, 90, 90)};
    private static final Color LIVER = new Color(0, 140, 70);
    private static final Color LESION = new Color(40, 100, 220);
    private static final Color INK = new Color(45, 50, 56);
    private static final Color GRID = new Color(226, 229, 233);
    private static final int FEWEST_FOR_A_BOX = 5;
    private static final int FREE_RESPONSE_POINTS = 1200;

    private Figures() {
    }

    /** Loss, validation Dice, gradient norm and learning rate of each trained stage against its optimiser steps, a line a fold. */
    static List<Figure> training(Run run) {
        List<Figure> figures = new ArrayList<>();
        run.folds().stream().flatMap(fold -> fold.stages().stream()).filter(stage -> !stage.epochs().isEmpty())
                .map(Stage::name).distinct().forEach(stage -> {
                    figures.add(curves(run, stage, "loss", "training loss", 330, Epoch::loss));
                    figures.add(curves(run, stage, "dice", watched(run) + " Dice", 330, Epoch::validationDice));
                    if (epochs(run, stage).anyMatch(epoch -> Double.isFinite(epoch.details().gradientNorm()))) {
                        figures.add(curves(run, stage, "gradient", "gradient norm", 230, epoch -> epoch.details().gradientNorm()));
                        figures.add(curves(run, stage, "rate", "learning rate", 230, Epoch::learningRate));
                    }
                });
        return figures;
    }

    private static Stream<Epoch> epochs(Run run, String stage) {
        return run.folds().stream().flatMap(fold -> fold.stages().stream()).filter(each -> each.name().equals(stage)).flatMap(each -> each.epochs().stream());
    }

    /** What the Dice of each epoch is measured on: validation cases, or training slices where folds name no such cases. */
    static String watched(Run run) {
        List<String> on = run.folds().stream().flatMap(fold -> fold.stages().stream()).flatMap(stage -> stage.epochs().stream())
                .map(Epoch::validationOn).distinct().sorted().toList();
        return on.isEmpty() ? "validation" : String.join(" or ", on);
    }

    /** The box plots of the first comparison, by contract. */
    static Map<String, List<Figure>> boxes(Scores scores) {
        List<String> contracts = scores.contracts();
        List<List<Figure>> drawn = contracts.parallelStream().map(contract -> boxes(scores.of(scores.comparisons().get(0), contract).stream()
                .map(Scores.Row::scores).toList(), contracts.size() == 1 ? "" : contract.replace('_', '-') + "-")).toList();
        Map<String, List<Figure>> figures = new LinkedHashMap<>();
        for (int i = 0; i < contracts.size(); i++) {
            figures.put(contracts.get(i), drawn.get(i));
        }
        return figures;
    }

    /** Sensitivity against false positives a case on a logarithmic axis, a line a comparison; nothing where no predicted lesion has a score. */
    static List<Figure> freeResponse(Scores scores, String contract) {
        XYChart chart = chart(560, 330, "Free response", "false positives per case", "share of lesions found");
        int drawn = 0;
        for (String comparison : scores.comparisons()) {
            Optional<Froc> froc = Froc.over(scores.of(comparison, contract).stream().map(Scores.Row::scores).toList()).filter(curve -> curve.references() > 0);
            if (froc.isPresent()) {
                double[] x = IntStream.rangeClosed(0, FREE_RESPONSE_POINTS).mapToDouble(i -> -3 + 6.0 * i / FREE_RESPONSE_POINTS).toArray();
                double[] y = Arrays.stream(x).map(log -> froc.get().sensitivityAt(Math.pow(2, log))).toArray();
                line(chart, Words.reader(comparison), x, y, FOLD_COLOURS[drawn++ % FOLD_COLOURS.length], 2f, SeriesMarkers.NONE).setShowInLegend(true);
            }
        }
        if (drawn == 0) {
            return List.of();
        }
        axes(chart, new Axis(-3, 3, 1), new Axis(0, 1, 0.2), log -> log < -0.5 ? "1/" + Math.round(Math.pow(2, -log)) : String.valueOf(Math.round(Math.pow(2, log))));
        return List.of(figure("froc", chart, "Free-response curve: share of the reference lesions found against false positives per case, from 1/8 to 8, while the "
                + "score that a predicted lesion needs falls"));
    }

    /** Writes figures into the folder {@code figures/} of a report, and takes away those of an earlier one; the files. */
    static List<Path> write(Path folder, List<Figure> figures) {
        Path drawn = folder.resolve("figures");
        try (Stream<Path> old = Files.isDirectory(drawn) ? Files.list(drawn) : Stream.empty()) {
            for (Path file : old.filter(f -> f.getFileName().toString().matches("(training-.*|box-.*|froc|overlay-.*|paired-.*|bland-altman-.*|convergence-.*|sensitivity-.*|refined-.*)\\.(png|svg)")).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException(drawn + " cannot be emptied of old figures: " + Reason.of(e), e));
        }
        List<Path> files = new ArrayList<>();
        for (Figure figure : figures) {
            files.add(drawn.resolve(figure.name() + ".png"));
            Aside.write(drawn.resolve(figure.name() + ".png"), figure.png());
            if (!figure.svg().isEmpty()) {
                files.add(drawn.resolve(figure.name() + ".svg"));
                Aside.write(drawn.resolve(figure.name() + ".svg"), figure.svg());
            }
        }
        return files;
    }

    /** Every headline measure over cases of one contract, structure beside structure, a point a case. {@code part} tells figures of several contracts apart. */
    static List<Figure> boxes(List<CaseScores> cases, String part) {
        List<String> labels = cases.stream().flatMap(scores -> scores.labels().keySet().stream()).distinct().toList();
        return Measure.headline().parallelStream().flatMap(measure -> {
            Map<String, double[]> values = new LinkedHashMap<>();
            labels.forEach(label -> values.put(label, Arrays.stream(Aggregate.defined(cases, label, measure::of))
                    .map(value -> MeasureText.shown(measure, value)).filter(Double::isFinite).toArray()));
            return values.values().stream().allMatch(each -> each.length == 0) ? Stream.empty() : Stream.of(boxes(measure, values, part));
        }).toList();
    }

    private static Figure curves(Run run, String stage, String key, String quantity, int height, ToDoubleFunction<Epoch> value) {
        XYChart chart = chart(560, height, "Training of the " + stage + " network", "optimiser step", quantity);
        double steps = 1;
        double highest = key.equals("dice") ? 1 : 0;
        double lowest = 0;
        for (int i = 0; i < run.folds().size(); i++) {
            FoldRun fold = run.folds().get(i);
            for (Stage trained : fold.stages()) {
                List<Epoch> epochs = trained.epochs().stream().filter(e -> Double.isFinite(value.applyAsDouble(e))).toList();
                if (!trained.name().equals(stage) || epochs.isEmpty()) {
                    continue;
                }
                double[] x = epochs.stream().mapToDouble(Epoch::step).toArray();
                double[] y = epochs.stream().mapToDouble(value).toArray();
                Color colour = FOLD_COLOURS[i % FOLD_COLOURS.length];
                line(chart, "fold " + fold.name(), x, y, colour, 2f, x.length == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
                        .setShowInLegend(true);
                epochs.stream().filter(e -> e.epoch() == trained.chosenEpoch()).findFirst().ifPresent(e ->
                        points(chart, "chosen " + fold.name(), new double[] {e.step()}, new double[] {value.applyAsDouble(e)}, colour,
                                SeriesMarkers.CIRCLE));
                steps = Math.max(steps, Arrays.stream(x).max().orElse(1));
                highest = Math.max(highest, Arrays.stream(y).max().orElse(0));
                lowest = Math.min(lowest, Arrays.stream(y).min().orElse(0));
            }
        }
        axes(chart, Axis.around(0, steps, 5), Axis.around(lowest, highest, 5), null);
        return figure("training-" + stage + "-" + key, chart, "Training of the " + stage + " network: " + quantity
                + " against optimiser steps, one line a fold; the dot is the epoch whose weights were kept");
    }

    private static Figure boxes(Measure measure, Map<String, double[]> values, String part) {
        List<String> labels = List.copyOf(values.keySet());
        XYChart chart = chart(Math.max(250, 90 + 80 * labels.size()), 330, MeasureText.heading(measure), "", "");
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisTitleVisible(false).setYAxisTitleVisible(false);
        for (int i = 0; i < labels.size(); i++) {
            box(chart, labels.get(i), i + 1, values.get(labels.get(i)), colour(labels.get(i), i));
        }
        double[] all = values.values().stream().flatMapToDouble(Arrays::stream).toArray();
        double lowest = Math.min(0, Arrays.stream(all).min().orElse(0));
        double highest = Math.max(measure == Measure.DICE ? 1 : 0, Arrays.stream(all).max().orElse(1));
        chart.getStyler().setAxisTicksMarksVisible(false);
        axes(chart, new Axis(0.5, labels.size() + 0.5, 1), Axis.around(lowest, highest, 5), x -> {
            String label = labels.get((int) Math.max(0, Math.min(labels.size() - 1, Math.round(x) - 1)));
            return label + " (" + values.get(label).length + ")";
        });
        return figure("box-" + part + measure.key().replace('_', '-'), chart, MeasureText.heading(measure) + " of " + String.join(" and ", labels)
                + ": a point a case, the line is the median, the box the middle half, the whiskers reach the last case within 1.5 box heights; no box below "
                + FEWEST_FOR_A_BOX + " cases");
    }

    private static Color colour(String label, int place) {
        return label.equals(LabelMapping.LIVER) ? LIVER : label.equals(LabelMapping.LESION) ? LESION : FOLD_COLOURS[(place + 1) % FOLD_COLOURS.length];
    }

    private static void box(XYChart chart, String label, double at, double[] values, Color colour) {
        if (values.length == 0) {
            return;
        }
        Summary summary = Summary.of(values);
        double half = 0.30;
        if (values.length >= FEWEST_FOR_A_BOX) {
            double q1 = summary.lowerQuartile();
            double q3 = summary.upperQuartile();
            double low = Arrays.stream(values).filter(v -> v >= q1 - 1.5 * (q3 - q1)).min().orElse(q1);
            double high = Arrays.stream(values).filter(v -> v <= q3 + 1.5 * (q3 - q1)).max().orElse(q3);
            line(chart, label + " box", new double[] {at - half, at + half, at + half, at - half, at - half},
                    new double[] {q1, q1, q3, q3, q1}, colour, 1.5f, SeriesMarkers.NONE);
            line(chart, label + " upper whisker", new double[] {at, at}, new double[] {q3, high}, colour, 1.5f, SeriesMarkers.NONE);
            line(chart, label + " lower whisker", new double[] {at, at}, new double[] {q1, low}, colour, 1.5f, SeriesMarkers.NONE);
        }
        line(chart, label + " median", new double[] {at - half, at + half}, new double[] {summary.median(), summary.median()},
                colour.darker(), 3f, SeriesMarkers.NONE);
        double[] x = new double[values.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = at + 0.18 * (((i * 0.6180339887) % 1) * 2 - 1); // golden-ratio steps spread without a generator
        }
        points(chart, label + " cases", x, values, new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 150), SeriesMarkers.CIRCLE);
    }

    /** An empty chart in the house's style; width and height in pixels. */
    static XYChart chart(int width, int height, String title, String xTitle, String yTitle) {
        XYChart chart = new XYChartBuilder().width(width).height(height).title(title).xAxisTitle(xTitle).yAxisTitle(yTitle).build();
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setChartFontColor(INK);
        styler.setChartTitleFont(Fonts.bold(14));
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitlePadding(8);
        styler.setChartPadding(8);
        styler.setPlotBorderVisible(false);
        styler.setPlotGridLinesColor(GRID);
        styler.setPlotGridLinesStroke(new BasicStroke(1f));
        styler.setPlotGridVerticalLinesVisible(false);
        styler.setPlotContentSize(1);
        styler.setPlotMargin(0);
        styler.setAxisTitleFont(Fonts.plain(13));
        styler.setAxisTickLabelsFont(Fonts.plain(12));
        styler.setAxisTickLabelsColor(INK);
        styler.setAxisTickMarksColor(INK);
        styler.setLegendFont(Fonts.plain(12));
        styler.setLegendPosition(Styler.LegendPosition.OutsideS);
        styler.setLegendLayout(Styler.LegendLayout.Horizontal);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setLegendPadding(4);
        styler.setMarkerSize(7);
        return chart;
    }

    /**
     * Sets both axes. XChart takes a wished distance of ticks in pixels and picks the step itself; painting once tells how
     * many pixels the axes have, and with that the wish that makes it pick ours. Only values on the axis have their true place.
     */
    static void axes(XYChart chart, Axis x, Axis y, Function<Double, String> names) {
        axes(chart, x, y, names == null ? x::label : names, y::label);
    }

    /** As {@link #axes(XYChart, Axis, Axis, Function)}, with the texts at the ticks of both axes. */
    static void axes(XYChart chart, Axis x, Axis y, Function<Double, String> names, Function<Double, String> heights) {
        XYStyler styler = chart.getStyler();
        styler.setXAxisMin(x.drawnFrom()).setXAxisMax(x.drawnTo()).setYAxisMin(y.drawnFrom()).setYAxisMax(y.drawnTo());
        styler.setXAxisTickLabelsFormattingFunction(names);
        styler.setYAxisTickLabelsFormattingFunction(heights);
        Graphics2D unseen = new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB).createGraphics();
        chart.paint(unseen, chart.getWidth(), chart.getHeight());
        unseen.dispose();
        styler.setXAxisTickMarkSpacingHint((int) Math.abs(chart.getScreenXFromChart(x.min() + x.step()) - chart.getScreenXFromChart(x.min())));
        styler.setYAxisTickMarkSpacingHint((int) Math.abs(chart.getScreenYFromChart(y.min() + y.step()) - chart.getScreenYFromChart(y.min())));
    }

    /** Points joined by a line, not in the legend. */
    static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color colour, float width, Marker marker) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(marker).setMarkerColor(colour).setLineColor(colour)
                .setLineStyle(new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER)).setShowInLegend(false);
        return series;
    }

    /** Points by themselves, not in the legend. */
    static XYSeries points(XYChart chart, String name, double[] x, double[] y, Color colour, Marker marker) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter).setMarker(marker).setMarkerColor(colour).setShowInLegend(false);
        return series;
    }

    /** The finished chart in both forms. */
    static Figure figure(String name, XYChart chart, String words) {
        try {
            ByteArrayOutputStream svg = new ByteArrayOutputStream();
            VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsFormat.SVG);
            return new Figure(name, words, png(twice(chart)), svg.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("figure " + name + " cannot be coded as SVG", e);
        }
    }

    /** The chart at twice its size in pixels: sharp in print. */
    private static BufferedImage twice(XYChart chart) {
        BufferedImage picture = new BufferedImage(2 * chart.getWidth(), 2 * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D g = picture.createGraphics();
        g.scale(2, 2);
        chart.paint(g, chart.getWidth(), chart.getHeight());
        g.dispose();
        return picture;
    }

    static byte[] png(BufferedImage picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a picture cannot be coded as PNG", e);
        }
        return bytes.toByteArray();
    }
}
