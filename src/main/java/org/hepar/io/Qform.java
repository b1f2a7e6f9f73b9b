package org.hepar.io;

import org.hepar.volume.Direction;
import org.hepar.volume.Vector;

/**
 * The quaternion form of a NIfTI header ("method 2"): a rotation {@code a + bi + cj + dk} with
 * {@code a = sqrt(1 - b² - c² - d²)}, and the centre of voxel (0,0,0), in the header's spatial unit, RAS frame.
 * Numbers are kept as stored, also when {@code code} is 0 and they mean nothing.
 *
 * <p>Source: NIfTI-1.1 standard (nifti1.h), "METHOD 2" and "QUATERNION REPRESENTATION OF ROTATION MATRIX".
 *
 * @param code what the coordinates refer to; above 0 if the form is to be used
 */
public record Qform(int code, double b, double c, double d, double x, double y, double z) {

    /** Headers hold single precision and some tools round: so far may b² + c² + d² exceed 1. */
    private static final double TOLERANCE = 1e-3;

    /** Whether b, c and d belong to a rotation and the offset is finite. */
    boolean valid() {
        return b * b + c * c + d * d <= 1 + TOLERANCE && Double.isFinite(x + y + z);
    }

    /** The 3x3 rotation, row by row. A quaternion that exceeds unit length by rounding is normalised. */
    double[][] rotation() {
        double square = b * b + c * c + d * d;
        double scale = square > 1 ? 1 / Math.sqrt(square) : 1;
        double qa = Math.sqrt(Math.max(0, 1 - square));
        double qb = b * scale;
        double qc = c * scale;
        double qd = d * scale;
        return new double[][] {
            {qa * qa + qb * qb - qc * qc - qd * qd, 2 * (qb * qc - qa * qd), 2 * (qb * qd + qa * qc)},
            {2 * (qb * qc + qa * qd), qa * qa + qc * qc - qb * qb - qd * qd, 2 * (qc * qd - qa * qb)},
            {2 * (qb * qd - qa * qc), 2 * (qc * qd + qa * qb), qa * qa + qd * qd - qc * qc - qb * qb}};
    }

    /** The form of a grid given in LPS; the third axis is reversed first where {@link #handedness} is -1. */
    static Qform of(int code, Direction direction, Vector origin) {
        Vector i = direction.alongX();
        Vector j = direction.alongY();
        Vector k = direction.alongZ().times(handedness(direction));
        double[][] r = {{-i.x(), -j.x(), -k.x()}, {-i.y(), -j.y(), -k.y()}, {i.z(), j.z(), k.z()}};
        double[] q = quaternion(r);
        return new Qform(code, q[1], q[2], q[3], -origin.x(), -origin.y(), origin.z());
    }

    /** 1 for right-handed axes, -1 for left-handed ones: what NIfTI calls qfac and keeps in pixdim[0]. */
    static int handedness(Direction direction) {
        Vector a = direction.alongX();
        Vector b = direction.alongY();
        Vector normal = new Vector(a.y() * b.z() - a.z() * b.y(), a.z() * b.x() - a.x() * b.z(), a.x() * b.y() - a.y() * b.x());
        return normal.dot(direction.alongZ()) < 0 ? -1 : 1;
    }

    /** Unit quaternion {a,b,c,d}, a not negative, of a rotation: from its largest component, so nothing cancels. */
    private static double[] quaternion(double[][] r) {
        double[] squares = {1 + r[0][0] + r[1][1] + r[2][2], 1 + r[0][0] - r[1][1] - r[2][2],
            1 - r[0][0] + r[1][1] - r[2][2], 1 - r[0][0] - r[1][1] + r[2][2]};
        double[][] products = {
            {squares[0], r[2][1] - r[1][2], r[0][2] - r[2][0], r[1][0] - r[0][1]},
            {r[2][1] - r[1][2], squares[1], r[0][1] + r[1][0], r[0][2] + r[2][0]},
            {r[0][2] - r[2][0], r[0][1] + r[1][0], squares[2], r[1][2] + r[2][1]},
            {r[1][0] - r[0][1], r[0][2] + r[2][0], r[1][2] + r[2][1], squares[3]}};
        int largest = 0;
        for (int n = 1; n < 4; n++) {
            largest = squares[n] > squares[largest] ? n : largest;
        }
        double[] q = products[largest];
        double length = Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]) * (q[0] < 0 ? -1 : 1);
        return new double[] {q[0] / length, q[1] / length + 0.0, q[2] / length + 0.0, q[3] / length + 0.0};
    }
}
