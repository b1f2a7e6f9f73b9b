package org.hepar.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** What the pictures that are drawn pixel by pixel share. */
final class Drawing {

    static final Color INK = new Color(30, 35, 40);
    static final Color SOFT = new Color(85, 92, 100);
    /** Liver, and what a network is to learn. */
    static final Color GREEN = new Color(0, 190, 80);

    private Drawing() {
    }

    /** Begins to draw on a picture: white, smooth, in ink. */
    static Graphics2D on(BufferedImage picture) {
        Graphics2D g = picture.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        g.setColor(INK);
        return g;
    }

    /** The value between four pixels of a plane that begins at an index; beyond the border that of the border. */
    static double linear(float[] values, int plane, int height, int width, double y, double x) {
        double cy = Math.max(0, Math.min(height - 1, y));
        double cx = Math.max(0, Math.min(width - 1, x));
        int y0 = (int) cy;
        int x0 = (int) cx;
        int upper = plane + y0 * width;
        int lower = plane + Math.min(height - 1, y0 + 1) * width;
        int x1 = Math.min(width - 1, x0 + 1);
        double fy = cy - y0;
        double fx = cx - x0;
        return (values[upper + x0] * (1 - fx) + values[upper + x1] * fx) * (1 - fy)
                + (values[lower + x0] * (1 - fx) + values[lower + x1] * fx) * fy;
    }
}
