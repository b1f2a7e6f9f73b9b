package org.hepar.report;

import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The font of every figure, sizes in points: Liberation Sans (SIL Open Font License 1.1), taken from the class path so
 * that figures look alike everywhere and a headless Java without any font or fontconfig still draws.
 *
 * <p>Java on Linux asks fontconfig for its fonts and throws at the first letter when there is none. A file that maps all
 * of Java's own font names to the bundled one, named by {@code sun.awt.fontconfig} before the first letter, stands in
 * for it. Should a Java refuse that too, {@link #problem()} says so and the report is written without figures.
 */
final class Fonts {

    private static final String RESOURCE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";
    private static final String MAPPING = "sun.awt.fontconfig";

    private static final class Loaded {
        private static final Font FONT;
        private static final Optional<String> PROBLEM;

        static {
            Font font = null;
            Optional<String> problem = Optional.empty();
            try {
                font = load();
                drawLetters(font);
            } catch (Throwable e) { // AWT reports missing fonts as Error, RuntimeException and InternalError alike
                problem = Optional.of("figures are left out, this Java cannot draw text (" + e.getClass().getSimpleName()
                        + "); install fonts, for example: apt-get install fontconfig fonts-dejavu-core, then: hepar report RUN");
            }
            FONT = font;
            PROBLEM = problem;
        }
    }

    private Fonts() {
    }

    /** One line that says why text cannot be drawn and what to install; empty when it can. */
    static Optional<String> problem() {
        return Loaded.PROBLEM;
    }

    static Font plain(float points) {
        return Loaded.FONT.deriveFont(Font.PLAIN, points);
    }

    static Font bold(float points) {
        return Loaded.FONT.deriveFont(Font.BOLD, points);
    }

    private static Font load() throws Exception {
        Path folder = Files.createTempDirectory("hepar-font");
        folder.toFile().deleteOnExit();
        Path file = folder.resolve("LiberationSans-Regular.ttf");
        file.toFile().deleteOnExit();
        try (InputStream in = Fonts.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new FileNotFoundException(RESOURCE + " is not on the class path");
            }
            Files.copy(in, file);
        }
        if (System.getProperty("os.name").startsWith("Linux") && System.getProperty(MAPPING) == null) {
            System.setProperty(MAPPING, mapping(folder, file).toString());
        }
        return Font.createFont(Font.TRUETYPE_FONT, file.toFile());
    }

    private static Path mapping(Path folder, Path font) throws IOException {
        StringBuilder lines = new StringBuilder("version=1\n");
        for (String family : List.of("dialog", "sansserif", "serif", "monospaced", "dialoginput")) {
            for (String style : List.of("plain", "bold", "italic", "bolditalic")) {
                lines.append(family).append('.').append(style).append(".latin-1=Liberation Sans\n");
            }
        }
        lines.append("sequence.allfonts=latin-1\nfilename.Liberation_Sans=").append(font).append('\n');
        Path file = folder.resolve("fontconfig.properties");
        file.toFile().deleteOnExit();
        return Files.writeString(file, lines);
    }

    private static void drawLetters(Font font) {
        Graphics2D g = new BufferedImage(60, 20, BufferedImage.TYPE_INT_RGB).createGraphics();
        g.setFont(font.deriveFont(12f));
        g.drawString("Dice", 2, 14);
        g.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 12));
        g.drawString("mm", 30, 14);
        g.dispose();
    }
}
