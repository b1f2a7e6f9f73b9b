package org.hepar.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import org.hepar.config.Location;
import org.hepar.io.Nifti;
import org.hepar.io.StoredGrid;
import org.hepar.volume.Direction;
import org.hepar.volume.Grid;
import org.hepar.volume.LabelMap;
import org.hepar.volume.LabelledVolume;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Vector;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NiftiFolderTest {

    private static final Grid GRID = new Grid(new Size(2, 3, 4), new Spacing(5, 1.5, 1.5), new Vector(-10, 20, 300), Direction.AXIAL);

    @TempDir
    private Path folder;

    private NiftiFolder source(String image, String reference) {
        return new NiftiFolder(new Location(folder.toString(), Path.of(".")), image, reference);
    }

    private NiftiFolder lits() {
        return source("volume-{id}.nii.gz", "segmentation-{id}.nii.gz");
    }

    private void image(String name, Grid grid, float first) {
        float[] voxels = new float[grid.voxels()];
        voxels[0] = first;
        Nifti.write(folder.resolve(name), new Volume(grid, voxels), StoredGrid.of(grid));
    }

    private void reference(String name, Grid grid) {
        byte[] labels = new byte[grid.voxels()];
        labels[5] = 1;
        labels[6] = 2;
        Nifti.write(folder.resolve(name), new LabelMap(grid, labels), StoredGrid.of(grid));
    }

    private void pair(String id) {
        image("volume-" + id + ".nii.gz", GRID, 50);
        reference("segmentation-" + id + ".nii.gz", GRID);
    }

    @Test
    void casesComeInTheOrderOfTheirNumbersAndLoad() throws IOException {
        for (String id : List.of("10", "9", "0", "100")) {
            pair(id);
        }
        Files.writeString(folder.resolve("readme.txt"), "passed over");
        Files.writeString(folder.resolve("._volume-9.nii.gz"), "passed over");
        Cohort cohort = lits().open();
        assertThat(cohort.ids()).containsExactly("0", "9", "10", "100");
        LabelledVolume loaded = cohort.get("9").load();
        assertThat(loaded.volume().at(0, 0, 0)).isEqualTo(50);
        assertThat(loaded.labels().labels()).contains(1, 2);
        assertThat(cohort.get("9").stored().grid().sameAs(GRID)).isTrue();
        assertThatThrownBy(() -> cohort.get("11")).hasMessageContaining("no case '11'").hasMessageContaining("0, 9, 10, 100");
    }

    @Test
    void patternsMayNameFolders() throws IOException {
        Files.createDirectories(folder.resolve("images"));
        Files.createDirectories(folder.resolve("labels"));
        image("images/liver_3.nii.gz", GRID, 1);
        reference("labels/liver_3.nii.gz", GRID);
        assertThat(source("images/liver_{id}.nii.gz", "labels/liver_{id}.nii.gz").open().ids()).containsExactly("3");
    }

    @Test
    void fileThatFitsBothPatternsGoesToTheOneThatSaysMore() {
        image("a.nii.gz", GRID, 1);
        reference("a-liver.nii.gz", GRID);
        assertThat(source("{id}.nii.gz", "{id}-liver.nii.gz").open().ids()).containsExactly("a");
    }

    @Test
    void hashIsOfTheContentNotOfThePlace(@TempDir Path elsewhere) throws IOException {
        pair("1");
        pair("2");
        String before = lits().open().sha256();
        for (String name : List.of("volume-1.nii.gz", "volume-2.nii.gz", "segmentation-1.nii.gz", "segmentation-2.nii.gz")) {
            Files.copy(folder.resolve(name), elsewhere.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        NiftiFolder moved = new NiftiFolder(new Location(elsewhere.toString(), Path.of("/")), "volume-{id}.nii.gz", "segmentation-{id}.nii.gz");
        assertThat(moved.open().sha256()).isEqualTo(before);
        image("volume-2.nii.gz", GRID, 51);
        assertThat(lits().open().sha256()).isNotEqualTo(before);
    }

    @Test
    void hashCoversTheVoxelsBesideAHeader() throws IOException {
        headerAndVoxels("a", 1);
        reference("a-liver.nii.gz", GRID);
        Cohort cohort = source("{id}.hdr", "{id}-liver.nii.gz").open();
        assertThat(cohort.get("a").load().volume().at(0, 0, 0)).isEqualTo(1);
        String before = cohort.sha256();
        headerAndVoxels("a", 2);
        assertThat(source("{id}.hdr", "{id}-liver.nii.gz").open().sha256()).isNotEqualTo(before);
    }

    /** A single file taken apart: the magic becomes ni1 and the voxels start at 0 of the .img. */
    private void headerAndVoxels(String id, float first) throws IOException {
        Path whole = Files.createTempDirectory(folder, ".whole").resolve("a.nii");
        image(folder.relativize(whole).toString(), GRID, first);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(whole)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(108, 0).put(344, (byte) 'n').put(345, (byte) 'i').put(346, (byte) '1');
        Files.write(folder.resolve(id + ".hdr"), Arrays.copyOf(bytes.array(), 348));
        Files.write(folder.resolve(id + ".img"), Arrays.copyOfRange(bytes.array(), 352, bytes.capacity()));
    }

    @Test
    void allProblemsAreListedOneLineEach() throws IOException {
        pair("1");
        image("volume-2.nii.gz", GRID, 1);
        reference("segmentation-3.nii.gz", GRID);
        image("volume-4.nii.gz", GRID, 1);
        Grid shifted = new Grid(GRID.size(), GRID.spacing(), new Vector(-10, 20, 305), Direction.AXIAL);
        reference("segmentation-4.nii.gz", shifted);
        pair("5");
        Files.writeString(folder.resolve("volume-5.nii.gz"), "no NIfTI");
        assertThatThrownBy(() -> lits().open()).isInstanceOf(IllegalArgumentException.class)
                .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(4)
                        .anyMatch(line -> line.startsWith("case 2: image") && line.contains("has no reference; add segmentation-2.nii.gz"))
                        .anyMatch(line -> line.startsWith("case 3: reference") && line.contains("has no image; add volume-3.nii.gz"))
                        .anyMatch(line -> line.startsWith("case 4") && line.contains("origin z 300 against 305 mm; image "))
                        .anyMatch(line -> line.startsWith("case 5") && line.contains("volume-5.nii.gz")));
    }

    @Test
    void manyProblemsAreCutShort() {
        for (int id = 0; id < 30; id++) {
            image("volume-" + id + ".nii.gz", GRID, 1);
        }
        reference("segmentation-0.nii.gz", GRID);
        assertThatThrownBy(() -> lits().open()).satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(21));
    }

    @Test
    void patternThatFitsNothingShowsWhatTheFolderHolds() {
        image("case_1_volume.nii.gz", GRID, 1);
        assertThatThrownBy(() -> lits().open()).hasMessageContaining("matches image (='volume-{id}.nii.gz')")
                .hasMessageContaining("for example, 'case_1_volume.nii.gz'");
    }

    @Test
    void missingAndEmptyFoldersAreNamed() {
        assertThatThrownBy(() -> lits().open()).hasMessageContaining(folder.toString()).hasMessageContaining("holds no files");
        NiftiFolder missing = new NiftiFolder(new Location("nowhere", folder), "volume-{id}.nii.gz", "segmentation-{id}.nii.gz");
        assertThatThrownBy(missing::open).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(folder.resolve("nowhere").toString())
                .hasMessageContaining("does not exist");
        image("file.nii.gz", GRID, 1);
        NiftiFolder unreachable = new NiftiFolder(new Location("file.nii.gz/nowhere", folder), "volume-{id}.nii.gz", "segmentation-{id}.nii.gz");
        assertThatThrownBy(unreachable::open).hasMessageContaining("cannot be reached (Not a directory)");
    }

    @Test
    void patternsNeedTheIdOnce() {
        assertThatThrownBy(() -> source("volume.nii.gz", "segmentation-{id}.nii.gz")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("image (='volume.nii.gz') has no {id}");
        assertThatThrownBy(() -> source("volume-{id}.nii.gz", "{id}/{id}.nii.gz")).hasMessageContaining("reference").hasMessageContaining("more than once");
        assertThatThrownBy(() -> source("{id}.nii", "{id}.nii")).hasMessageContaining("same pattern");
        assertThatThrownBy(() -> source("../{id}.nii", "{id}-a.nii")).hasMessageContaining("within the folder");
    }

    @Test
    void realLitsCasesOpenAndLoad() {
        String data = System.getenv("HEPAR_DATA");
        Path mini = Path.of(data == null ? "" : data, "lits-mini");
        assumeTrue(data != null && Files.isDirectory(mini), "skipped: set HEPAR_DATA to a folder that holds lits-mini");
        Cohort cohort = new NiftiFolder(new Location("${HEPAR_DATA}/lits-mini", Path.of(".")), "volume-{id}.nii.gz", "segmentation-{id}.nii.gz").open();
        Split.read(Path.of("data-splits/lits-mini.yaml")).requireIn(cohort);
        assertThat(cohort.ids()).containsExactly("0", "1", "3", "4", "5", "6", "8", "9");
        LabelledVolume first = cohort.get("0").load();
        assertThat(first.labels().lesion().isEmpty()).isFalse();
        assertThat(first.grid().size().x()).isEqualTo(256);
    }
}
