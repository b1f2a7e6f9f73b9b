package org.hepar.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepar.metric.LesionScore;
import org.hepar.metric.LesionScore.Side;
import org.hepar.metric.SizeClass;
import org.hepar.volume.Vector;

/** {@code lesions.csv}: one line a lesion of either side, mm and ml in full precision; what it has not is an empty cell. */
final class LesionTable {

    private static final List<String> COLUMNS = List.of("case", "label", "contract", "comparison", "side", "lesion", "voxels", "volume_ml", "diameter_mm",
            "size_class", "matched", "matched_with", "dice", "distance_to_liver_boundary_mm", "score", "centre_x_mm", "centre_y_mm", "centre_z_mm", "fold");

    private LesionTable() {
    }

    /** To which score a lesion belongs. */
    record Key(String caseId, String label, String contract, String comparison, String fold) {
    }

    static Key key(Csv.Cells cells) {
        return new Key(cells.text("case"), cells.text("label"), cells.text("contract"), cells.text("comparison"), cells.text("fold"));
    }

    static String text(Scores scores) {
        List<List<String>> lines = new ArrayList<>();
        for (Scores.Row row : scores.rows()) {
            row.scores().labels().forEach((label, score) -> score.detection().ifPresent(detection -> detection.lesions()
                    .forEach(lesion -> lines.add(cells(row, label, lesion)))));
        }
        return Csv.text(COLUMNS, lines);
    }

    private static List<String> cells(Scores.Row row, String label, LesionScore lesion) {
        return List.of(row.scores().caseId(), label, row.scores().contract(), row.comparison(), lesion.side().key(), String.valueOf(lesion.id()),
                String.valueOf(lesion.voxels()), Csv.number(lesion.volumeMl()), Csv.number(lesion.diameterMm()), SizeClass.of(lesion.diameterMm()).key(),
                String.valueOf(lesion.matched()),
                lesion.matchedWith().stream().map(String::valueOf).collect(Collectors.joining(" ")), Csv.number(lesion.dice()),
                Csv.number(lesion.distanceToLiverBoundaryMm()), Csv.number(lesion.score()), Csv.number(lesion.centre().x()),
                Csv.number(lesion.centre().y()), Csv.number(lesion.centre().z()), row.fold());
    }

    static Map<Key, List<LesionScore>> read(Path file) {
        Map<Key, List<LesionScore>> lesions = new LinkedHashMap<>();
        for (Csv.Cells cells : Csv.read(file, COLUMNS)) {
            lesions.computeIfAbsent(key(cells), key -> new ArrayList<>()).add(lesion(cells));
        }
        return lesions;
    }

    private static LesionScore lesion(Csv.Cells cells) {
        String side = cells.text("side");
        if (Stream.of(Side.values()).noneMatch(known -> known.key().equals(side))) {
            throw cells.wrong("side", "reference or prediction");
        }
        String with = cells.text("matched_with");
        return new LesionScore(Side.valueOf(side.toUpperCase(Locale.ROOT)), cells.whole("lesion"), cells.whole("voxels"), cells.number("volume_ml"),
                cells.number("diameter_mm"), new Vector(cells.number("centre_x_mm"), cells.number("centre_y_mm"), cells.number("centre_z_mm")),
                cells.text("matched").equals("true"), with.isEmpty() ? List.of() : Stream.of(with.split(" ")).map(Integer::valueOf).toList(),
                cells.number("dice"), cells.number("distance_to_liver_boundary_mm"), cells.number("score"));
    }
}
