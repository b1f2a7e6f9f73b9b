package org.hepar.data;

/**
 * A body in the phantom's own frame, mm: x to the patient's left, y to the back, z to the head, the origin in the middle.
 * {@code depth} is about the distance to its surface, above 0 inside.
 */
interface PhantomShape {

    double depth(double x, double y, double z);

    /** {@code {x0, x1, y0, y1, z0, z1}}: nothing inside lies beyond. */
    double[] bounds();

    /** An ellipsoid turned in the plane by an angle, radians. */
    record Ellipsoid(double x, double y, double z, double rx, double ry, double rz, double cos, double sin) implements PhantomShape {

        static Ellipsoid straight(double x, double y, double z, double rx, double ry, double rz) {
            return new Ellipsoid(x, y, z, rx, ry, rz, 1, 0);
        }

        static Ellipsoid turned(double x, double y, double z, double rx, double ry, double rz, double angle) {
            return new Ellipsoid(x, y, z, rx, ry, rz, StrictMath.cos(angle), StrictMath.sin(angle));
        }

        @Override
        public double depth(double atX, double atY, double atZ) {
            double u = ((atX - x) * cos + (atY - y) * sin) / rx;
            double v = ((atY - y) * cos - (atX - x) * sin) / ry;
            double w = (atZ - z) / rz;
            return (1 - Math.sqrt(u * u + v * v + w * w)) * Math.min(rx, Math.min(ry, rz));
        }

        @Override
        public double[] bounds() {
            double reach = Math.max(rx, ry);
            double reachX = sin == 0 ? rx : reach;
            double reachY = sin == 0 ? ry : reach;
            return new double[] {x - reachX, x + reachX, y - reachY, y + reachY, z - rz, z + rz};
        }
    }

    /** A straight tube with round ends whose radius changes evenly from start to end. */
    record Tube(double x0, double y0, double z0, double x1, double y1, double z1, double r0, double r1) implements PhantomShape {

        @Override
        public double depth(double x, double y, double z) {
            double dx = x1 - x0;
            double dy = y1 - y0;
            double dz = z1 - z0;
            double along = ((x - x0) * dx + (y - y0) * dy + (z - z0) * dz) / Math.max(1e-9, dx * dx + dy * dy + dz * dz);
            double t = Math.min(1, Math.max(0, along));
            double ex = x - x0 - t * dx;
            double ey = y - y0 - t * dy;
            double ez = z - z0 - t * dz;
            return r0 + t * (r1 - r0) - Math.sqrt(ex * ex + ey * ey + ez * ez);
        }

        @Override
        public double[] bounds() {
            double r = Math.max(r0, r1);
            return new double[] {Math.min(x0, x1) - r, Math.max(x0, x1) + r, Math.min(y0, y1) - r, Math.max(y0, y1) + r,
                Math.min(z0, z1) - r, Math.max(z0, z1) + r};
        }
    }

    /** Two bodies grown together, the seam rounded over {@code seam} mm. */
    record Union(PhantomShape a, PhantomShape b, double seam) implements PhantomShape {

        @Override
        public double depth(double x, double y, double z) {
            double da = a.depth(x, y, z);
            double db = b.depth(x, y, z);
            double h = Math.max(0, seam - Math.abs(da - db)) / seam;
            return Math.max(da, db) + h * h * seam / 4;
        }

        @Override
        public double[] bounds() {
            double[] p = a.bounds();
            double[] q = b.bounds();
            double grown = seam / 4;
            for (int axis = 0; axis < 3; axis++) {
                p[2 * axis] = Math.min(p[2 * axis], q[2 * axis]) - grown;
                p[2 * axis + 1] = Math.max(p[2 * axis + 1], q[2 * axis + 1]) + grown;
            }
            return p;
        }
    }

    /** A body whose surface is pushed in and out by up to {@code amplitude} mm. */
    record Bumpy(PhantomShape body, PhantomTexture texture, double amplitude) implements PhantomShape {

        @Override
        public double depth(double x, double y, double z) {
            double depth = body.depth(x, y, z);
            return Math.abs(depth) > 3 * amplitude ? depth : depth + amplitude * texture.at(x, y, z);
        }

        @Override
        public double[] bounds() {
            double[] bounds = body.bounds();
            for (int axis = 0; axis < 3; axis++) {
                bounds[2 * axis] -= 1.5 * amplitude;
                bounds[2 * axis + 1] += 1.5 * amplitude;
            }
            return bounds;
        }
    }

    /** A body with a rim of {@code mm} around it. */
    record Grown(PhantomShape body, double mm) implements PhantomShape {

        @Override
        public double depth(double x, double y, double z) {
            return body.depth(x, y, z) + mm;
        }

        @Override
        public double[] bounds() {
            double[] bounds = body.bounds();
            for (int axis = 0; axis < 3; axis++) {
                bounds[2 * axis] -= mm;
                bounds[2 * axis + 1] += mm;
            }
            return bounds;
        }
    }
}
