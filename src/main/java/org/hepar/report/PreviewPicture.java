package org.hepar.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.hepar.augment.Axis;
import org.hepar.augment.LabelledSlice;
import org.hepar.augment.Transform;
import org.hepar.cascade.Glimpse;
import org.hepar.config.Aside;
import org.hepar.experiment.Experiment;
import org.hepar.train.Sampling;

/**
 * What the networks will be shown, as one picture: a block a stage, a row a drawn slice, in it the slice before and after
 * augmentation, each plain and under its labels. What the loss ignores is hatched. Values from 0 (black) to 1 (white);
 * millimetres along rows and columns are equally long.
 */
public final class PreviewPicture {

    private static final int PANEL = 200;
    private static final int GAP = 6;
    private static final int PAIR_GAP = 16;
    private static final int MARGIN = 24;
    private static final int HEAD = 44;
    private static final int BLOCK_HEAD = 74;
    private static final int CAPTION = 42;
    private static final int FOOT = 40;
    private static final int BLOCK = 4 * PANEL + 2 * GAP + PAIR_GAP;
    private static final int HATCH = 9;

    private static final Color LEARNED = Drawing.GREEN;
    private static final Color IGNORED = new Color(250, 170, 40);
    private static final double LEARNED_OPACITY = 0.35;
    private static final double IGNORED_OPACITY = 0.30;

    private PreviewPicture() {
    }

    /**
     * Writes the picture as PNG.
     *
     * @param seen the slices of each stage, in the order in which they are drawn side by side
     * @throws IllegalStateException when this Java cannot draw text
     */
    public static void write(Path file, Experiment experiment, String fold, Map<String, List<Glimpse>> seen) {
        Fonts.problem().ifPresent(problem -> {
            throw new IllegalStateException("the picture cannot be drawn: " + problem);
        });
        Aside.write(file, Figures.png(draw(experiment, fold, seen)));
    }

    static BufferedImage draw(Experiment experiment, String fold, Map<String, List<Glimpse>> seen) {
        int rows = seen.values().stream().mapToInt(List::size).max().orElse(0);
        int width = MARGIN + seen.size() * (BLOCK + MARGIN);
        BufferedImage picture = new BufferedImage(width, MARGIN + HEAD + BLOCK_HEAD + rows * (PANEL + CAPTION) + FOOT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Drawing.on(picture);
        g.setFont(Fonts.bold(20));
        text(g, "What the networks of " + experiment.name() + " will be shown, fold " + fold, MARGIN, MARGIN + 16, width - 2 * MARGIN);
        int left = MARGIN;
        for (Map.Entry<String, List<Glimpse>> stage : seen.entrySet()) {
            block(g, stage.getKey(), stage.getValue(), experiment.cascade().trained(stage.getKey()).training().sampling(), left, MARGIN + HEAD);
            left += BLOCK + MARGIN;
        }
        g.dispose();
        return picture;
    }

    private static void block(Graphics2D g, String stage, List<Glimpse> glimpses, Sampling sampling, int left, int top) {
        g.setFont(Fonts.bold(16));
        g.setColor(Drawing.INK);
        text(g, Words.capital(stage) + " network" + (glimpses.isEmpty() ? "" : ": " + size(glimpses.get(0).seen().after())), left, top + 14, BLOCK);
        g.setFont(Fonts.plain(13));
        g.setColor(Drawing.SOFT);
        text(g, sampler(sampling), left, top + 34, BLOCK);
        String[] heads = {"before", "with labels", "after augmentation", "with labels"};
        for (int i = 0; i < heads.length; i++) {
            g.drawString(heads[i], panelLeft(left, i), top + 62);
        }
        int y = top + BLOCK_HEAD;
        for (Glimpse glimpse : glimpses) {
            row(g, glimpse, left, y);
            y += PANEL + CAPTION;
        }
        legend(g, stage, left, y + 4);
    }

    private static int panelLeft(int left, int panel) {
        return left + panel * (PANEL + GAP) + (panel >= 2 ? PAIR_GAP - GAP : 0);
    }

    private static void row(Graphics2D g, Glimpse glimpse, int left, int top) {
        List<LabelledSlice> shown = List.of(glimpse.seen().before(), glimpse.seen().after());
        for (int i = 0; i < 4; i++) {
            g.drawImage(panel(shown.get(i / 2), i % 2 == 1), panelLeft(left, i), top, null);
        }
        g.setFont(Fonts.bold(13));
        g.setColor(Drawing.INK);
        String whose = "case " + glimpse.caseId() + ", slice " + glimpse.seen().slice();
        text(g, whose, left, top + PANEL + 17, 2 * PANEL + GAP);
        g.setFont(Fonts.plain(12));
        g.setColor(Drawing.SOFT);
        List<String> lines = lines(g, words(glimpse.seen().transforms()), BLOCK - 2 * PANEL - GAP - PAIR_GAP);
        for (int i = 0; i < lines.size(); i++) {
            g.drawString(lines.get(i), panelLeft(left, 2), top + PANEL + 16 + 15 * i);
        }
    }

    /** One slice in a square panel, its longer side filling it. */
    private static BufferedImage panel(LabelledSlice slice, boolean labelled) {
        BufferedImage panel = new BufferedImage(PANEL, PANEL, BufferedImage.TYPE_INT_RGB);
        double mmPerPixel = Math.max(slice.height() * slice.spacingYMm(), slice.width() * slice.spacingXMm()) / PANEL;
        int plane = slice.channels() / 2 * slice.pixels();  // of several channels the middle one is the slice itself
        int[] labels = new int[PANEL * PANEL];
        for (int v = 0, i = 0; v < PANEL; v++) {
            for (int u = 0; u < PANEL; u++, i++) {
                double y = (v + 0.5 - PANEL / 2.0) * mmPerPixel / slice.spacingYMm() + slice.height() / 2.0 - 0.5;
                double x = (u + 0.5 - PANEL / 2.0) * mmPerPixel / slice.spacingXMm() + slice.width() / 2.0 - 0.5;
                int row = (int) Math.floor(y + 0.5);
                int column = (int) Math.floor(x + 0.5);
                boolean inside = row >= 0 && row < slice.height() && column >= 0 && column < slice.width();
                labels[i] = inside ? slice.labels()[row * slice.width() + column] : 0;
                int grey = inside ? (int) Math.round(255 * Math.max(0, Math.min(1, Drawing.linear(slice.image(), plane, slice.height(), slice.width(), y, x)))) : 255;
                panel.setRGB(u, v, grey << 16 | grey << 8 | grey);
            }
        }
        if (labelled) {
            colour(panel, labels);
        }
        return panel;
    }

    private static void colour(BufferedImage panel, int[] labels) {
        for (int v = 0, i = 0; v < PANEL; v++) {
            for (int u = 0; u < PANEL; u++, i++) {
                boolean border = u > 0 && labels[i] != labels[i - 1] && labels[i] + labels[i - 1] != -1
                        || v > 0 && labels[i] != labels[i - PANEL] && labels[i] + labels[i - PANEL] != -1;
                int rgb = panel.getRGB(u, v);
                if (border) {
                    panel.setRGB(u, v, Overlay.blend(rgb, LEARNED, 1));
                } else if (labels[i] > 0) {
                    panel.setRGB(u, v, Overlay.blend(rgb, LEARNED, LEARNED_OPACITY));
                } else if (labels[i] < 0) {
                    panel.setRGB(u, v, Overlay.blend(rgb, IGNORED, (u + v) % HATCH < 2 ? 2 * IGNORED_OPACITY : IGNORED_OPACITY / 2));
                }
            }
        }
    }

    private static void legend(Graphics2D g, String stage, int left, int y) {
        g.setFont(Fonts.plain(13));
        swatch(g, LEARNED, "to be learned: " + (stage.equals("liver") ? "liver, lesions with it" : stage), left, y);
        swatch(g, IGNORED, "ignored by the loss", left + 260, y);
        g.setColor(Drawing.SOFT);
        g.drawString("anything else: background", left + 440, y + 12);
    }

    private static void swatch(Graphics2D g, Color colour, String words, int x, int y) {
        g.setColor(colour);
        g.fillRect(x, y, 14, 14);
        if (colour.equals(IGNORED)) {
            g.setColor(Color.WHITE);
            g.setStroke(new BasicStroke(1.5f));
            IntStream.of(5, 12, 19).forEach(d -> g.drawLine(x + Math.max(0, d - 14), y + Math.min(14, d), x + Math.min(14, d), y + Math.max(0, d - 14)));
        }
        g.setColor(Drawing.SOFT);
        g.drawString(words, x + 20, y + 12);
    }

    private static String size(LabelledSlice slice) {
        return slice.height() + " x " + slice.width() + " pixels of " + number(slice.spacingYMm(), 1)
                + (Math.abs(slice.spacingYMm() - slice.spacingXMm()) < 0.05 ? "" : " x " + number(slice.spacingXMm(), 1)) + " mm";
    }

    private static String sampler(Sampling sampling) {
        return "Batches of " + sampling.batchSize() + ", at least " + Math.round(100 * sampling.foregroundShare()) + " % with foreground, cases "
                + (sampling.cases() == Sampling.Balance.EQUALLY ? "equally often" : "as often as they have slices") + ".";
    }

    /** What was drawn, in the order in which it is applied. */
    static String words(List<Transform> transforms) {
        List<String> words = new ArrayList<>();
        for (Transform transform : transforms) {
            if (transform instanceof Transform.Rotated t) {
                words.add("turned " + number(t.degrees(), 1) + "°");
            } else if (transform instanceof Transform.Translated t) {
                words.add("moved " + number(Math.abs(t.yMm()), 0) + " mm " + (t.yMm() < 0 ? "forward, " : "back, ") + number(Math.abs(t.xMm()), 0) + " mm "
                        + (t.xMm() < 0 ? "right" : "left"));
            } else if (transform instanceof Transform.Scaled t) {
                words.add("scaled " + number(t.factor(), 2));
            } else if (transform instanceof Transform.Flipped t) {
                words.add(t.axis() == Axis.LEFT_RIGHT ? "mirrored left-right" : "mirrored front-back");
            } else if (transform instanceof Transform.Deformed t) {
                words.add("deformed by " + number(t.magnitudeMm(), 0) + " mm over " + number(t.sigmaMm(), 0) + " mm");
            } else if (transform instanceof Transform.Noisy t) {
                words.add("noise of " + number(t.relativeSigma(), 2) + " SD");
            } else if (transform instanceof Transform.Rescaled t) {
                words.add("grey x " + number(t.scale(), 2) + (t.shift() < 0 ? " - " : " + ") + number(Math.abs(t.shift()), 2));
            } else if (transform instanceof Transform.Planted t) {
                words.add(t.lesions() == 1 ? "a lesion planted" : t.lesions() + " lesions planted");
            }
        }
        return words.isEmpty() ? "unchanged" : String.join(" · ", words);
    }

    private static String number(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
    }

    private static void text(Graphics2D g, String text, int x, int baseline, int width) {
        g.drawString(lines(g, text, width).get(0), x, baseline);
    }

    /** At most two lines; what does not fit ends in an ellipsis. */
    private static List<String> lines(Graphics2D g, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && g.getFontMetrics().stringWidth(longer) > width) {
                lines.add(line.toString());
                line = new StringBuilder(word);
            } else {
                line = new StringBuilder(longer);
            }
        }
        lines.add(line.toString());
        return lines.size() <= 2 ? lines : List.of(lines.get(0), lines.get(1) + " …");
    }
}
