package org.hepar.data;

import java.util.Locale;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;
import org.hepar.config.Hash;
import org.hepar.io.StoredGrid;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;

/** One made patient; painted anew at each load. */
record PhantomCase(Phantom phantom, int index) implements Case {

    /** Goes up with every change of the painted bits, so that nothing computed from the older ones is taken for current. */
    private static final int VERSION = 1;

    private static final int[] LESIONS = {3, 5, 2, 0, 6, 1, 4};

    @Override
    public String id() {
        return String.format(Locale.ROOT, "phantom-%02d", index);
    }

    @Override
    public StoredGrid stored() {
        return StoredGrid.of(grid());
    }

    @Override
    public LabelledVolume load() {
        PhantomCanvas canvas = new PhantomCanvas(grid().size());
        UniformRandomProvider patient = stream("patient");
        new PhantomPatient(patient, LESIONS[index % LESIONS.length]).paint(patient, canvas);
        return new LabelledVolume(new Volume(grid(), canvas.scan(stream("scan"))), new LabelMap(grid(), canvas.labels()));
    }

    @Override
    public String sha256() {
        return Hash.sha256("phantom version " + VERSION + "\n" + phantom.seed() + "\n" + id() + "\n" + grid());
    }

    private Grid grid() {
        UniformRandomProvider random = stream("grid");
        int slices = (int) Math.round(phantom.slices() * random.nextDouble(0.9, 1.1));
        double slice = rounded(phantom.sliceSpacingMm() * random.nextDouble(0.9, 1.1));
        double pixel = rounded(phantom.inPlaneSpacingMm() * random.nextDouble(0.9, 1.1));
        return Grid.axial(new Size(slices, phantom.inPlaneSize(), phantom.inPlaneSize()), new Spacing(slice, pixel, pixel));
    }

    private static double rounded(double mm) {
        return Math.round(mm * 100) / 100.0;
    }

    /** Independent streams, so that a change of one part of the patient leaves the others as they are. */
    private UniformRandomProvider stream(String part) {
        String digest = Hash.sha256(phantom.seed() + "\n" + id() + "\n" + part);
        return RandomSource.XO_SHI_RO_256_PP.create(Long.parseUnsignedLong(digest.substring(0, 16), 16));
    }
}
