package org.hepar.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;

/**
 * How the numbers of one structure of one case came about under one contract.
 *
 * @param caseId the patient's id
 * @param contract by which rules
 * @param label the structure
 * @param score the numbers, with the lesions and what they matched
 * @param voxels of either mask and of both, on the contract's grid
 * @param surface the boundaries and the distances between them; empty where the contract measures none or a mask is empty
 */
public record Explanation(String caseId, Contract contract, String label, LabelScore score, Overlap voxels, Optional<Surface> surface) {

    /**
     * The boundaries and the distances between them.
     *
     * @param ofReference from the reference's boundary to the prediction's
     * @param ofPrediction from the prediction's boundary to the reference's
     * @param farthest where the largest distance lies; empty without one
     */
    public record Surface(Direction ofReference, Direction ofPrediction, Optional<Farthest> farthest) {
    }

    /**
     * Distances from one boundary to the other. Mean: sum / weight.
     *
     * @param places surface voxels or surface elements
     * @param weight number of places, or their area in mm² where they count by it
     * @param sum of distance x weight of each place
     * @param median half of the places are nearer, mm
     * @param percentile95 95 % of the places are nearer, mm, each place counting as one
     * @param maximum mm
     */
    public record Direction(int places, double weight, double sum, double median, double percentile95, double maximum) {
    }

    /**
     * The place that is farthest from the other boundary, and the place of that boundary nearest to it.
     *
     * @param side whose boundary it is on
     * @param mm the distance
     * @param from the place
     * @param to the nearest place on the other side
     */
    public record Farthest(LesionScore.Side side, double mm, Place from, Place to) {
    }

    /**
     * A place of a boundary.
     *
     * @param z slice on the case's own grid, from 0; between two voxels it ends in a half
     * @param y row
     * @param x column
     * @param position LPS, mm
     */
    public record Place(double z, double y, double x, Vector position) {

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "[%s,%s,%s] at (%.2f, %.2f, %.2f) mm", text(z), text(y), text(x), position.x(), position.y(), position.z());
        }

        private static String text(double index) {
            return index == Math.rint(index) ? String.valueOf((long) index) : String.format(Locale.ROOT, "%.1f", index);
        }
    }

    static Explanation of(CasePair pair, Contract contract, String label, LabelScore score, StructurePair structure) {
        Optional<Surface> surface = contract.surface().filter(rules -> score.outcome() == Outcome.MEASURED)
                .map(rules -> surface(pair, contract, rules, structure));
        return new Explanation(pair.caseId(), contract, label, score, structure.overlap(), surface);
    }

    private static Surface surface(CasePair pair, Contract contract, SurfaceRules rules, StructurePair structure) {
        SurfaceDistances all = structure.distances(rules.boundary());
        SurfaceDistances ofMaximum = structure.distances(rules.boundaryOfMaximum());
        return new Surface(direction(all.ofReference(), ofMaximum.ofReference()), direction(all.ofPrediction(), ofMaximum.ofPrediction()),
                ofMaximum.isEmpty() ? Optional.empty() : Optional.of(farthest(pair, contract, rules.boundaryOfMaximum(), structure, ofMaximum)));
    }

    private static Direction direction(DirectedDistances distances, DirectedDistances ofMaximum) {
        boolean none = distances.count() == 0;
        double[] mm = distances.mm().clone();
        return new Direction(distances.count(), distances.weight(), distances.sum(), none ? Double.NaN : Quantile.linear(mm, 0.5),
                none ? Double.NaN : Quantile.linear(mm, 0.95), ofMaximum.maximum());
    }

    private static Farthest farthest(CasePair pair, Contract contract, Boundary boundary, StructurePair structure, SurfaceDistances distances) {
        boolean reference = distances.ofReference().maximum() >= distances.ofPrediction().maximum();
        DirectedDistances side = reference ? distances.ofReference() : distances.ofPrediction();
        Boundary.Places from = boundary.of(reference ? structure.reference() : structure.prediction());
        Boundary.Places to = boundary.of(reference ? structure.prediction() : structure.reference());
        int[] start = place(from.cells(), side.farthest());
        int[] end = nearest(to.cells(), start);
        return new Farthest(reference ? LesionScore.Side.REFERENCE : LesionScore.Side.PREDICTION, side.maximum(),
                place(pair, contract, structure, from, start), place(pair, contract, structure, to, end));
    }

    private static Place place(CasePair pair, Contract contract, StructurePair structure, Boundary.Places places, int[] cell) {
        double z = structure.box().z0() + cell[0] - places.shift();
        double y = contract.grid().own(structure.box().y0() + cell[1] - places.shift(), pair.reference().grid().size().y());
        double x = contract.grid().own(structure.box().x0() + cell[2] - places.shift(), pair.reference().grid().size().x());
        return new Place(z, y, x, pair.reference().grid().position(z, y, x));
    }

    /** The n-th voxel inside, in scan order. */
    private static int[] place(PackedMask mask, int n) {
        int left = n;
        int at = 0;
        while (left >= Long.bitCount(mask.words()[at])) {
            left -= Long.bitCount(mask.words()[at++]);
        }
        long word = mask.words()[at];
        for (; left > 0; left--) {
            word &= word - 1;
        }
        return voxel(mask, at, Long.numberOfTrailingZeros(word));
    }

    private static int[] voxel(PackedMask mask, int word, int bit) {
        int row = word / mask.wordsPerRow();
        return new int[] {row / mask.grid().size().y(), row % mask.grid().size().y(), 64 * (word % mask.wordsPerRow()) + bit};
    }

    private static int[] nearest(PackedMask mask, int[] from) {
        Spacing mm = mask.grid().spacing();
        double least = Double.POSITIVE_INFINITY;
        int[] nearest = from;
        for (int at = 0; at < mask.words().length; at++) {
            for (long left = mask.words()[at]; left != 0; left &= left - 1) {
                int[] to = voxel(mask, at, Long.numberOfTrailingZeros(left));
                double dz = (to[0] - from[0]) * mm.z();
                double dy = (to[1] - from[1]) * mm.y();
                double dx = (to[2] - from[2]) * mm.x();
                double squared = dz * dz + dy * dy + dx * dx;
                if (squared < least) {
                    least = squared;
                    nearest = to;
                }
            }
        }
        return nearest;
    }

    /** All of it in lines for a terminal. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(caseId + ", " + label + ", contract " + contract.name());
        lines.add(String.format(Locale.ROOT, "voxels: reference %,d, prediction %,d, both %,d (%s)", voxels.reference(), voxels.prediction(),
                voxels.intersection(), contract.grid().words()));
        surface.ifPresent(s -> {
            lines.add("from the reference's boundary: " + line(s.ofReference()));
            lines.add("from the prediction's boundary: " + line(s.ofPrediction()));
            contract.surface().filter(rules -> !rules.boundary().equals(rules.boundaryOfMaximum())).ifPresent(rules -> lines.add(
                    "two surfaces: places and all but the largest distance are of the " + rules.boundary().words() + ", the largest is of the "
                            + rules.boundaryOfMaximum().words()));
            s.farthest().ifPresent(f -> lines.add(String.format(Locale.ROOT, "largest distance %.6g mm: from voxel [z,y,x] %s of the %s to %s of the %s",
                    f.mm(), f.from(), f.side().key(), f.to(), f.side() == LesionScore.Side.REFERENCE ? "prediction" : "reference")));
        });
        for (Measure measure : Measure.values()) {
            Undefined why = score.undefined().get(measure);
            if (why == null) {
                lines.add(measure.label() + " = " + number(score.of(measure)) + (measure.unit().isEmpty() ? "" : " " + measure.unit()));
            } else if (why != Undefined.NOT_IN_CONTRACT && why != Undefined.NOT_FOR_THE_LIVER) {
                lines.add(measure.label() + " undefined: " + why.key());
            }
        }
        score.detection().ifPresent(detection -> MatchText.of(detection).forEach(match -> lines.add("lesions: " + match)));
        return lines;
    }

    /** Nine digits, whole numbers without a point. */
    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15 ? String.format(Locale.ROOT, "%d", (long) value)
                : Double.isInfinite(value) ? value > 0 ? "inf" : "-inf" : String.format(Locale.ROOT, "%.9g", value);
    }

    private static String line(Direction direction) {
        boolean byArea = direction.weight() != direction.places();
        return String.format(Locale.ROOT, "%,d places%s, sum of distances %.6g %s, mean %.6g mm, median %.6g, 95 %% %.6g, largest %.6g mm",
                direction.places(), byArea ? String.format(Locale.ROOT, " of %.6g mm²", direction.weight()) : "", direction.sum(),
                byArea ? "mm³" : "mm", direction.sum() / direction.weight(), direction.median(), direction.percentile95(), direction.maximum());
    }
}
