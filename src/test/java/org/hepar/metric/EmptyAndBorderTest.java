package org.hepar.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hepar.volume.Box;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMapping;
import org.hepar.volume.Mask;
import org.hepar.volume.PackedMask;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Structures;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every contract on masks with nothing in them or with no room around them: a value or a reason, never an exception, never NaN. */
class EmptyAndBorderTest {

    private static final List<Grid> GRIDS = List.of(Grid.axial(new Size(5, 7, 9), new Spacing(2.5, 0.7, 0.8)),
            Grid.axial(new Size(1, 6, 70), new Spacing(10, 0.1, 0.1)), Grid.axial(new Size(6, 4, 5), new Spacing(0.1, 10, 3)),
            Grid.axial(new Size(1, 1, 1), new Spacing(1, 1, 1)));

    static List<Contract> contracts() {
        List<Contract> contracts = new ArrayList<>(Contract.all());
        contracts.add(Contract.named("deepmind+tolerance_3mm"));
        return contracts;
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyMeasureHasAValueOrAReason(Contract contract) {
        List<String> livers = List.of("none", "empty", "full", "this");
        int n = 0;
        for (Grid grid : GRIDS) {
            Map<String, PackedMask> masks = masks(grid);
            for (Map.Entry<String, PackedMask> a : masks.entrySet()) {
                for (Map.Entry<String, PackedMask> b : masks.entrySet()) {
                    String liver = livers.get(n++ % livers.size());
                    CasePair pair = new CasePair("case", structures(a.getValue(), liver, masks), structures(b.getValue(), liver, masks));
                    CaseScores scores = pair.score(List.of(contract)).get(0);
                    String what = contract.name() + ", " + grid.size() + ", " + a.getKey() + " against " + b.getKey() + ", liver " + liver;
                    pair.reference().names().forEach(label -> requireValuesOrReasons(scores.of(label), what + ", " + label));
                }
            }
        }
    }

    private static void requireValuesOrReasons(LabelScore score, String what) {
        for (Measure measure : Measure.values()) {
            boolean defined = score.values().containsKey(measure);
            assertThat(defined ? score.values().get(measure) : score.undefined().get(measure)).as(what + ", " + measure).isNotNull();
            assertThat(defined && Double.isNaN(score.of(measure))).as(what + ", " + measure).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void everyScoreCanBeExplained(Contract contract) {
        Map<String, PackedMask> masks = masks(GRIDS.get(0));
        for (String other : List.of("empty", "full", "cross to every face")) {
            for (String one : List.of("empty", "full", "last voxel")) {
                CasePair pair = new CasePair("case", structures(masks.get(one), "none", masks), structures(masks.get(other), "none", masks));
                assertThat(pair.explain(contract, "lesion").lines()).as("%s, %s against %s", contract.name(), one, other).isNotEmpty();
            }
        }
    }

    /** A mask against itself is as good as can be wherever there is a number. */
    @ParameterizedTest
    @MethodSource("contracts")
    void theSameMaskTwiceIsPerfect(Contract contract) {
        for (Grid grid : GRIDS) {
            masks(grid).forEach((name, mask) -> {
                Structures one = new Structures(grid, Map.of("organ", mask));
                LabelScore score = new CasePair("case", one, one).score(List.of(contract)).get(0).of("organ");
                if (score.outcome() != Outcome.MEASURED) {
                    return;
                }
                score.values().forEach((measure, value) -> {
                    String what = contract.name() + ", " + name + ", " + measure;
                    switch (measure) {
                        case DICE, JACCARD, PRECISION, RECALL, SURFACE_DICE -> assertThat(value).as(what).isEqualTo(1);
                        case VOE, RVD, ASD_MM, RMSD_MM, MSD_MM, HD95_MM -> assertThat(value).as(what).isZero();
                        default -> assertThat(value).as(what).isPositive();
                    }
                });
            });
        }
    }

    private static Structures structures(PackedMask lesion, String liver, Map<String, PackedMask> masks) {
        Map<String, PackedMask> structures = new LinkedHashMap<>();
        if (!liver.equals("none")) {
            structures.put(LabelMapping.LIVER, liver.equals("this") ? lesion : masks.get(liver));
        }
        structures.put(LabelMapping.LESION, lesion);
        return new Structures(lesion.grid(), structures);
    }

    private static Map<String, PackedMask> masks(Grid grid) {
        Size size = grid.size();
        Map<String, PackedMask> masks = new LinkedHashMap<>();
        masks.put("empty", PackedMask.empty(grid));
        masks.put("full", box(grid, new Box(0, 0, 0, size.z(), size.y(), size.x())));
        masks.put("first voxel", box(grid, new Box(0, 0, 0, 1, 1, 1)));
        masks.put("last voxel", box(grid, new Box(size.z() - 1, size.y() - 1, size.x() - 1, size.z(), size.y(), size.x())));
        masks.put("middle slice", box(grid, new Box(size.z() / 2, 0, 0, size.z() / 2 + 1, size.y(), size.x())));
        if (size.z() > 2) {
            masks.put("inner box", box(grid, new Box(1, 1, 1, size.z() - 1, size.y() - 1, size.x() - 1)));
        }
        masks.put("cross to every face", cross(grid));
        return masks;
    }

    private static PackedMask box(Grid grid, Box box) {
        boolean[] inside = new boolean[grid.voxels()];
        for (int z = box.z0(); z < box.z1(); z++) {
            for (int y = box.y0(); y < box.y1(); y++) {
                for (int x = box.x0(); x < box.x1(); x++) {
                    inside[grid.size().index(z, y, x)] = true;
                }
            }
        }
        return PackedMask.of(new Mask(grid, inside));
    }

    private static PackedMask cross(Grid grid) {
        Size size = grid.size();
        boolean[] inside = new boolean[grid.voxels()];
        for (int i = 0; i < inside.length; i++) {
            int middle = (i / (size.y() * size.x()) == size.z() / 2 ? 1 : 0) + (i / size.x() % size.y() == size.y() / 2 ? 1 : 0)
                    + (i % size.x() == size.x() / 2 ? 1 : 0);
            inside[i] = middle >= 2;
        }
        return PackedMask.of(new Mask(grid, inside));
    }
}
