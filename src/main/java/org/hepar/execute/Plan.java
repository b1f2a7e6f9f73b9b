package org.hepar.execute;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hepar.cascade.Cascade;
import org.hepar.cascade.Stage;
import org.hepar.crf.CrfSearch;
import org.hepar.crf.DenseCrf;
import org.hepar.crf.RefinementChoice;
import org.hepar.data.Cohort;
import org.hepar.data.Fold;
import org.hepar.data.Split;
import org.hepar.experiment.Experiment;
import org.hepar.net.Layers;
import org.hepar.net.Network;
import org.hepar.net.Operation;
import org.hepar.preprocess.Preprocessing;
import org.hepar.preprocess.ResampleInPlane;
import org.hepar.preprocess.ResizeInPlane;
import org.hepar.train.Engine;
import org.hepar.volume.Grid;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;

/**
 * What an experiment would do, without doing it: jobs, cases, parameters, steps and an estimate of time and memory.
 * Needs the split, not the data; where the data is at hand its sizes are used, otherwise those of a usual CT.
 *
 * @param experiment what is planned
 * @param split of its cases
 * @param folds the chosen ones
 * @param cohort the data, where it is at hand
 * @param dataNote why it is not, in one line; empty where it is
 * @param files what is taken from files of weights, a line for each
 */
public record Plan(Experiment experiment, Split split, List<Fold> folds, Optional<Cohort> cohort, String dataNote, List<String> files) {

    /** Assumed where no data is at hand: a usual abdominal CT. */
    private static final Grid USUAL_CT = Grid.axial(new Size(450, 512, 512), new Spacing(1, 0.77, 0.77));

    /** Multiply-adds a second and thread that training reached on common server cores; the estimate's scale. */
    private static final double TRAINING_SPEED = 3e10;
    /** A training step computes the forward pass and twice as much backward. */
    private static final double STEP_TO_FORWARD = 3;
    /** Seconds of a step beside its arithmetic: batch norms, the optimiser, filling buffers. */
    private static final double STEP_SECONDS = 0.03;
    /** Of a slice's area, what the box around the liver takes; it is known only when a liver has been found. */
    private static final double SHARE_OF_LIVER_BOX = 0.4;
    /** A box with a larger margin is taken for the whole slice. */
    private static final double LARGEST_MARGIN_MM = 100;

    /**
     * The plan of the chosen folds.
     *
     * @throws IllegalArgumentException when the split or the choice of folds is wrong
     */
    public static Plan of(Experiment experiment, List<String> foldNames) {
        Split split = Split.read(experiment.split().resolve());
        List<Fold> folds = Preflight.chosen(split, foldNames);
        Preflight.requireValidation(experiment, folds);
        List<String> files = experiment.cascade().checkFiles();
        Cohort cohort;
        try {
            cohort = experiment.cohort().open();
        } catch (IllegalArgumentException | java.io.UncheckedIOException e) {
            return new Plan(experiment, split, folds, Optional.empty(), e.getMessage().lines().findFirst().orElse(e.toString()), files);
        }
        split.requireIn(cohort);
        return of(experiment, split, folds, cohort, files);
    }

    /** The plan where the data is at hand. */
    static Plan of(Experiment experiment, Split split, List<Fold> folds, Cohort cohort, List<String> files) {
        return new Plan(experiment, split, folds, Optional.of(cohort), "", files);
    }

    /** The plan for people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        line(text, "experiment  %s (identity %s)", experiment.name(), experiment.identity(split).substring(0, 12));
        line(text, "question    %s", experiment.question());
        line(text, "data        %s", cohort.map(one -> one.name() + ", " + one.cases().size() + " cases, at hand")
                .orElse("not at hand (" + dataNote + "); sizes of a usual CT are assumed"));
        line(text, "jobs        %d (one a fold)", folds.size());
        for (Fold fold : folds) {
            line(text, "  fold %-6s %3d training, %3d validation, %3d test cases", fold.name(), fold.training().size(), fold.validation().size(), fold.test().size());
        }
        Needs needs = needs(Room.here());
        needs.warnings().forEach(warning -> line(text, "warning     %s", warning));
        stage(text, "liver net ", experiment.cascade().liver());
        stage(text, "lesion net", experiment.cascade().lesion());
        experiment.cascade().stages().forEach((name, stage) -> refinement(text, name, stage));
        files.forEach(taken -> line(text, "weights     %s", taken));
        double seconds = folds.stream().mapToDouble(this::seconds).sum();
        line(text, "time        about %s with %d threads (an estimate from the arithmetic; expect it within a factor of 2)", duration(seconds), experiment.threads());
        line(text, "memory      %s", memory().text());
        needs.note().ifPresent(note -> line(text, "note        %s", note));
        needs.refusals().forEach(refusal -> line(text, "refused     by run on this machine: %s", refusal));
        return text.toString();
    }

    /**
     * What the experiment needs of a machine that it does not have.
     *
     * @param refusals for which a run is not begun
     * @param warnings what is allowed and yet probably not meant
     * @param note which device is taken, where that was left open
     */
    record Needs(List<String> refusals, List<String> warnings, Optional<String> note) {
    }

    Needs needs(Room room) {
        List<String> refusals = new ArrayList<>();
        List<String> warnings = new ArrayList<>(Preflight.loneTrainingCases(folds));
        Engine.Choice device = device(refusals);
        experiment.cascade().trained().forEach((name, stage) -> {
            Size size = preparedSize(stage);
            room.problemOf("cascade." + name, new Memory.Stage(stage.training(), size.y(), size.x()), device.gpu())
                    .ifPresent(problem -> (sizeIsKnown(name, stage) ? refusals : warnings).add(problem));
            folds.forEach(fold -> batchAboveSlices(name, stage, fold).ifPresent(warnings::add));
        });
        if (refusals.isEmpty() && !experiment.cascade().trained().isEmpty()) {
            warnings.addAll(memory().shortOf(room, cohort.isPresent() ? largest().voxels() : 0, device.gpu()));
        }
        return new Needs(List.copyOf(refusals), List.copyOf(warnings), device.note());
    }

    private Engine.Choice device(List<String> refusals) {
        try {
            return Engine.choose(experiment.threads(), experiment.device());
        } catch (IllegalArgumentException unusable) {
            refusals.add(unusable.getMessage());
            return new Engine.Choice(true, Optional.empty());
        }
    }

    private boolean sizeIsKnown(String name, Stage stage) {
        return isResized(stage) || cohort.isPresent() && !isCropped(name, stage);
    }

    private Optional<String> batchAboveSlices(String name, Stage.Trained stage, Fold fold) {
        int batchSize = stage.training().sampling().batchSize();
        long slices = cohort.map(all -> fold.training().stream().mapToLong(id -> all.get(id).stored().grid().size().z()).sum()).orElse(Long.MAX_VALUE);
        return batchSize <= slices ? Optional.empty() : Optional.of("cascade." + name + ".training.sampling.batch_size (=" + batchSize + ") is above the " + slices
                + " slices of all training cases of fold '" + fold.name() + "': each step shows slices several times; lower it unless that is meant");
    }

    private static boolean isResized(Stage stage) {
        return stage.preprocessing().stream().anyMatch(ResizeInPlane.class::isInstance);
    }

    /** Whether its slices are cut to the box around the liver, whose size is known only when a liver has been found. */
    private boolean isCropped(String name, Stage stage) {
        return name.equals(Cascade.LESION) && !isResized(stage) && experiment.cascade().liverBox().marginMm() < LARGEST_MARGIN_MM;
    }

    private void stage(StringBuilder text, String name, Stage any) {
        Size size = preparedSize(any);
        if (!(any instanceof Stage.Trained stage)) {
            line(text, "%s  given, slices of %d x %d", name, size.y(), size.x());
            return;
        }
        line(text, "%s  %,d parameters, slices of %d x %d, %d epochs x %d steps of %d slices = %,d steps a fold", name,
                stage.training().parameterCount(), size.y(), size.x(), stage.training().epochs(), stage.training().stepsPerEpoch(),
                stage.training().sampling().batchSize(), stage.training().steps());
        Layers layers = stage.training().network().layers(2);
        Operation.Span field = layers.receptiveField();
        line(text, "            receptive field %s pixels; takes slices of %s pixels a side%s", field.first() == field.last()
                ? Integer.toString(field.first()) : field.first() + " to " + field.last(), sidesAround(layers, size.x()),
                layers.fits(size.y()) && layers.fits(size.x()) ? "" : ": these are filled up to " + layers.roundUp(size.y()) + " x " + layers.roundUp(size.x()));
    }

    private void refinement(StringBuilder text, String name, Stage stage) {
        RefinementChoice refinement = stage.refinement();
        if (refinement instanceof DenseCrf crf) {
            line(text, "refinement  %s: dense CRF, %d iterations, about %.2f GB for the largest case", name, crf.iterations(), refiningBytes(stage) / Room.GIGABYTE);
        } else if (refinement instanceof CrfSearch search) {
            line(text, "refinement  %s: CRF settings by %s on each fold's validation cases, by their mean %s, about %.2f GB", name, search.summary(),
                    search.measure().name().toLowerCase(Locale.ROOT), refiningBytes(stage) / Room.GIGABYTE);
        }
    }

    /** Three fitting lengths: one below, that of the slices, one above. */
    private static String sidesAround(Layers layers, int length) {
        int fitting = layers.roundUp(length);
        List<Integer> below = fitting > 1 ? layers.nearest(fitting - 1) : List.of();
        return (below.size() > 1 ? below.get(0) + ", " : "") + fitting + ", " + layers.roundUp(fitting + 1) + ", ...";
    }

    private double seconds(Fold fold) {
        double sum = 0;
        long testSlices = (long) fold.test().size() * largest().size().z();
        for (Map.Entry<String, Stage.Trained> each : experiment.cascade().trained().entrySet()) {
            Stage.Trained stage = each.getValue();
            Size size = preparedSize(stage);
            Network network = stage.training().network();
            double slice = network.multiplyAdds(network.roundUp(size.y()), network.roundUp(size.x())) / (TRAINING_SPEED * experiment.threads());
            slice *= isCropped(each.getKey(), stage) ? SHARE_OF_LIVER_BOX : 1;
            sum += slice * (STEP_TO_FORWARD * stage.training().sampling().batchSize() * stage.training().steps() + testSlices) + STEP_SECONDS * stage.training().steps();
        }
        return sum;
    }

    Memory memory() {
        return Memory.of(experiment.cascade().trained().values().stream().map(stage -> {
            Size size = preparedSize(stage);
            return new Memory.Stage(stage.training(), size.y(), size.x());
        }).toList(), largest().voxels(), experiment.cascade().stages().values().stream().mapToDouble(this::refiningBytes).max().orElse(0));
    }

    /** What the refinement of the largest case takes, and of a search also the validation cases that stay in memory. */
    private double refiningBytes(Stage stage) {
        Grid grid = largest();
        double lowest = stage.window().lowerHu();
        double highest = stage.window().upperHu();
        if (stage.refinement() instanceof CrfSearch search) {
            double kept = folds.stream().mapToDouble(fold -> fold.validation().size()).max().orElse(0) * Cascade.BYTES_OF_AN_ANSWER * grid.voxels();
            return Math.max(search.narrowest().bytes(grid, lowest, highest), search.start().bytes(grid, lowest, highest))
                    + Math.min(kept, Runtime.getRuntime().maxMemory() / (double) Cascade.SHARE_FOR_ANSWERS);
        }
        return stage.refinement() instanceof DenseCrf crf ? crf.bytes(grid, lowest, highest) : 0;
    }

    private Grid largest() {
        Grid largest = null;
        for (Fold fold : cohort.isPresent() ? folds : List.<Fold>of()) {
            for (String id : fold.ids()) {
                Grid grid = cohort.get().get(id).stored().grid();
                largest = largest == null || grid.voxels() > largest.voxels() ? grid : largest;
            }
        }
        return largest == null ? USUAL_CT : largest;
    }

    /** Size of the largest slices of the training cases after preprocessing; the crop to the liver is not known before and counts as the whole slice. */
    private Size preparedSize(Stage stage) {
        List<Grid> grids = cohort.isEmpty() ? List.of(USUAL_CT)
                : folds.stream().flatMap(fold -> fold.training().stream()).distinct().map(id -> cohort.get().get(id).stored().grid()).distinct().toList();
        List<Size> sizes = grids.stream().map(grid -> preparedSize(stage, grid)).toList();
        return new Size(1, sizes.stream().mapToInt(Size::y).max().orElseThrow(), sizes.stream().mapToInt(Size::x).max().orElseThrow());
    }

    private static Size preparedSize(Stage stage, Grid grid) {
        double height = grid.size().y();
        double width = grid.size().x();
        for (Preprocessing step : stage.preprocessing()) {
            if (step instanceof ResizeInPlane resize) {
                height = resize.height();
                width = resize.width();
            } else if (step instanceof ResampleInPlane resample) {
                height *= grid.spacing().y() / resample.spacingMm();
                width *= grid.spacing().x() / resample.spacingMm();
            }
        }
        return new Size(1, (int) Math.max(1, Math.round(height)), (int) Math.max(1, Math.round(width)));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String duration(double seconds) {
        return seconds < 90 ? Math.round(seconds) + " s" : seconds < 5400 ? Math.round(seconds / 60) + " min" : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
