package org.hepar.report;

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
        StringBuilder html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        for (int i = 0; i < head.size(); i++) {
            html.append(i == 0 ? "<th class=\"text\">" : "<th>").append(escape(head.get(i))).append("</th>");
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

    /** A picture inside of the page itself, so that the page can be sent alone. */
    static String picture(byte[] png, String words) {
        return "<figure><img alt=\"" + escape(words) + "\" src=\"data:image/png;base64," + Base64.getEncoder().encodeToString(png)
                + "\"></figure>\n";
    }
}
