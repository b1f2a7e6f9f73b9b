package org.hepar.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.hepar.volume.Volume;

/**
 * Draws a slice twice, one above the other: plain, and under the colours of Christ et al. 2017, Fig. 7 (green correct liver,
 * yellow liver errors, blue correct lesion, red lesion errors) with the outline of the reference in white. Without an image only the
 * colours, on a dark ground. Structures of other names have the colours of the lesions.
 *
 * <p>Seen from the feet, as radiologists look: the patient's right is on the left. Millimetres along rows and columns
 * are equally long whatever the spacing. Shown is what is in either mask and 20 mm around it.
 */
final class Overlay {

    static final int PANEL = 440;
    static final int GAP = 6;
    private static final int HEAD = 62;
    private static final int FOOT = 50;
    private static final double MARGIN_MM = 20;
    private static final double SMALLEST_SIDE_MM = 100;

    /** Display window of CT: narrower than the window of the networks, for contrast inside the liver. */
    private static final double LOWER_HU = -100;
    private static final double UPPER_HU = 250;

    private static final Color LIVER = Drawing.GREEN;
    private static final Color LIVER_ERROR = new Color(255, 215, 0);
    private static final Color LESION = new Color(40, 110, 255);
    private static final Color LESION_ERROR = new Color(240, 30, 30);
    private static final double LIVER_OPACITY = 0.30;
    private static final double OTHER_OPACITY = 0.60;
    private static final double GROUND_OPACITY = 0.80;

    /** Grey of the field of view where there is no image. */
    private static final int GROUND = 44;
    private static final int MOST_LETTERS = 8;

    private Overlay() {
    }

    /** The slices of a case as figures; {@code rank} and {@code id} make their names, {@code title} and {@code dice} stand above each. */
    static List<Figures.Figure> figures(List<View> views, String rank, String id, String title, String dice) {
        List<BufferedImage> pictures = draw(views, title, dice);
        return IntStream.range(0, views.size()).parallel().mapToObj(i -> new Figures.Figure("overlay-" + rank + "-" + Views.fileName(id) + "-"
                + views.get(i).slice(), title + ", " + dice + ", " + views.get(i).words(), Figures.png(pictures.get(i)), "")).toList();
    }

    /** The drawn slices of a case, in one window of grey values; above each the title, the Dice and what the slice shows, a line each. */
    static List<BufferedImage> draw(List<View> views, String title, String dice) {
        Optional<Window> window = Window.of(views);
        return views.parallelStream().map(view -> draw(view, window, title, dice)).toList();
    }

    private static BufferedImage draw(View view, Optional<Window> window, String title, String dice) {
        int bottom = HEAD + PANEL + (view.image().isPresent() ? GAP + PANEL : 0);
        BufferedImage picture = new BufferedImage(PANEL, bottom + FOOT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Drawing.on(picture);
        g.setFont(Fonts.bold(15));
        g.drawString(fitting(g, title), 2, 16);
        g.setFont(Fonts.plain(14));
        g.drawString(dice, 2, 35);
        g.setColor(Drawing.SOFT);
        g.drawString(fitting(g, view.words()), 2, 53);
        Field field = Field.around(view);
        if (view.image().isPresent()) {
            g.drawImage(panel(view, window, field, false), 0, HEAD, null);
            sides(g, HEAD);
        }
        g.drawImage(panel(view, window, field, true), 0, bottom - PANEL, null);
        sides(g, bottom - PANEL);
        legend(g, view.reference().names(), bottom + 9);
        g.dispose();
        return picture;
    }

    /** The text, cut with an ellipsis where it is wider than the picture. */
    private static String fitting(Graphics2D g, String text) {
        return fitting(g, text, PANEL);
    }

    /** The text, cut with an ellipsis where it is wider than so many pixels. */
    static String fitting(Graphics2D g, String text, int width) {
        String fitting = text;
        while (fitting.length() > 1 && g.getFontMetrics().stringWidth(fitting) > width - 4) {
            fitting = fitting.substring(0, fitting.length() - 2) + "…";
        }
        return fitting;
    }

    private static void sides(Graphics2D g, int top) {
        sides(g, 0, top);
    }

    /** The patient's sides at the edges of a panel. */
    static void sides(Graphics2D g, int left, int top) {
        g.setFont(Fonts.bold(14));
        side(g, "R", left + 7, top + PANEL / 2 + 5);
        side(g, "L", left + PANEL - 16, top + PANEL / 2 + 5);
    }

    /** A letter on a dark field, so that it can be read on bone too. */
    private static void side(Graphics2D g, String letter, int x, int baseline) {
        g.setColor(new Color(0, 0, 0, 170));
        g.fillRoundRect(x - 4, baseline - 15, 19, 20, 6, 6);
        g.setColor(Color.WHITE);
        g.drawString(letter, x, baseline);
    }

    private static void legend(Graphics2D g, List<String> names, int y) {
        g.setFont(Fonts.plain(14));
        boolean liver = names.contains(LabelMapping.LIVER);
        String others = String.join(", ", names.stream().filter(name -> !name.equals(LabelMapping.LIVER)).toList());
        if (liver) {
            swatch(g, LIVER, "liver, correct", 2, y);
            swatch(g, LIVER_ERROR, "liver, error", 130, y);
        }
        if (!others.isEmpty()) {
            String shown = others.length() > MOST_LETTERS ? "others" : others;
            swatch(g, LESION, shown + ", correct", 2, liver ? y + 21 : y);
            swatch(g, LESION_ERROR, shown + ", error", 130, liver ? y + 21 : y);
        }
        swatch(g, new Color(60, 65, 70), "outline of the reference", 250, y);
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(1.5f));
        g.drawLine(252, y + 7, 262, y + 7);
    }

    static void swatch(Graphics2D g, Color colour, String words, int x, int y) {
        g.setColor(colour);
        g.fillRect(x, y, 14, 14);
        g.setColor(Drawing.INK);
        g.drawString(words, x + 20, y + 12);
    }

    private static BufferedImage panel(View view, Optional<Window> window, Field field, boolean coloured) {
        BufferedImage panel = new BufferedImage(PANEL, PANEL, BufferedImage.TYPE_INT_RGB);
        List<String> names = view.reference().names();
        long liver = names.contains(LabelMapping.LIVER) ? bit(names.indexOf(LabelMapping.LIVER)) : 0;
        long[] reference = coloured ? field.nearest(view.reference()) : null;
        long[] prediction = coloured ? field.nearest(view.prediction()) : null;
        for (int v = 0, i = 0; v < PANEL; v++) {
            for (int u = 0; u < PANEL; u++, i++) {
                double y = field.row(v);
                double x = field.column(u);
                int grey = !field.holds(y, x) ? 0 : window.isEmpty() ? GROUND : window.get().grey(Drawing.linear(
                        view.image().get().voxels(), 0, field.size().y(), field.size().x(), y, x));
                int colour = grey << 16 | grey << 8 | grey;
                if (coloured) {
                    colour = onReferenceOutline(reference, v, u) ? blend(colour, Color.WHITE, 0.85)
                            : coloured(colour, reference[i], prediction[i], liver, window.isPresent());
                }
                panel.setRGB(u, v, colour);
            }
        }
        return panel;
    }

    /** A structure a bit; all that are not the liver lie over it and are told right from wrong together. An image shines through, the bare ground less. */
    private static int coloured(int rgb, long reference, long prediction, long liver, boolean image) {
        long others = (reference | prediction) & ~liver;
        double opacity = image ? OTHER_OPACITY : GROUND_OPACITY;
        if (others != 0) {
            return blend(rgb, ((reference ^ prediction) & ~liver) == 0 ? LESION : LESION_ERROR, opacity);
        }
        return reference != prediction ? blend(rgb, LIVER_ERROR, opacity) : reference != 0 ? blend(rgb, LIVER, image ? LIVER_OPACITY : GROUND_OPACITY) : rgb;
    }

    /** The bit of a structure; from the 64th on they share one. */
    private static long bit(int structure) {
        return 1L << Math.min(structure, 63);
    }

    static boolean onReferenceOutline(long[] reference, int v, int u) {
        int i = v * PANEL + u;
        return u > 0 && reference[i] != reference[i - 1] || v > 0 && reference[i] != reference[i - PANEL];
    }

    static int blend(int rgb, Color colour, double opacity) {
        return channel(rgb >> 16, colour.getRed(), opacity) << 16 | channel(rgb >> 8, colour.getGreen(), opacity) << 8
                | channel(rgb, colour.getBlue(), opacity);
    }

    private static int channel(int below, int above, double opacity) {
        return (int) Math.round((below & 0xff) * (1 - opacity) + above * opacity);
    }

    /** Grey values of a case, the same in all its slices: the CT window, or the 1st to 99th percentile where nothing is as dark as air (no CT). */
    record Window(double lower, double upper) {

        private static final double AIR_HU = -150;

        /** Empty without images. */
        static Optional<Window> of(List<View> views) {
            List<float[]> images = views.stream().flatMap(view -> view.image().stream()).map(Volume::voxels).toList();
            float[] sorted = new float[images.stream().mapToInt(voxels -> voxels.length).sum()];
            int filled = 0;
            for (float[] voxels : images) {
                System.arraycopy(voxels, 0, sorted, filled, voxels.length);
                filled += voxels.length;
            }
            Arrays.sort(sorted);
            if (filled == 0 || sorted[0] <= AIR_HU) {
                return filled == 0 ? Optional.empty() : Optional.of(new Window(LOWER_HU, UPPER_HU));
            }
            double lower = sorted[filled / 100];
            double upper = sorted[filled - 1 - filled / 100];
            return Optional.of(new Window(lower, upper > lower ? upper : lower + 1));
        }

        int grey(double value) {
            return (int) Math.round(255 * Math.max(0, Math.min(1, (value - lower) / (upper - lower))));
        }
    }

    /** The square of the slice that a panel shows: its corner in voxels, and voxels a pixel along rows and columns. */
    record Field(Size size, double y0, double x0, double voxelsPerPixelY, double voxelsPerPixelX) {

        static Field around(View view) {
            Grid grid = view.reference().grid();
            Size size = grid.size();
            return Stream.of(view.reference(), view.prediction()).flatMap(side -> side.masks().values().stream())
                    .flatMap(mask -> mask.bounds().stream()).reduce(Box::unite).map(box -> square(size, grid.spacing(), box.y0(), box.y1() - 1, box.x0(), box.x1() - 1, MARGIN_MM))
                    .orElseGet(() -> square(size, grid.spacing(), 0, size.y() - 1, 0, size.x() - 1, 0));
        }

        private static Field square(Size size, Spacing mm, int top, int bottom, int left, int right, double marginMm) {
            double sideMm = Math.max((bottom - top + 1) * mm.y(), (right - left + 1) * mm.x()) + 2 * marginMm;
            sideMm = Math.max(sideMm, Math.min(SMALLEST_SIDE_MM, Math.max(size.y() * mm.y(), size.x() * mm.x())));
            return new Field(size, (top + bottom) / 2.0 - sideMm / mm.y() / 2, (left + right) / 2.0 - sideMm / mm.x() / 2,
                    sideMm / mm.y() / PANEL, sideMm / mm.x() / PANEL);
        }

        double row(int v) {
            return y0 + (v + 0.5) * voxelsPerPixelY;
        }

        double column(int u) {
            return x0 + (u + 0.5) * voxelsPerPixelX;
        }

        boolean holds(double y, double x) {
            return y >= -0.5 && x >= -0.5 && y < size.y() - 0.5 && x < size.x() - 0.5;
        }

        /** What lies at each pixel, a structure a bit in the order of their names. */
        long[] nearest(Structures structures) {
            List<PackedMask> masks = List.copyOf(structures.masks().values());
            long[] bits = new long[PANEL * PANEL];
            for (int v = 0, i = 0; v < PANEL; v++) {
                for (int u = 0; u < PANEL; u++, i++) {
                    double y = row(v);
                    double x = column(u);
                    for (int s = 0; s < masks.size() && holds(y, x); s++) {
                        bits[i] |= masks.get(s).at(0, (int) Math.floor(y + 0.5), (int) Math.floor(x + 0.5)) ? bit(s) : 0;
                    }
                }
            }
            return bits;
        }
    }
}
