package org.hepar.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Pieces of an HTML page. Text comes in as it is and is escaped here; what is called {@code html} is markup already. */
final class Html {

    private Html() {
    }

    /** Text that cannot be taken for markup, also inside of an attribute. */
    static String escape(String text) {
        StringBuilder html = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append((char) c);
            }
        });
        return html.toString();
    }

    /** A whole page that needs no other file, no script and no network. */
    static String page(String title, String html) {
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" + escape(title) + "</title>\n<style>\n" + style()
                + "</style>\n</head>\n<body>\n<main>\n" + html + "</main>\n</body>\n</html>\n";
    }

    private static String style() {
        try (InputStream in = Html.class.getResourceAsStream("report.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("report.css cannot be read from the class path", e);
        }
    }

    static String paragraph(String kind, String text) {
        return "<p class=\"" + kind + "\">" + escape(text) + "</p>\n";
    }

    /** A folded part. */
    static String folded(String title, String html) {
        return "<details><summary>" + escape(title) + "</summary>\n" + html + "</details>\n";
    }

    static String list(List<String> items) {
        StringBuilder html = new StringBuilder("<ul>");
        items.forEach(item -> html.append("<li>").append(escape(item)).append("</li>"));
        return html.append("</ul>\n").toString();
    }

    /** A table that scrolls by itself where the page is narrow; the first column names the row. */
    static String table(List<String> head, List<List<String>> rows) {
        return table("", head, rows);
    }

    /** As {@link #table(List, List)}; of a kind, such as {@code dense} for many columns. */
    static String table(String kind, List<String> head, List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table" + (kind.isEmpty() ? "" : " class=\"" + kind + "\"") + "><thead><tr>");
        for (int i = 0; i < head.size(); i++) {
            html.append(i == 0 ? "<th class=\"text\">" : "<th>").append(escape(head.get(i)).replace("_", "_<wbr>").replace("+", "<wbr>+")).append("</th>");
        }
        html.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                html.append(i == 0 ? "<th class=\"text\">" : "<td>").append(escape(row.get(i))).append(i == 0 ? "</th>" : "</td>");
            }
            html.append("</tr>\n");
        }
        return html.append("</tbody></table></div>\n").toString();
    }

    /** A table of names and texts, the texts as long as they like. */
    static String facts(List<List<String>> rows) {
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><tbody>\n");
        rows.forEach(row -> html.append("<tr><th class=\"text\">").append(escape(row.get(0))).append("</th><td class=\"text wrap\">")
                .append(escape(row.get(1))).append("</td></tr>\n"));
        return html.append("</tbody></table></div>\n").toString();
    }

    /** Lines that a reader must not miss; nothing without lines. */
    static String notice(List<String> lines) {
        return lines.isEmpty() ? "" : "<div class=\"notice\">" + (lines.size() == 1 ? escape(lines.get(0)) : list(lines)) + "</div>\n";
    }

    /** Lines that a reader must not miss, under a sentence that says what they are; nothing without lines. */
    static String notice(String sentence, List<String> lines) {
        return lines.isEmpty() ? "" : "<div class=\"notice\">" + escape(sentence) + list(lines) + "</div>\n";
    }

    /** A number large, with what it is above it and what it rests on below. */
    static String tile(String name, String value, String small, String note) {
        return "<div class=\"tile\"><div class=\"name\">" + escape(name) + "</div><div class=\"value\">" + escape(value)
                + (small.isEmpty() ? "" : " <small>" + escape(small) + "</small>") + "</div><div class=\"note\">" + escape(note) + "</div></div>\n";
    }

    /** Figures side by side. */
    static String figures(String kind, List<Figures.Figure> figures) {
        StringBuilder html = new StringBuilder("<div class=\"grid " + kind + "\">\n");
        figures.forEach(figure -> html.append(picture(figure.png(), figure.words())));
        return html.append("</div>\n").toString();
    }

    /** A picture inside of the page itself, so that the page can be sent alone. */
    static String picture(byte[] png, String words) {
        return "<figure><img alt=\"" + escape(words) + "\" src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(png)
                + "\"></figure>\n";
    }
}
