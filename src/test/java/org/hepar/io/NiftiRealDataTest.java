package org.hepar.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepar.config.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of many tools, with what another program reads from them; found by HEPAR_DATA. */
class NiftiRealDataTest {

    /** Its voxels outside of the resampled head are NaN. */
    private static final String WITH_NAN = "resampled_anat_moved.nii";

    @TempDir
    Path folder;

    @Test
    void headersAreThoseOfTheList() throws IOException {
        int compared = 0;
        for (Map.Entry<String, Object> entry : quirks().entrySet()) {
            Map<?, ?> expected = (Map<?, ?>) ((Map<?, ?>) entry.getValue()).get("hdr");
            if (!expected.get("magic").toString().startsWith("n")) {
                continue; // ANALYZE, and NIfTI-2 listed by the fields of NIfTI-1
            }
            NiftiHeader header = NiftiHeader.read(quirk(entry.getKey()));
            assertThat(header.byteOrder()).as(entry.getKey()).isEqualTo(expected.get("endian").equals("<") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            assertThat(header.magic() + "\0").as(entry.getKey()).isEqualTo(expected.get("magic"));
            assertNumbers(entry.getKey(), header.dim(), expected.get("dim"), 0);
            assertNumbers(entry.getKey(), header.pixdim(), expected.get("pixdim"), 1e-4);
            assertNumbers(entry.getKey(), List.of(header.datatype(), header.bitpix(), header.voxOffset(), header.qform().code(), header.sform().code(), header.xyztUnits()),
                    List.of(expected.get("dt"), expected.get("bitpix"), expected.get("vox_offset"), expected.get("qcode"), expected.get("scode"), expected.get("xyzt")), 0);
            assertNumbers(entry.getKey(), List.of(header.slope(), header.inter()), List.of(expected.get("slope"), expected.get("inter")), 0);
            Qform q = header.qform();
            assertNumbers(entry.getKey(), List.of(q.b(), q.c(), q.d(), q.x(), q.y(), q.z()), expected.get("quat"), 1e-4);
            Sform s = header.sform();
            List<?> rows = (List<?>) expected.get("srow");
            assertNumbers(entry.getKey(), s.rowX(), rows.get(0), 1e-4);
            assertNumbers(entry.getKey(), s.rowY(), rows.get(1), 1e-4);
            assertNumbers(entry.getKey(), s.rowZ(), rows.get(2), 1e-4);
            compared++;
        }
        assertThat(compared).isGreaterThanOrEqualTo(7);
    }

    @Test
    void affinesAndVoxelsAreThoseOfNibabel() throws IOException {
        int volumes = 0;
        for (Map.Entry<String, Object> entry : quirks().entrySet()) {
            Map<?, ?> expected = (Map<?, ?>) ((Map<?, ?>) entry.getValue()).get("nibabel");
            if (expected == null) {
                continue;
            }
            Path file = quirk(entry.getKey());
            NiftiHeader header = NiftiHeader.read(file);
            List<?> rows = (List<?>) expected.get("affine");
            for (int row = 0; row < 3; row++) {
                double[] affine = header.affine()[row];
                assertNumbers(entry.getKey(), List.of(affine[0], affine[1], affine[2], affine[3]), rows.get(row), 1e-4);
            }
            assertNumbers(entry.getKey(), header.dim(), expected.get("shape"), 0);
            if (header.dim().size() > 3) {
                assertThat(catchThrowable(() -> Nifti.readVolume(file))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(header.dim().toString());
            } else if (entry.getKey().endsWith(WITH_NAN)) {
                assertThat(catchThrowable(() -> Nifti.readVolume(file))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("voxels that are NaN");
            } else {
                assertStatistics(entry.getKey(), Nifti.readVolume(file).volume().voxels(), expected);
                volumes++;
            }
        }
        assertThat(volumes).isGreaterThanOrEqualTo(3);
    }

    @Test
    void headersWithoutTheirImageAreRefused() throws IOException {
        for (Map.Entry<String, Object> entry : quirks().entrySet()) {
            if (((Map<?, ?>) entry.getValue()).containsKey("nibabel_err")) {
                Throwable thrown = catchThrowable(() -> Nifti.readVolume(quirk(entry.getKey())));
                assertThat(thrown).as(entry.getKey()).isNotNull();
                assertThat(thrown.getMessage()).containsAnyOf("ANALYZE 7.5", ".img, is missing").doesNotContain("\n");
            }
        }
    }

    @Test
    void aPatientsLabelsReturnInTheGridOfTheImage() {
        Path patient = data("lits-mini");
        StoredGrid image = Nifti.readGrid(patient.resolve("volume-0.nii.gz"));
        StoredLabels read = Nifti.readLabels(patient.resolve("segmentation-0.nii.gz"));
        assertThat(read.labels().grid().sameAs(image.grid())).isTrue();
        assertThat(read.stored().axes()).isEqualTo(new AxisOrder(0, 1, 2, false, true, false));
        Path written = folder.resolve("prediction.nii.gz");
        Nifti.write(written, read.labels(), image);
        StoredLabels again = Nifti.readLabels(written);
        assertThat(again.labels().labels()).isEqualTo(read.labels().labels());
        assertThat(again.stored().header().sform()).isEqualTo(image.header().sform());
        assertThat(again.stored().header().qform()).isEqualTo(image.header().qform());
        assertThat(again.stored().header().dim()).isEqualTo(image.header().dim());
    }

    private static void assertStatistics(String name, float[] voxels, Map<?, ?> expected) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (float voxel : voxels) {
            least = Math.min(least, voxel);
            greatest = Math.max(greatest, voxel);
            sum += voxel;
        }
        assertNumbers(name, List.of(least, greatest), List.of(expected.get("min"), expected.get("max")), 1e-6 * Math.abs(greatest));
        assertNumbers(name, List.of(sum), List.of(expected.get("sum")), 1e-6 * Math.abs(sum));
    }

    private static void assertNumbers(String name, List<? extends Number> actual, Object expected, double tolerance) {
        List<?> numbers = (List<?>) expected;
        assertThat(actual).as(name).hasSameSizeAs(numbers);
        for (int n = 0; n < numbers.size(); n++) {
            assertThat(actual.get(n).doubleValue()).as(name + " " + n).isEqualTo(((Number) numbers.get(n)).doubleValue(), within(tolerance));
        }
    }

    private static Map<String, Object> quirks() throws IOException {
        Map<?, ?> listed = (Map<?, ?>) Json.read(Files.readString(data("nifti-quirks").resolve("expected.json")));
        Map<String, Object> named = new TreeMap<>();
        listed.forEach((name, expected) -> named.put(name.toString(), expected));
        assertThat(named).isNotEmpty();
        return named;
    }

    private static Path quirk(String name) {
        return data("nifti-quirks").resolve(name);
    }

    private static Path data(String name) {
        String root = System.getenv("HEPAR_DATA");
        assumeTrue(root != null, "HEPAR_DATA is not set: real files are not tested");
        Path data = Path.of(root).resolve(name);
        assumeTrue(Files.isDirectory(data), data + " does not exist: real files are not tested");
        return data;
    }
}
