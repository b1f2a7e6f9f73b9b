package org.hepar.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class GridTest {

    private static final Size SIZE = new Size(75, 512, 512);
    private static final Spacing SPACING = new Spacing(5, 0.703125, 0.703125);
    private static final Vector ORIGIN = new Vector(-172.1, -358.5, -10);
    private static final Grid GRID = new Grid(SIZE, SPACING, ORIGIN, Direction.AXIAL);

    @Test
    void onlyWhatDiffersIsToldWithBothValues() {
        assertThat(GRID.differenceFrom(new Grid(new Size(74, 512, 512), SPACING, new Vector(-172.1, -358.5, -5), Direction.AXIAL)))
                .isEqualTo("size [z,y,x] [75,512,512] against [74,512,512]; origin z -10 against -5 mm");
        assertThat(GRID.differenceFrom(new Grid(SIZE, new Spacing(4, 0.703125, 0.703125), ORIGIN, Direction.AXIAL)))
                .isEqualTo("spacing z 5 against 4 mm");
        assertThat(GRID.differenceFrom(new Grid(SIZE, new Spacing(5, 0.8, 0.8), new Vector(0, 0, 0), Direction.AXIAL)))
                .isEqualTo("spacing [z,y,x] [5,0.703,0.703] against [5,0.8,0.8] mm; origin [x,y,z] [-172.1,-358.5,-10] against [0,0,0] mm");
    }

    @Test
    void numbersHaveAsManyDecimalsAsTellThemApart() {
        assertThat(GRID.differenceFrom(new Grid(SIZE, new Spacing(5, 0.70315, 0.703125), ORIGIN, Direction.AXIAL)))
                .isEqualTo("spacing y 0.7031 against 0.7032 mm");
        assertThat(GRID.differenceFrom(new Grid(SIZE, SPACING, new Vector(-172.11, -358.5, -10), Direction.AXIAL)))
                .isEqualTo("origin x -172.1 against -172.11 mm");
    }

    @Test
    void turnedAxesAreToldByTheirLargestAngle() {
        double angle = Math.toRadians(12.5);
        Direction turned = new Direction(new Vector(1, 0, 0), new Vector(0, Math.cos(angle), Math.sin(angle)), new Vector(0, -Math.sin(angle), Math.cos(angle)));
        assertThat(GRID.differenceFrom(new Grid(SIZE, SPACING, ORIGIN, turned))).isEqualTo("axes turned by 12.5 degrees");
        Direction opposite = new Direction(new Vector(-1, 0, 0), new Vector(0, 1, 0), new Vector(0, 0, 1));
        assertThat(GRID.differenceFrom(new Grid(SIZE, SPACING, ORIGIN, opposite))).isEqualTo("axes turned by 180 degrees");
    }

    @Test
    void manySmallDifferencesAreADifferenceOfTheCorners() {
        Grid other = new Grid(SIZE, SPACING, new Vector(-172.1 + 0.005, -358.5 + 0.005, -10 + 0.005), Direction.AXIAL);
        assertThat(GRID.sameAs(other)).isFalse();
        assertThat(GRID.differenceFrom(other)).isEqualTo("corners more than 0.007 mm apart");
    }

    @Test
    void thereIsADifferenceExactlyWhenTheGridsAreNotTheSame() {
        Random random = new Random(4);
        int same = 0;
        for (int n = 0; n < 2000; n++) {
            Size size = new Size(1 + random.nextInt(3), 1 + random.nextInt(40), 1 + random.nextInt(40));
            Spacing spacing = new Spacing(2, 1, 1);
            Grid a = new Grid(size, spacing, new Vector(1, 2, 3), Direction.AXIAL);
            double small = Math.pow(10, -1 - 4 * random.nextDouble());
            double turn = random.nextInt(3) == 0 ? small : 0;
            Grid b = new Grid(random.nextInt(9) == 0 ? new Size(1, 1, 1) : size,
                    new Spacing(2 + (random.nextInt(3) == 0 ? small : 0), 1, 1 + (random.nextInt(3) == 0 ? small : 0)),
                    new Vector(1, 2 + (random.nextInt(3) == 0 ? small : 0), 3),
                    new Direction(new Vector(Math.cos(turn), Math.sin(turn), 0), new Vector(-Math.sin(turn), Math.cos(turn), 0), new Vector(0, 0, 1)));
            assertThat(a.differenceFrom(b).isEmpty()).as("%d: %s and %s", n, a, b).isEqualTo(a.sameAs(b));
            same += a.sameAs(b) ? 1 : 0;
        }
        assertThat(same).isBetween(200, 1800);
    }
}
