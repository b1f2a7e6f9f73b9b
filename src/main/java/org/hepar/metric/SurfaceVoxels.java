package org.hepar.metric;

import org.hepar.volume.PackedMask;
import org.hepar.voxel.Connectivity;
import org.hepar.voxel.Morphology;
import org.hepar.voxel.Outside;

/** interim. */
final class SurfaceVoxels {
    static PackedMask of(PackedMask mask, Connectivity connectivity, Outside outside) {
        org.hepar.volume.Mask m = mask.unpacked();
        if (outside == Outside.BACKGROUND) {
            return PackedMask.of(Morphology.surface(m, connectivity));
        }
        org.hepar.volume.Size s = m.grid().size();
        org.hepar.volume.Size p = new org.hepar.volume.Size(s.z() + 2, s.y() + 2, s.x() + 2);
        boolean[] v = new boolean[p.voxels()];
        java.util.Arrays.fill(v, true);
        for (int z = 0; z < s.z(); z++) for (int y = 0; y < s.y(); y++) for (int x = 0; x < s.x(); x++) v[p.index(z + 1, y + 1, x + 1)] = m.at(z, y, x);
        org.hepar.volume.Mask big = Morphology.surface(new org.hepar.volume.Mask(org.hepar.volume.Grid.axial(p, m.grid().spacing()), v), connectivity);
        return PackedMask.of(new org.hepar.volume.Mask(m.grid(), big.crop(new org.hepar.volume.Box(1, 1, 1, s.z() + 1, s.y() + 1, s.x() + 1)).voxels()));
    }
}
