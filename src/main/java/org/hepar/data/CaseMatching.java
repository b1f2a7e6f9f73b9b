package org.hepar.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.hepar.data.MaskFolder.MaskFile;

/** The files of folders of masks, brought together case by case. */
final class CaseMatching {

    private final List<MaskFolder> folders;
    /** Of each folder, in natural order, at least one. */
    private final List<List<MaskFile>> files;
    private final List<List<String>> stems;

    private CaseMatching(List<MaskFolder> folders, List<List<MaskFile>> files) {
        this.folders = folders;
        this.files = files;
        this.stems = files.stream().map(all -> all.stream().map(MaskFile::stem).distinct().toList()).toList();
    }

    /** @throws IllegalArgumentException with a line for each folder that is of no use */
    static CaseMatching of(List<MaskFolder> folders) {
        List<String> problems = new ArrayList<>();
        List<List<MaskFile>> files = new ArrayList<>();
        for (MaskFolder folder : folders) {
            try {
                files.add(folder.files());
            } catch (IllegalArgumentException unusable) {
                problems.add(unusable.getMessage());
                files.add(new ArrayList<>());
            }
        }
        for (int a = 0; a < folders.size(); a++) {
            for (int b = a + 1; b < folders.size(); b++) {
                if (sameFolder(folders.get(a).folder(), folders.get(b).folder())) {
                    share(folders.get(a), files.get(a), folders.get(b), files.get(b), problems);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new CaseMatching(folders, files);
    }

    private static boolean sameFolder(Path a, Path b) {
        try {
            return Files.exists(a) && Files.exists(b) && Files.isSameFile(a, b);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** One folder may hold both kinds of file if patterns tell them apart; a file that fits both belongs to the one that says more of it. */
    private static void share(MaskFolder a, List<MaskFile> ofA, MaskFolder b, List<MaskFile> ofB, List<String> problems) {
        if (a.pattern().isEmpty() || b.pattern().isEmpty()) {
            problems.add(a.role() + " and " + b.role() + " are the same folder (=" + a.folder() + "), so "
                    + (a.content().equals(b.content()) ? "masks would be compared with themselves" : "the masks would be taken for " + a.content())
                    + "; name the other folder, or tell the two kinds of file apart with --" + a.role() + "-pattern and --" + b.role() + "-pattern");
            return;
        }
        FilePattern patternA = a.stemPattern().orElseThrow();
        FilePattern patternB = b.stemPattern().orElseThrow();
        Set<String> both = new HashSet<>(ofA.stream().map(MaskFile::name).toList());
        both.retainAll(ofB.stream().map(MaskFile::name).toList());
        ofA.removeIf(file -> both.contains(file.name()) && FilePattern.closer(file.stem(), patternA, patternB).orElseThrow() != patternA);
        ofB.removeIf(file -> both.contains(file.name()) && FilePattern.closer(file.stem(), patternA, patternB).orElseThrow() == patternA);
        if (!both.isEmpty() && (ofA.isEmpty() || ofB.isEmpty())) {
            problems.add("--" + a.role() + "-pattern (='" + a.pattern().get() + "') and --" + b.role() + "-pattern (='" + b.pattern().get()
                    + "') take the same files of " + a.folder() + "; let each fit its own");
        }
    }

    /** @throws IllegalArgumentException when the names do not tell which files belong together */
    MaskPairing pairing() {
        List<List<FilePattern>> candidates = new ArrayList<>();
        for (int n = 0; n < folders.size(); n++) {
            candidates.add(CaseIds.candidates(folders.get(n).stemPattern(), stems.get(n)));
        }
        CaseIds.Cuts cuts = CaseIds.best(candidates, stems, UnaryOperator.identity());
        if (cuts.ambiguous()) {
            throw new IllegalArgumentException("the names of the files (" + names() + ") can be read in more than one way; " + sayWhere());
        }
        if (cuts.shared() > 0) {
            return paired(cuts.patterns());
        }
        if (stems.stream().allMatch(all -> all.size() == 1) && folders.stream().allMatch(folder -> folder.pattern().isEmpty())) {
            return new MaskPairing(List.of(pair(stems.get(1).get(0), files.stream().map(all -> all.get(0)).toList())), List.of());
        }
        CaseIds.Cuts withoutZeros = CaseIds.best(candidates, stems, CaseMatching::withoutZeros);
        throw new IllegalArgumentException(withoutZeros.shared() > 0 ? zeros(withoutZeros.patterns())
                : "no case is in all folders (" + names() + "); " + sayWhere());
    }

    private MaskPairing paired(List<FilePattern> patterns) {
        List<SortedMap<String, List<MaskFile>>> byId = new ArrayList<>();
        Set<String> ids = new TreeSet<>(NaturalOrder.INSTANCE);
        for (int n = 0; n < folders.size(); n++) {
            SortedMap<String, List<MaskFile>> found = new TreeMap<>(NaturalOrder.INSTANCE);
            for (MaskFile file : files.get(n)) {
                found.computeIfAbsent(patterns.get(n).id(file.stem()).orElseThrow(), id -> new ArrayList<>()).add(file);
            }
            ids.addAll(found.keySet());
            byId.add(found);
        }
        List<MaskPair> pairs = new ArrayList<>();
        List<RefusedCase> problems = new ArrayList<>();
        for (String id : ids) {
            int before = problems.size();
            for (int n = 0; n < folders.size(); n++) {
                List<MaskFile> same = byId.get(n).getOrDefault(id, List.of());
                if (same.size() > 1) {
                    problems.add(RefusedCase.of(id, "case " + id + " is there twice as " + folders.get(n).role() + ": " + same.get(0).path() + " and "
                            + same.get(1).path() + "; take one of them away"));
                }
            }
            missing(id, byId, patterns).ifPresent(wrong -> problems.add(RefusedCase.of(id, wrong)));
            if (problems.size() == before) {
                pairs.add(pair(id, byId.stream().map(found -> found.get(id).get(0)).toList()));
            }
        }
        return new MaskPairing(pairs, problems);
    }

    private Optional<String> missing(String id, List<SortedMap<String, List<MaskFile>>> byId, List<FilePattern> patterns) {
        List<String> has = new ArrayList<>();
        String passOver = "";
        List<String> lacks = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        List<String> alike = new ArrayList<>();
        for (int n = 0; n < folders.size(); n++) {
            List<MaskFile> found = byId.get(n).get(id);
            if (found != null) {
                has.add(folders.get(n).role() + " " + found.get(0).path());
                passOver = folders.get(n).pattern().isEmpty() ? ", or a --" + folders.get(n).role() + "-pattern that leaves it out" : "";
                continue;
            }
            lacks.add("no " + folders.get(n).role());
            expected.add(folders.get(n).folder().resolve(patterns.get(n).file(id) + files.get(n).get(0).ending()).toString());
            byId.get(n).keySet().stream().filter(other -> withoutZeros(other).equals(withoutZeros(id))).findFirst()
                    .ifPresent(other -> alike.add("'" + other + "' is another id"));
        }
        return lacks.isEmpty() ? Optional.empty() : Optional.of(has.get(0) + " has " + String.join(" and ", lacks) + "; expected "
                + String.join(" and ", expected) + (has.size() == 1 ? passOver : "") + (alike.isEmpty() ? "" : " (" + alike.get(0) + ": rename one of the files)"));
    }

    private static MaskPair pair(String id, List<MaskFile> files) {
        return new MaskPair(id, files.get(0).path(), files.get(1).path(), files.size() > 2 ? Optional.of(files.get(2).path()) : Optional.empty());
    }

    private static String withoutZeros(String id) {
        return id.replaceAll("(?<!\\d)0+(?=\\d)", "");
    }

    private String zeros(List<FilePattern> patterns) {
        List<String> ids = new ArrayList<>();
        String cure = "";
        for (int n = 0; n < folders.size(); n++) {
            FilePattern pattern = patterns.get(n);
            List<String> own = stems.get(n).stream().map(stem -> pattern.id(stem).orElseThrow()).toList();
            ids.add(folders.get(n).role() + " " + shown(own));
            if (own.get(0).startsWith("0") && own.get(0).length() > 1) {
                cure = folders.get(n).patternOption(pattern.before() + "0", pattern.after() + files.get(n).get(0).ending());
            }
        }
        return "case ids differ in leading zeros only (" + String.join("; ", ids) + "), and 01 and 1 are two cases; rename the files of one folder"
                + (cure.isEmpty() ? "" : ", or cut a zero with a pattern such as " + cure);
    }

    private String names() {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < folders.size(); n++) {
            names.add(folders.get(n).role() + " " + shown(files.get(n).stream().map(MaskFile::name).toList()));
        }
        return String.join("; ", names);
    }

    private static String shown(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(2, all.size()))) + (all.size() > 2 ? ", ..." : "");
    }

    /** With the first file as example, its longest number as id. */
    private String sayWhere() {
        List<String> options = new ArrayList<>();
        for (int n = 0; n < folders.size(); n++) {
            MaskFile file = files.get(n).get(0);
            String number = List.of(file.stem().split("\\D+")).stream().reduce("", (a, b) -> b.length() > a.length() ? b : a);
            int at = number.isEmpty() ? 0 : file.stem().indexOf(number);
            options.add(folders.get(n).patternOption(file.stem().substring(0, at),
                    number.isEmpty() ? file.ending() : file.stem().substring(at + number.length()) + file.ending()));
        }
        return "say where the case id stands, for example with " + String.join(" ", options);
    }
}
