package org.hepar.data;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.data.PhantomCanvas.Tissue;
import org.hepar.data.PhantomShape.Bumpy;
import org.hepar.data.PhantomShape.Ellipsoid;
import org.hepar.data.PhantomShape.Grown;
import org.hepar.data.PhantomShape.Tube;
import org.hepar.data.PhantomShape.Union;
import org.hepar.volume.Size;

/**
 * One made patient in the portal venous phase: draws the proportions and intensities of the organs and paints them from the
 * outside in. Lengths in mm of the canvas, intensities in HU.
 */
final class PhantomPatient {

    private static final int SOFT = Tissue.CAVITY.bit() | Tissue.ORGAN.bit();
    private static final int LIVER = Tissue.LIVER.bit();

    private final int lesions;
    private final PhantomTexture broad;
    private final PhantomTexture fine;
    private final double halfWidth;
    private final double halfDepth;
    private final double fat;
    private final double muscleHu;
    private final double liverHu;
    private final double spineY;
    private final double shiftZ;

    PhantomPatient(UniformRandomProvider random, int lesions) {
        this.lesions = lesions;
        this.broad = new PhantomTexture(random, 38);
        this.fine = new PhantomTexture(random, 11);
        this.halfWidth = random.nextDouble(134, 152);
        this.halfDepth = random.nextDouble(100, 116);
        this.fat = random.nextDouble(7, 20);
        this.muscleHu = random.nextDouble(55, 68);
        this.liverHu = random.nextDouble(72, 122);
        this.spineY = 0.9 * halfDepth - fat - random.nextDouble(46, 52);
        this.shiftZ = random.nextDouble(-7, 7);
    }

    void paint(UniformRandomProvider random, PhantomCanvas canvas) {
        body(canvas);
        spine(random, canvas);
        bowel(random, canvas);
        stomach(random, canvas);
        pancreas(random, canvas);
        spleen(random, canvas);
        diaphragm(random, canvas);
        PhantomShape liver = liver(random, canvas);
        neighbours(random, canvas);
        vessels(random, canvas);
        lesions(random, canvas, liver);
    }

    private double between(UniformRandomProvider random, double low, double high) {
        return random.nextDouble(low, high);
    }

    private double texture(double x, double y, double z, double hu) {
        return hu * (0.6 * broad.at(x, y, z) + fine.at(x, y, z));
    }

    /** Depth below the skin along the line to the body's axis; below 0 outside. */
    private double depthInBody(double x, double y) {
        double half = y > 0 ? 0.9 * halfDepth : halfDepth;
        double rho = Math.sqrt(x * x / (halfWidth * halfWidth) + y * y / (half * half));
        return rho < 1e-6 ? halfDepth : (1 / rho - 1) * Math.sqrt(x * x + y * y);
    }

    private double wall(double y) {
        return fat + (y < -0.55 * halfDepth ? 7 : 13);
    }

    private void body(PhantomCanvas canvas) {
        Size size = canvas.size();
        double tableY = 0.9 * halfDepth + 6;
        for (int k = 0; k < size.z(); k++) {
            for (int j = 0; j < size.y(); j++) {
                for (int i = 0; i < size.x(); i++) {
                    double x = canvas.x(i);
                    double y = canvas.y(j);
                    double z = canvas.z(k);
                    double depth = depthInBody(x, y);
                    double rim = fat * (1 + 0.25 * broad.at(x, y, z));
                    int at = size.index(k, j, i);
                    if (depth <= 0) {
                        double plate = y - tableY + x * x / 900;
                        canvas.set(at, Tissue.AIR, plate > 0 && plate < 5 ? -150 : -1000);
                    } else if (depth < 2.5) {
                        canvas.set(at, Tissue.WALL, 5);
                    } else if (depth < rim) {
                        canvas.set(at, Tissue.WALL, -102 + texture(x, y, z, 6));
                    } else if (depth < wall(y)) {
                        canvas.set(at, Tissue.WALL, rib(x, y, z, depth) ? 320 + texture(x, y, z, 60) : muscleHu + texture(x, y, z, 6));
                    } else {
                        canvas.set(at, Tissue.CAVITY, -98 + texture(x, y, z, 12));
                    }
                }
            }
        }
    }

    /** Ribs run forward and down within the wall, so a slice cuts each one obliquely. */
    private boolean rib(double x, double y, double z, double depth) {
        double angle = StrictMath.atan2(y, Math.abs(x));
        double turn = angle / 0.36 + z / 34 + 40;
        double middle = Math.abs(depth - fat - 6.5);
        boolean atSide = angle > -0.9 + (z < 0 ? -z / 150 : 0);
        return atSide && middle < 3.4 && turn - Math.floor(turn) < 0.34;
    }

    private void spine(UniformRandomProvider random, PhantomCanvas canvas) {
        int any = SOFT | Tissue.WALL.bit();
        for (int side = -1; side <= 1; side += 2) {
            canvas.fill(Ellipsoid.straight(side * 33, spineY + 22, 0, 25, 17, 400), any, Tissue.WALL, (d, x, y, z) -> muscleHu + texture(x, y, z, 8));
            canvas.fill(Ellipsoid.straight(side * 31, spineY - 1, -90, 15, 15, 85), SOFT, Tissue.WALL, (d, x, y, z) -> muscleHu + 2);
            canvas.fill(new Tube(side * 10, spineY + 20, 0, side * 36, spineY + 26, 0, 5, 3.5), any, Tissue.WALL, (d, x, y, z) -> 330);
        }
        canvas.fill(Ellipsoid.straight(0, spineY + 40, 0, 4, 17, 400), any, Tissue.WALL, (d, x, y, z) -> 360);
        double offset = between(random, 0, 30);
        canvas.fill(Ellipsoid.straight(0, spineY, 0, 22, 17, 900), any, Tissue.WALL, (d, x, y, z) -> {
            double level = (z + offset + 300) / 30;
            boolean disc = level - Math.floor(level) < 0.2;
            return disc ? 95 : d < 2.2 ? 380 : 190 + texture(x, y, z, 35);
        });
        canvas.fill(Ellipsoid.straight(0, spineY + 24, 0, 12, 10, 900), any, Tissue.WALL, (d, x, y, z) -> d < 2.5 ? 340 : 25);
    }

    private void bowel(UniformRandomProvider random, PhantomCanvas canvas) {
        int loops = 9 + random.nextInt(5);
        for (int n = 0; n < loops; n++) {
            double x = between(random, -85, 90);
            double z = between(random, -85, -28);
            double y = between(random, -72, 8);
            PhantomShape loop = new Bumpy(Ellipsoid.turned(x, y, z, between(random, 13, 26), between(random, 11, 16), between(random, 13, 24),
                    between(random, -1, 1)), broad, 4);
            hollow(canvas, loop, between(random, 75, 110), random.nextInt(3) == 0 ? between(random, -850, -700) : between(random, 10, 130), y - between(random, 0, 8));
        }
    }

    /** Wall, content and gas above the content's level. */
    private void hollow(PhantomCanvas canvas, PhantomShape shape, double wallHu, double contentHu, double levelY) {
        canvas.fill(shape, SOFT, Tissue.ORGAN, (d, x, y, z) -> d < 3.5 ? wallHu : y < levelY ? -880 : contentHu + texture(x, y, z, 14));
    }

    private void stomach(UniformRandomProvider random, PhantomCanvas canvas) {
        double y = between(random, -38, -24);
        PhantomShape fundus = Ellipsoid.straight(between(random, 46, 58), y + 14, 22 + shiftZ, between(random, 30, 38), between(random, 30, 38), between(random, 30, 40));
        PhantomShape corpus = Ellipsoid.turned(between(random, 24, 36), y - 14, -12 + shiftZ, between(random, 34, 44), between(random, 20, 26), between(random, 24, 34), -0.4);
        hollow(canvas, new Bumpy(new Union(fundus, corpus, 16), broad, 5), between(random, 80, 105), between(random, 15, 105), y - between(random, 10, 30));
    }

    private void pancreas(UniformRandomProvider random, PhantomCanvas canvas) {
        double y = between(random, -12, -4);
        double z = between(random, -22, -8);
        PhantomShape head = new Tube(-18, y, z - 8, 12, y - 8, z, 13, 8);
        PhantomShape tail = new Tube(12, y - 8, z, 66, y + 14, z + 14, 8, 7);
        canvas.fill(new Bumpy(new Union(head, tail, 6), fine, 3), SOFT, Tissue.ORGAN, (d, x, py, pz) -> liverHu - 8 + texture(x, py, pz, 14));
    }

    private void spleen(UniformRandomProvider random, PhantomCanvas canvas) {
        double hu = liverHu + between(random, -8, 14);
        double x = between(random, 80, 90);
        double y = between(random, 26, 36);
        PhantomShape spleen = new Bumpy(Ellipsoid.turned(x, y, 8 + shiftZ, between(random, 22, 29), between(random, 38, 48), between(random, 36, 50), 0.35), broad, 6);
        canvas.fill(spleen, SOFT, Tissue.ORGAN, (d, px, py, pz) -> hu + texture(px, py, pz, 5));
        for (int n = random.nextInt(3); n > 0; n--) {
            double cystHu = hu - between(random, 20, 50);
            Ellipsoid cyst = Ellipsoid.straight(x + between(random, -9, 9), y + between(random, -22, 22), 8 + shiftZ + between(random, -18, 18), 6, 6, 6);
            canvas.fill(cyst, Tissue.ORGAN.bit(), Tissue.ORGAN, (d, px, py, pz) -> cystHu);
        }
    }

    /** Lungs above the domes, deep along the ribs, and the heart between them. */
    private void diaphragm(UniformRandomProvider random, PhantomCanvas canvas) {
        double right = between(random, 61, 69) + shiftZ / 2;
        double left = right - between(random, 4, 9);
        double heartHu = between(random, 115, 150);
        canvas.fill(new Lungs(right, left), SOFT, Tissue.LUNG, (d, x, y, z) -> -850 + texture(x, y, z, 30));
        canvas.fill(new Bumpy(Ellipsoid.straight(between(random, 8, 18), -36, 93, 58, 42, 48), broad, 4), Tissue.LUNG.bit(), Tissue.WALL,
                (d, x, y, z) -> d < 3 ? -80 : heartHu + texture(x, y, z, 8));
    }

    /** All above the two domes, which fall off towards the ribs. */
    private final class Lungs implements PhantomShape {

        private final double right;
        private final double left;

        Lungs(double right, double left) {
            this.right = right;
            this.left = left;
        }

        @Override
        public double depth(double x, double y, double z) {
            double inward = Math.max(0, depthInBody(x, y) - wall(y)) / 13;
            double recess = (y > -20 ? 46 : Math.max(0, 46 + 0.6 * (y + 20))) / (1 + inward * inward);
            return z - (x < 0 ? right : left) + recess;
        }

        @Override
        public double[] bounds() {
            return new double[] {-1e3, 1e3, -1e3, 1e3, -1e3, 1e3};
        }
    }

    private PhantomShape liver(UniformRandomProvider random, PhantomCanvas canvas) {
        double scale = between(random, 0.9, 1.08);
        PhantomShape right = Ellipsoid.turned(-62, 2, -2 + shiftZ, 54 * scale, between(random, 60, 72) * scale, between(random, 56, 66), between(random, -0.25, 0.25));
        PhantomShape tip = Ellipsoid.straight(-80, between(random, 5, 22), -34 + shiftZ, 30 * scale, 42 * scale, between(random, 28, 46));
        PhantomShape left = Ellipsoid.turned(between(random, -16, 2), -40, 14 + shiftZ, between(random, 52, 74) * scale, between(random, 27, 36) * scale,
                between(random, 28, 38), between(random, -0.1, 0.25));
        PhantomShape liver = new Bumpy(new Union(new Union(right, tip, 30), left, 26), broad, 9);
        canvas.fill(new Grown(liver, 2.5), SOFT, Tissue.CAVITY, (d, x, y, z) -> broad.at(z, x, y) > 0 ? -90 : liverHu - 20);
        canvas.fill(liver, SOFT, Tissue.LIVER, (d, x, y, z) -> liverHu + texture(x, y, z, 5));
        double fissureX = between(random, -26, -12);
        canvas.fill(Ellipsoid.turned(fissureX, -58, -4 + shiftZ, 2.6, 24, 26, between(random, -0.3, 0.3)), LIVER, Tissue.CAVITY, (d, x, y, z) -> -70);
        if (random.nextInt(2) == 0) {
            double less = between(random, 10, 20);
            canvas.fill(new Bumpy(Ellipsoid.straight(fissureX - 11, -50, shiftZ, 9, 11, 12), fine, 2), LIVER, Tissue.LIVER,
                    (d, x, y, z) -> liverHu - less * Math.min(1, d / 3));
        }
        return liver;
    }

    /** Kidneys, gallbladder, aorta and caval vein indent the liver. */
    private void neighbours(UniformRandomProvider random, PhantomCanvas canvas) {
        int soft = SOFT | LIVER;
        double cortexHu = between(random, 140, 185);
        for (int side = -1; side <= 1; side += 2) {
            double x = side * between(random, 54, 62);
            double y = spineY + between(random, -8, 4);
            double z = -44 + (side > 0 ? 8 : 0) + between(random, -8, 8);
            PhantomShape kidney = new Bumpy(Ellipsoid.turned(x, y, z, between(random, 22, 27), between(random, 22, 27), between(random, 40, 48), side * 0.4), broad, 3);
            canvas.fill(new Grown(kidney, 4), soft, Tissue.CAVITY, (d, px, py, pz) -> -100);
            canvas.fill(kidney, soft, Tissue.ORGAN, (d, px, py, pz) -> (d < 8 ? cortexHu : cortexHu - 35) + texture(px, py, pz, 12));
            canvas.fill(Ellipsoid.straight(x - side * 9, y - 5, z, 10, 7, 18), Tissue.ORGAN.bit(), Tissue.ORGAN, (d, px, py, pz) -> d < 2 ? 0 : -80);
            if (random.nextInt(2) == 0) {
                double r = between(random, 5, 12);
                canvas.fill(Ellipsoid.straight(x + side * 14, y + between(random, -12, 12), z + between(random, -25, 25), r, r, r), Tissue.ORGAN.bit(),
                        Tissue.ORGAN, (d, px, py, pz) -> 8);
            }
        }
        canvas.fill(new Bumpy(Ellipsoid.turned(between(random, -50, -36), between(random, -50, -38), -30 + shiftZ, between(random, 11, 16), between(random, 13, 18),
                between(random, 18, 26), 0.5), broad, 3), soft, Tissue.ORGAN, (d, x, y, z) -> d < 2 ? 60 : 10);
        double aortaHu = between(random, 140, 175);
        canvas.fill(new Tube(12, spineY - 30, -99, 9, spineY - 28, 99, 10, 11), soft | Tissue.LUNG.bit(), Tissue.VESSEL, (d, x, y, z) -> aortaHu);
        canvas.fill(new Tube(-20, spineY - 26, -99, -16, spineY - 34, 60, 12, 13), soft, Tissue.VESSEL, (d, x, y, z) -> aortaHu - 25);
    }

    private void vessels(UniformRandomProvider random, PhantomCanvas canvas) {
        double portal = between(random, 32, 65);
        double veins = random.nextInt(4) == 0 ? -between(random, 8, 16) : between(random, 22, 55);
        double z = shiftZ - 10;
        canvas.fill(new Tube(14, 2, z - 16, -24, -6, z, 7, 7), SOFT | LIVER, Tissue.VESSEL, (d, px, py, pz) -> liverHu + portal);
        branch(random, canvas, new double[] {-24, -6, z}, new double[] {-0.9, 0.2, 0.1}, 30, 6.5, portal);
        branch(random, canvas, new double[] {-20, -8, z}, new double[] {0.1, -0.75, 0.65}, 28, 5, portal);
        double[] mouth = {-17, spineY - 36, 44 + shiftZ};
        branch(random, canvas, mouth, new double[] {-0.9, 0.15, -0.35}, 36, 5.5, veins);
        branch(random, canvas, mouth, new double[] {-0.5, -0.75, -0.4}, 34, 5, veins);
        branch(random, canvas, mouth, new double[] {0.2, -0.9, -0.25}, 30, 4.5, veins);
    }

    /** A vessel that halves again and again while it is wide enough to be seen. */
    private void branch(UniformRandomProvider random, PhantomCanvas canvas, double[] from, double[] towards, double length, double radius, double extraHu) {
        double norm = Math.sqrt(towards[0] * towards[0] + towards[1] * towards[1] + towards[2] * towards[2]);
        double[] to = new double[3];
        for (int axis = 0; axis < 3; axis++) {
            to[axis] = from[axis] + length * towards[axis] / norm;
        }
        canvas.fill(new Tube(from[0], from[1], from[2], to[0], to[1], to[2], radius, 0.8 * radius), LIVER, Tissue.LIVER,
                (d, x, y, z) -> liverHu + extraHu * Math.min(1, 0.4 + d / 2));
        for (int child = 0; child < 2 && radius > 1.9; child++) {
            double[] turned = new double[3];
            for (int axis = 0; axis < 3; axis++) {
                turned[axis] = towards[axis] / norm + between(random, -0.75, 0.75);
            }
            branch(random, canvas, to, turned, length * between(random, 0.65, 0.9), radius * between(random, 0.62, 0.8), extraHu);
        }
    }

    private void lesions(UniformRandomProvider random, PhantomCanvas canvas, PhantomShape liver) {
        List<double[]> placed = new ArrayList<>();
        for (int n = 0; n < lesions; n++) {
            double u = random.nextDouble();
            double radius = n == 0 ? between(random, 14, 24) : 5.5 + 14.5 * u * Math.sqrt(u);
            for (int attempt = 0; attempt < 4000; attempt++) {
                double r = Math.max(4, radius * (1 - attempt / 2000.0));
                double[] at = {between(random, -118, 60), between(random, -85, 80), between(random, -70, 66), r};
                if (fits(canvas, liver, at, placed)) {
                    placed.add(at);
                    lesion(random, canvas, at);
                    break;
                }
            }
        }
    }

    private static boolean fits(PhantomCanvas canvas, PhantomShape liver, double[] at, List<double[]> placed) {
        double x = at[0];
        double y = at[1];
        double z = at[2];
        double reach = 0.75 * at[3];
        boolean inLiver = liver.depth(x, y, z) > 2 && canvas.at(x, y, z) == Tissue.LIVER
                && canvas.at(x - reach, y, z) == Tissue.LIVER && canvas.at(x + reach, y, z) == Tissue.LIVER
                && canvas.at(x, y - reach, z) == Tissue.LIVER && canvas.at(x, y + reach, z) == Tissue.LIVER
                && canvas.at(x, y, z - reach) == Tissue.LIVER && canvas.at(x, y, z + reach) == Tissue.LIVER;
        return inLiver && placed.stream().allMatch(other -> {
            double dx = x - other[0];
            double dy = y - other[1];
            double dz = z - other[2];
            double apart = at[3] + other[3] + 5;
            return dx * dx + dy * dy + dz * dz > apart * apart;
        });
    }

    /** Mostly darker than the liver; some faint, some brighter, some with a bright rim. */
    private void lesion(UniformRandomProvider random, PhantomCanvas canvas, double[] at) {
        double r = at[3];
        double kind = random.nextDouble();
        double contrast = kind < 0.08 ? -between(random, 20, 30) : kind < 0.14 ? between(random, 36, 54) : -between(random, 38, 62);
        double rim = kind > 0.84 ? between(random, 20, 35) : 0;
        double margin = between(random, 0.8, 2.4);
        PhantomShape shape = new Bumpy(Ellipsoid.turned(at[0], at[1], at[2], r * between(random, 0.85, 1.2), r * between(random, 0.85, 1.2),
                r * between(random, 0.85, 1.1), between(random, -1.5, 1.5)), fine, 0.16 * r);
        canvas.fill(shape, LIVER, Tissue.LESION, (d, x, y, z) -> {
            double inside = Math.min(1, 0.3 + d / margin);
            double shell = rim > 0 && d < 0.22 * r ? rim - contrast : 0;
            return liverHu + inside * (contrast + shell) + texture(x, y, z, 6);
        });
    }
}
