package org.hepar.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hepar.report.Figures.Figure;
import org.hepar.report.Overlay.Field;
import org.hepar.report.Overlay.Window;
import org.hepar.report.RefinementViews.RefinementView;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Structures;

/**
 * Draws the slice in which a refinement changed most, three times side by side: a stage's mask before, after, and what was added and removed; in each the
 * outline of the reference in white. Oriented and cut out as the pictures of {@link Overlay}.
 */
final class RefinementPicture {

    private static final int PANEL = Overlay.PANEL;
    private static final int GAP = Overlay.GAP;
    private static final int WIDTH = 3 * PANEL + 2 * GAP;
    private static final int HEAD = 56;
    private static final int FOOT = 32;
    private static final Color LIVER = Drawing.GREEN;
    private static final Color LESION = new Color(40, 110, 255);
    /** Told apart by eyes that do not tell red from green, on grey of any brightness. */
    private static final Color ADDED = new Color(0, 200, 255);
    private static final Color REMOVED = new Color(255, 130, 0);
    private static final double MASK_OPACITY = 0.40;
    private static final double CHANGE_OPACITY = 0.85;
    private static final double OUTLINE_OPACITY = 0.85;

    private RefinementPicture() {
    }

    /** The picture as a figure; {@code rank} and {@code id} make its name, {@code title} and {@code effect} stand above. */
    static Figure figure(RefinementView view, String stage, String rank, String id, String title, String effect) {
        String words = title + ", " + effect + ", slice " + view.slice() + " of " + view.slices();
        return new Figure("refined-" + stage + "-" + rank + "-" + Views.fileName(id), words + ": before, after, and added and removed voxels", Figures.png(draw(view, stage, title, effect)), "");
    }

    private static BufferedImage draw(RefinementView kept, String stage, String title, String effect) {
        Structures reference = new Structures(kept.reference().grid(), Map.of(stage, kept.reference()));
        Structures masks = new Structures(kept.before().grid(), Map.of("before", kept.before(), "after", kept.after()));
        View view = new View(List.of(), kept.slice(), kept.slices(), Optional.of(kept.image()), reference, masks);
        Window window = Window.of(List.of(view)).orElseThrow();
        Field field = Field.around(view);
        long[] outline = field.nearest(reference);
        long[] before = field.nearest(one(kept.before()));
        long[] after = field.nearest(one(kept.after()));
        BufferedImage picture = new BufferedImage(WIDTH, HEAD + PANEL + FOOT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Drawing.on(picture);
        g.setFont(Fonts.bold(16));
        g.drawString(Overlay.fitting(g, title + ", slice " + kept.slice() + " of " + kept.slices() + ": " + effect, WIDTH), 2, 18);
        Color colour = stage.equals(LabelMapping.LIVER) ? LIVER : LESION;
        panel(g, 0, "before", view, window, field, outline, before, before, colour);
        panel(g, 1, "after", view, window, field, outline, after, after, colour);
        panel(g, 2, "difference", view, window, field, outline, before, after, null);
        legend(g, stage, colour);
        g.dispose();
        return picture;
    }

    private static Structures one(PackedMask mask) {
        return new Structures(mask.grid(), Map.of("mask", mask));
    }

    /** Both masks in one colour, or, without a colour, what only one of them has. */
    private static void panel(Graphics2D g, int place, String name, View view, Window window, Field field, long[] outline, long[] before, long[] after, Color mask) {
        int left = place * (PANEL + GAP);
        BufferedImage panel = new BufferedImage(PANEL, PANEL, BufferedImage.TYPE_INT_RGB);
        for (int v = 0, i = 0; v < PANEL; v++) {
            for (int u = 0; u < PANEL; u++, i++) {
                double y = field.row(v);
                double x = field.column(u);
                int grey = !field.holds(y, x) ? 0 : window.grey(Drawing.linear(view.image().orElseThrow().voxels(), 0, field.size().y(), field.size().x(), y, x));
                int rgb = grey << 16 | grey << 8 | grey;
                if (Overlay.onReferenceOutline(outline, v, u)) {
                    rgb = Overlay.blend(rgb, Color.WHITE, OUTLINE_OPACITY);
                } else if (before[i] != after[i]) {
                    rgb = Overlay.blend(rgb, after[i] != 0 ? ADDED : REMOVED, CHANGE_OPACITY);
                } else if (mask != null && after[i] != 0) {
                    rgb = Overlay.blend(rgb, mask, MASK_OPACITY);
                }
                panel.setRGB(u, v, rgb);
            }
        }
        g.drawImage(panel, left, HEAD, null);
        g.setFont(Fonts.plain(15));
        g.setColor(Drawing.SOFT);
        g.drawString(name, left + 2, HEAD - 10);
        Overlay.sides(g, left, HEAD);
    }

    private static void legend(Graphics2D g, String stage, Color colour) {
        int y = HEAD + PANEL + 10;
        g.setFont(Fonts.plain(15));
        Overlay.swatch(g, colour, "mask of the " + stage, 2, y);
        Overlay.swatch(g, new Color(60, 65, 70), "outline of the reference", 190, y);
        g.setColor(Color.WHITE);
        g.setStroke(new BasicStroke(1.5f));
        g.drawLine(192, y + 7, 202, y + 7);
        Overlay.swatch(g, ADDED, "added", 2 * (PANEL + GAP) + 2, y);
        Overlay.swatch(g, REMOVED, "removed", 2 * (PANEL + GAP) + 90, y);
    }
}
