package org.hepar.track;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hepar.config.Hash;
import org.hepar.config.Json;

/**
 * What an MLflow server is to show of a run: a pure function of its journal, one record after the other. The same journal always gives the same
 * messages, so that they can be sent again after a failure, and compared with what a server shows. {@code docs/tracking.md} has the table.
 */
final class MlflowPages {

    /** Raise it when other things are made of a record than before: servers are told anew then. */
    static final int VERSION = 1;

    private static final int WARNINGS_SHOWN = 20;
    private static final int NOTE_LENGTH = 4000;
    private static final String REPORT = "report.html";
    private static final String PICTURES = "figures/(box-dice|overlay-[a-z]+-.*)\\.png";
    private static final int MOST_PICTURES = 4;
    private static final int DIGEST_LENGTH = 32;
    private static final String MEAN = "_mean";
    private static final String REFINEMENT = "_crf";
    /** Those that head every table. */
    private static final List<String> MEASURES = List.of("dice", "voe", "rvd", "asd_mm", "msd_mm");
    private static final Map<String, String> STAGES = Map.of("liver", "liver network", "lesion", "lesion network");

    private final List<Message> messages = new ArrayList<>();
    /** Whether each page is open, in the order in which they were made. */
    private final Map<String, Boolean> pages = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> nameOfKey = new HashMap<>();
    private final Map<String, Long> scored = new HashMap<>();
    private final Map<String, Double> best = new HashMap<>();
    /** By what each search judges, and the least loss of its trials so far. */
    private final Map<String, String> measures = new HashMap<>();
    private final Map<String, Double> lowest = new HashMap<>();
    private final Map<String, Effects> refinements = new LinkedHashMap<>();
    private final Map<String, List<String>> trained = new HashMap<>();
    private final Map<String, Object> summary = new LinkedHashMap<>();
    private final List<String> cases = new ArrayList<>();
    private Map<String, Object> start = Map.of();
    private Map<String, Object> environment = Map.of();
    private String cohort = "";
    private String cohortSha256 = "";
    private String note = "";
    /** The note's pictures, below the link to the report, which is told after them. */
    private String shownPictures = "";
    private int pictures;
    private int warnings;
    /** Pages that were still open when the run ended, and go on with it when it is taken up. */
    private final List<String> endedWithRun = new ArrayList<>();
    private int resumptions;
    private long millis;

    /** What one record adds. */
    List<Message> of(Entry entry) {
        messages.clear();
        millis = entry.time().toEpochMilli();
        tell(entry.kind(), entry.fields());
        return List.copyOf(messages);
    }

    private void tell(String kind, Map<String, Object> fields) {
        switch (kind) {
            case "run_started" -> started(fields);
            case "environment" -> environment(fields);
            case "cohort" -> cohort(fields);
            case "run_resumed" -> resumed(fields);
            case "fold_started" -> foldStarted(fields);
            case "stage_started" -> stageStarted(fields);
            case "stage_given" -> tags(page(fields), Map.of("hepar." + text(fields, "stage") + "_file", text(fields, "file"), "hepar." + text(fields, "stage") + "_sha256", text(fields, "weights_sha256")));
            case "stage_resumed" -> reopen(stage(fields));
            case "epoch" -> epoch(fields);
            case "diverged" -> tags(stage(fields), Map.of("hepar.diverged", "step " + text(fields, "step") + ", loss " + text(fields, "loss") + ", slices " + text(fields, "slices")));
            case "stage_finished" -> stageFinished(fields);
            case "crf_search_started" -> searchStarted(fields);
            case "crf_trial" -> trial(fields);
            case "crf_search_finished" -> searchFinished(fields);
            case "case_scored" -> caseScored(fields);
            case "fold_finished" -> foldFinished(fields);
            case "summary" -> summary(fields);
            case "warning" -> warning(fields);
            case "artifact" -> artifact(text(fields, "path"));
            case "run_finished" -> finished(fields);
            default -> { } // the journal has it; MLflow has no place for it
        }
    }

    private void started(Map<String, Object> fields) {
        start = fields;
        String id = text(fields, "run_id");
        Map<String, String> tags = new LinkedHashMap<>();
        for (String name : List.of("run_id", "experiment", "identity", "command")) {
            tags.put("hepar." + name, text(fields, name));
        }
        tags.put("hepar.contract", Fields.map(fields, "contracts").entrySet().stream().map(one -> one.getKey() + " version " + one.getValue()).collect(Collectors.joining(", ")));
        begin(Message.RUN, Message.RUN, id.isEmpty() ? "run" : id, "run", tags);
        parameters(Message.RUN, Fields.map(fields, "parameters"), "");
    }

    private void environment(Map<String, Object> fields) {
        environment = fields;
        Map<String, String> tags = new LinkedHashMap<>();
        fields.forEach((name, value) -> tags.put("hepar." + name, value == null ? "" : value.toString()));
        if (!text(fields, "git_commit").isEmpty()) {
            tags.put("mlflow.source.git.commit", text(fields, "git_commit"));
        }
        if (!text(fields, "user").isEmpty()) {
            tags.put("mlflow.user", text(fields, "user"));
        }
        tags(Message.RUN, tags);
    }

    private void cohort(Map<String, Object> fields) {
        cohort = text(fields, "name");
        cohortSha256 = text(fields, "sha256");
        cases.clear();
        list(fields, "cases").forEach(one -> cases.add(one.toString()));
        tags(Message.RUN, Map.of("hepar.cohort", cohort, "hepar.cohort_sha256", cohortSha256));
        dataset(Message.RUN, "cohort", cases);
    }

    /** What was otherwise when a run went on: parameters cannot change on the server, tags can be added. */
    private void resumed(Map<String, Object> fields) {
        resumptions++;
        reopen(Message.RUN);
        endedWithRun.forEach(this::reopen);
        endedWithRun.clear();
        Map<?, ?> now = Fields.map(fields, "environment");
        String others = now.entrySet().stream().filter(one -> environment.containsKey(one.getKey().toString()) && !String.valueOf(environment.get(one.getKey().toString())).equals(String.valueOf(one.getValue())))
                .map(one -> one.getKey() + " was " + environment.get(one.getKey().toString()) + ", is " + one.getValue()).collect(Collectors.joining("; "));
        tags(Message.RUN, Map.of("hepar.resumed", Integer.toString(resumptions), "hepar.resumed_" + resumptions, text(fields, "command") + (others.isEmpty() ? "" : " (" + others + ")")));
    }

    private void foldStarted(Map<String, Object> fields) {
        String page = page(fields);
        begin(page, Message.RUN, "fold " + text(fields, "fold"), "fold", Map.of("hepar.fold", text(fields, "fold")));
        for (String context : List.of("training", "validation", "test")) {
            dataset(page, context, list(fields, context).stream().map(Object::toString).toList());
        }
    }

    private void stageStarted(Map<String, Object> fields) {
        String name = text(fields, "stage");
        String page = stage(fields);
        Map<String, String> tags = new LinkedHashMap<>(Map.of("hepar.fold", text(fields, "fold"), "hepar.stage", name));
        begin(page, page(fields), "fold " + text(fields, "fold") + ": " + STAGES.getOrDefault(name, name), "stage", tags);
        parameters(page, Fields.map(start, "parameters"), "cascade." + name + ".");
        Map<String, Object> sizes = new LinkedHashMap<>();
        for (String each : List.of("parameters", "epochs", "steps_per_epoch", "training_slices")) {
            if (fields.get(each) != null) {
                sizes.put(each, fields.get(each));
            }
        }
        parameters(page, sizes, "");
    }

    private void epoch(Map<String, Object> fields) {
        String page = stage(fields);
        long step = (long) Fields.number(fields, "step");
        String on = text(fields, "validation_on").equals("training") ? "training" : "validation";
        for (String name : List.of("loss", "learning_rate", "gradient_norm", "gradient_norm_highest", "slices_per_second", "foreground_share", "epoch")) {
            point(page, "training/" + name, fields.get(name), step);
        }
        point(page, on + "/dice", fields.get("validation_dice"), step);
        Fields.map(fields, "dice_by_class").forEach((name, value) -> point(page, on + "/dice_" + name, value, step));
        point(page, "system/memory_mb", fields.get("resident_mb"), step);
        point(page, "system/cpu_percent", fields.get("cpu_percent"), step);
        point(page, "system/waiting_seconds", fields.get("waiting_seconds"), step);
        point(page, "system/ready_batches", fields.get("ready_batches"), step);
        double dice = Fields.number(fields, "validation_dice");
        if (dice > best.getOrDefault(page, Double.NEGATIVE_INFINITY)) {
            best.put(page, dice);
            point(page, "best/dice", dice, step);
        }
    }

    private void stageFinished(Map<String, Object> fields) {
        String page = stage(fields);
        point(page, "seconds", fields.get("seconds"), 0);
        tags(page, Map.of("hepar.chosen_epoch", text(fields, "chosen_epoch"), "hepar.weights_sha256", text(fields, "weights_sha256")));
        require(page);
        trained.computeIfAbsent(page(fields), any -> new ArrayList<>()).add(text(fields, "weights"));
        messages.add(new Message.Files(page(fields), text(fields, "weights"), true));
        end(page, "FINISHED");
    }

    private void searchStarted(Map<String, Object> fields) {
        String page = search(fields);
        Map<String, String> tags = new LinkedHashMap<>(Map.of("hepar.fold", text(fields, "fold"), "hepar.stage", text(fields, "stage")));
        int number = 0;
        for (Object id : list(fields, "cases")) {
            tags.put(String.format(Locale.ROOT, "hepar.case_%03d", ++number), String.valueOf(id));
        }
        begin(page, page(fields), "fold " + text(fields, "fold") + ": " + text(fields, "stage") + " CRF search", "crf search", tags);
        measures.put(page, text(fields, "measure"));
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (String name : List.of("method", "measure", "trials")) {
            parameters.put(name, fields.get(name));
        }
        Fields.map(fields, "ranges").forEach((key, range) -> parameters.put("ranges." + key, range));
        parameters(page, parameters, "");
        dataset(page, "validation", list(fields, "cases").stream().map(Object::toString).toList());
    }

    /** A page by itself, so that trials can be filtered and charted against each setting; the measure of all is a curve on the search's page. */
    private void trial(Map<String, Object> fields) {
        String page = search(fields);
        reopen(page);
        int number = (int) Fields.number(fields, "trial");
        String measure = measures.getOrDefault(page, "measure");
        String trial = trial(page, number);
        begin(trial, page, String.format(Locale.ROOT, number == 0 ? "trial %03d: no refinement" : "trial %03d", number), "crf trial",
                Map.of("hepar.fold", text(fields, "fold"), "hepar.stage", text(fields, "stage"), "hepar.trial", Integer.toString(number)));
        parameters(trial, Fields.map(fields, "settings"), "");
        point(trial, measure, fields.get("mean"), 0);
        point(trial, "seconds", fields.get("seconds"), 0);
        int step = 0;
        for (Object value : Fields.map(fields, "values").values()) {
            point(trial, "case/" + measure, value, ++step);
        }
        end(trial, "FINISHED");
        point(page, measure, fields.get("mean"), number);
        double mean = Fields.number(fields, "mean");
        double loss = measure.equals("dice") ? -mean : mean;
        if (number == 0) {
            point(page, "without/" + measure, fields.get("mean"), 0);
        }
        if (loss < lowest.getOrDefault(page, Double.POSITIVE_INFINITY)) {
            lowest.put(page, loss);
            point(page, "best/" + measure, fields.get("mean"), number);
        }
    }

    private void searchFinished(Map<String, Object> fields) {
        String page = search(fields);
        reopen(page);
        int number = (int) Fields.number(fields, "trial");
        String measure = measures.getOrDefault(page, "measure");
        point(page, "chosen/" + measure, fields.get("mean"), 0);
        point(page, "chosen/" + measure + "_lower", fields.get("lower"), 0);
        point(page, "chosen/" + measure + "_upper", fields.get("upper"), 0);
        Map<String, String> tags = new LinkedHashMap<>(Map.of("hepar.chosen_trial", Integer.toString(number), "hepar.refinement_sha256", text(fields, "refinement_sha256")));
        Fields.map(fields, "settings").forEach((key, value) -> tags.put("hepar.chosen." + key, String.valueOf(value)));
        tags(page, tags);
        if (pages.containsKey(trial(page, number))) {
            tags(trial(page, number), Map.of("hepar.chosen", "true"));
        }
        messages.add(new Message.Files(page(fields), text(fields, "refinement"), false));
        end(page, "FINISHED");
    }

    private static String trial(String search, int number) {
        return String.format(Locale.ROOT, "%s/trial_%03d", search, number);
    }

    private void caseScored(Map<String, Object> fields) {
        String page = page(fields) + "/evaluation";
        if (!pages.containsKey(page)) {
            begin(page, page(fields), "fold " + text(fields, "fold") + ": evaluation", "evaluation", Map.of("hepar.fold", text(fields, "fold")));
        }
        reopen(page);
        long step = scored.merge(page, 1L, Long::sum);
        caseScored(page, "", fields, step);
        Fields.map(fields, "further_contracts").forEach((contract, scores) -> caseScored(page, contract + "/", (Map<?, ?>) scores, step));
        Fields.map(fields, "seconds").forEach((part, value) -> point(page, "seconds/" + part, value, step));
        String number = String.format(Locale.ROOT, "case_%03d", step);
        tags(page, Map.of("hepar." + number, text(fields, "case")));
        Fields.map(fields, "refined").forEach((stage, effect) -> {
            if (effect instanceof Map<?, ?> told) {
                refined(fields, stage.toString(), told, step, number);
            }
        });
    }

    /** A page by itself: the curves of each case's iterations would bury those of the evaluation, and two settings compare by their pages. */
    private void refined(Map<String, Object> fields, String stage, Map<?, ?> effect, long step, String number) {
        String page = page(fields) + "/" + stage + REFINEMENT;
        if (!pages.containsKey(page)) {
            begin(page, page(fields), "fold " + text(fields, "fold") + ": " + stage + " CRF", "refinement", Map.of("hepar.fold", text(fields, "fold"), "hepar.stage", stage));
        }
        reopen(page);
        tags(page, Map.of("hepar." + number, text(fields, "case")));
        Effects effects = refinements.computeIfAbsent(stage, any -> new Effects());
        for (String measure : MEASURES) {
            Object before = value(effect, "before", measure);
            Object after = value(effect, "after", measure);
            point(page, "before/" + measure, before, step);
            point(page, "after/" + measure, after, step);
            if (before instanceof Number from && after instanceof Number to) {
                point(page, "difference/" + measure, to.doubleValue() - from.doubleValue(), step);
                effects.put(measure, text(fields, "fold") + " " + text(fields, "case"), from.doubleValue(), to.doubleValue());
            }
        }
        for (String name : List.of("added", "removed", "looked_at")) {
            point(page, "voxels/" + name, effect.get(name), step);
        }
        if (effect.get("changes") instanceof List<?> changes) {
            for (int i = 0; i < changes.size(); i++) {
                point(page, "convergence/" + number, changes.get(i), i + 1);
            }
        }
    }

    private static Object value(Map<?, ?> effect, String mask, String measure) {
        return effect.get(mask) instanceof Map<?, ?> score ? score.get(measure) : null;
    }

    /** What the refinement of a stage did to each measure, by case; a case that is scored again counts once. */
    private static final class Effects {

        private final Map<String, Map<String, double[]>> byMeasure = new LinkedHashMap<>();

        void put(String measure, String one, double before, double after) {
            byMeasure.computeIfAbsent(measure, any -> new LinkedHashMap<>()).put(one, new double[] {before, after});
        }

        /** {@code dice 0.9312 -> 0.9431, voe ... (mean of 8 cases)}. */
        String words() {
            List<String> means = new ArrayList<>();
            byMeasure.forEach((measure, cases) -> means.add(String.format(Locale.ROOT, "%s %.4f -> %.4f", measure, mean(cases, 0), mean(cases, 1))));
            int cases = byMeasure.values().stream().mapToInt(Map::size).max().orElse(0);
            return String.join(", ", means) + " (mean of " + cases + (cases == 1 ? " case)" : " cases)");
        }

        private static double mean(Map<String, double[]> cases, int which) {
            return cases.values().stream().mapToDouble(values -> values[which]).average().orElse(Double.NaN);
        }
    }

    private void caseScored(String page, String prefix, Map<?, ?> scores, long step) {
        for (String label : List.of("liver", "lesion")) {
            if (scores.get(label) instanceof Map<?, ?> score) {
                score.forEach((name, value) -> point(page, prefix + "case/" + label + "_" + name, value, step));
            }
        }
        if (scores.get("detection") instanceof Map<?, ?> detection) {
            for (String name : List.of("references", "found", "false_positives")) {
                point(page, prefix + "case/lesion_" + name, detection.get(name), step);
            }
        }
    }

    private void foldFinished(Map<String, Object> fields) {
        String page = page(fields);
        String evaluation = page + "/evaluation";
        reopen(page);
        Fields.map(fields, "metrics").forEach((name, value) -> {
            point(page, shortName(name.toString()), value, 0);
            if (pages.containsKey(evaluation)) {
                point(evaluation, shortName(name.toString()), value, 0);
            }
        });
        if (pages.containsKey(evaluation)) {
            end(evaluation, "FINISHED");
        }
        for (String stage : STAGES.keySet().stream().sorted().toList()) {
            if (Boolean.TRUE.equals(pages.get(page + "/" + stage + REFINEMENT))) {
                end(page + "/" + stage + REFINEMENT, "FINISHED");
            }
        }
        model(page, fields);
        end(page, "FINISHED");
    }

    /** What somebody who finds the cascade in the registry has to know. */
    private void model(String page, Map<String, Object> fields) {
        List<String> weights = trained.getOrDefault(page, List.of());
        int slash = weights.isEmpty() ? -1 : weights.get(0).indexOf('/');
        if (slash < 0) {
            return;
        }
        String experiment = text(start, "experiment");
        StringBuilder card = new StringBuilder("**" + experiment + ", fold " + text(fields, "fold") + "**: a cascade that segments the liver, then its lesions.\n\n");
        card.append("- trained on ").append(cohort).append(" (SHA-256 ").append(cohortSha256).append("), experiment ").append(text(start, "identity")).append("\n");
        Fields.map(start, "parameters").forEach((name, value) -> {
            if (name.toString().matches("cascade\\.(liver|lesion)\\.preprocessing\\..*")) {
                card.append("- ").append(name).append(": ").append(value).append('\n');
            }
        });
        Map<?, ?> metrics = Fields.map(fields, "metrics");
        if (!metrics.isEmpty()) {
            card.append("\n| on its test cases | |\n|---|---|");
            metrics.forEach((name, value) -> card.append("\n| ").append(name).append(" | ").append(shown(value)).append(" |"));
        }
        card.append("\n\nUse: `hepar segment --run ").append(text(start, "run_id")).append("`, or the weights by themselves (safetensors).");
        Map<String, String> tags = Map.of("hepar.run_id", text(start, "run_id"), "hepar.fold", text(fields, "fold"), "hepar.identity", text(start, "identity"));
        messages.add(new Message.Model(page, MlflowText.key(experiment).replace('/', '_'), weights.get(0).substring(0, slash), tags, MlflowText.tag(card.toString())));
    }

    private void summary(Map<String, Object> fields) {
        Fields.map(fields, "metrics").forEach((name, value) -> {
            summary.put(name.toString(), value);
            // The server shows the highest step: that of the last try, whatever the clocks say.
            point(Message.RUN, shortName(name.toString()), value, resumptions);
        });
    }

    private void warning(Map<String, Object> fields) {
        warnings++;
        if (warnings <= WARNINGS_SHOWN) {
            tags(Message.RUN, Map.of("hepar.warning_" + warnings, text(fields, "message")));
        }
    }

    private void artifact(String path) {
        require(Message.RUN);
        messages.add(new Message.Files(Message.RUN, path, false));
        if (path.equals(REPORT)) {
            note += "\n\n[The whole report](" + MlflowText.LINK + path + ")";
        } else if (path.matches(PICTURES) && pictures < MOST_PICTURES) {
            pictures++;
            shownPictures += "\n\n![" + path + "](" + MlflowText.LINK + MlflowText.file(path) + ")";
        } else {
            return;
        }
        tags(Message.RUN, Map.of(MlflowText.NOTE, note + shownPictures));
    }

    private void finished(Map<String, Object> fields) {
        String status = switch (text(fields, "status")) {
            case "FINISHED", "KILLED" -> text(fields, "status");
            default -> "FAILED";
        };
        reopen(Message.RUN);
        note = note(fields);
        shownPictures = "";
        pictures = 0;
        tags(Message.RUN, Map.of("hepar.status", status, MlflowText.NOTE, note));
        List<String> open = new ArrayList<>(pages.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList());
        endedWithRun.addAll(open);
        for (int i = open.size() - 1; i >= 0; i--) {
            end(open.get(i), status);
        }
    }

    /** Markdown for the run's page: how it ended, the means as a table, the first figures, where the report is. */
    private String note(Map<String, Object> finish) {
        StringBuilder note = new StringBuilder("**" + text(finish, "status") + "**");
        double seconds = Fields.number(finish, "seconds");
        if (!Double.isNaN(seconds)) {
            note.append(String.format(Locale.ROOT, " after %d min %02d s", (long) seconds / 60, (long) seconds % 60));
        }
        double megabytes = Fields.number(finish, "peak_memory_mb");
        if (!Double.isNaN(megabytes)) {
            note.append(String.format(Locale.ROOT, ", peak memory %.0f MB", megabytes));
        }
        if (!text(finish, "message").isBlank()) {
            note.append("\n\n").append(text(finish, "message"));
        }
        refinements.forEach((stage, effects) -> note.append("\n\nThe CRF changed the ").append(stage).append(": ").append(effects.words()));
        if (!summary.isEmpty()) {
            note.append("\n\n| measure | value |\n|---|---|");
        }
        for (Map.Entry<String, Object> measure : summary.entrySet()) {
            String row = "\n| " + measure.getKey().replace("|", "\\|") + " | " + shown(measure.getValue()) + " |";
            if (note.length() + row.length() <= NOTE_LENGTH) {
                note.append(row);
            }
        }
        return note.toString();
    }

    private static String shown(Object value) {
        if (value == null) {
            return "undefined";
        }
        return value instanceof Double decimal ? String.format(Locale.ROOT, decimal == Math.rint(decimal) ? "%.0f" : "%.4f", decimal) : value.toString();
    }

    /** The mean is what people look for: it goes by the measure's own name. */
    private static String shortName(String metric) {
        return metric.endsWith(MEAN) ? metric.substring(0, metric.length() - MEAN.length()) : metric;
    }

    private void begin(String page, String parent, String name, String kind, Map<String, String> tags) {
        if (pages.containsKey(page)) {
            reopen(page);
            return;
        }
        if (!page.equals(parent)) {
            require(parent);
        }
        pages.put(page, true);
        Map<String, String> all = new LinkedHashMap<>();
        all.put("mlflow.source.name", "hepar");
        all.put("mlflow.source.type", "LOCAL");
        all.put("hepar.kind", kind);
        tags.forEach((key, value) -> all.put(MlflowText.key(key), MlflowText.tag(value)));
        messages.add(new Message.Begin(page, parent, MlflowText.name(name), millis, all));
    }

    /** A journal that lacks the record of a page's beginning shows the page all the same. */
    private void require(String page) {
        if (!pages.containsKey(page)) {
            int slash = page.lastIndexOf('/');
            begin(page, slash < 0 ? Message.RUN : page.substring(0, slash), page.isEmpty() ? "run" : page.replace('_', ' ').replace("/", ": "), page.isEmpty() ? "run" : slash < 0 ? "fold" : "stage", Map.of());
        }
    }

    private void reopen(String page) {
        require(page);
        if (Boolean.FALSE.equals(pages.put(page, true))) {
            messages.add(new Message.Reopen(page));
        }
    }

    private void end(String page, String status) {
        require(page);
        pages.put(page, false);
        messages.add(new Message.End(page, status, millis));
    }

    private void dataset(String page, String context, List<String> ids) {
        require(page);
        if (!ids.isEmpty()) {
            String digest = Hash.sha256(cohortSha256 + "\n" + String.join("\n", ids)).substring(0, DIGEST_LENGTH);
            Map<String, Object> profile = new LinkedHashMap<>();
            profile.put("cases", ids.size());
            profile.put("ids", ids);
            messages.add(new Message.Dataset(page, cohort.isEmpty() ? "cohort" : MlflowText.name(cohort), digest, context, Json.write(profile)));
        }
    }

    /** Those whose names begin so; a parameter can never change on the server, so two names must not share a key. */
    private void parameters(String page, Map<?, ?> values, String prefix) {
        require(page);
        Map<String, String> parameters = new LinkedHashMap<>();
        Map<String, String> names = nameOfKey.computeIfAbsent(page, any -> new HashMap<>());
        values.forEach((given, value) -> {
            String name = given.toString();
            if (name.startsWith(prefix)) {
                String key = MlflowText.key(name);
                String owner = names.putIfAbsent(key, name);
                if (!name.equals(owner)) {
                    parameters.put(owner == null ? key : MlflowText.otherKey(name), MlflowText.parameter(value == null ? "" : value.toString()));
                }
            }
        });
        if (!parameters.isEmpty()) {
            messages.add(new Message.Parameters(page, parameters));
        }
    }

    private void tags(String page, Map<String, String> values) {
        require(page);
        Map<String, String> tags = new LinkedHashMap<>();
        values.forEach((key, value) -> tags.put(MlflowText.key(key), MlflowText.tag(value)));
        messages.add(new Message.Tags(page, tags));
    }

    /** Undefined values are not shown. */
    private void point(String page, String name, Object value, long step) {
        require(page);
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            messages.add(new Message.Point(page, MlflowText.key(name), number.doubleValue(), step, millis));
        }
    }

    private static String page(Map<String, Object> fields) {
        return "fold_" + text(fields, "fold");
    }

    private static String stage(Map<String, Object> fields) {
        return page(fields) + "/" + text(fields, "stage");
    }

    private static String search(Map<String, Object> fields) {
        return stage(fields) + "_crf_search";
    }

    private static String text(Map<String, ?> fields, String name) {
        return Fields.text(fields, name);
    }

    private static List<?> list(Map<String, Object> fields, String name) {
        return fields.get(name) instanceof List<?> values ? values : List.of();
    }
}
