package org.hepar.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Made {@code cases.csv} files, a line at a time. */
final class SampleTable {

    private static final String HEAD = "case,label,contract,dice,rvd,reference_volume_ml,asd_mm,lesions,lesions_found,true_positive_lesions,"
            + "false_positive_lesions,outcome,comparison,fold,note";

    private final Path folder;
    private final List<String> lines = new ArrayList<>(List.of(HEAD));

    SampleTable(Path folder) {
        this.folder = folder;
    }

    /** A lesion under the house's contract, with a reference of 10 ml. */
    SampleTable lesion(String caseId, double dice) {
        return line(caseId + ",lesion,christ_2017," + dice + ",0.1,10.0," + 5 * (1 - dice) + ",4,2,2,1,measured,prediction:reference,,");
    }

    SampleTable line(String line) {
        lines.add(line);
        return this;
    }

    Path write() {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(ScoreTable.FILE), String.join("\n", lines) + "\n");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lesions of cases 1, 2, ... with these Dice. */
    static Path lesions(Path folder, double... dice) {
        SampleTable table = new SampleTable(folder);
        for (int i = 0; i < dice.length; i++) {
            table.lesion(String.valueOf(i + 1), dice[i]);
        }
        return table.write();
    }
}
