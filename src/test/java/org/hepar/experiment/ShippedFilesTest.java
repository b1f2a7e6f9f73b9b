package org.hepar.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.hepar.cascade.LiverBox;
import org.hepar.cascade.LiverLevel;
import org.hepar.config.ConfigException;
import org.hepar.config.Yaml;
import org.hepar.data.Split;
import org.hepar.loss.ClassWeights;
import org.hepar.loss.CrossEntropy;
import org.hepar.net.ChlebusUNet;
import org.hepar.train.Adam;
import org.hepar.train.Schedule;
import org.hepar.train.Sgd;
import org.hepar.train.Training;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file in experiments/, configs/ and data-splits/ does what it is shipped for. */
class ShippedFilesTest {

    /** What an experiment has to say beside its base. */
    private static final String TRIAL = """
            name: trial
            question: Does the base hold all that an experiment needs?
            cohort: {type: phantom, cases: 3, seed: 1, slices: 12, in_plane_size: 64, in_plane_spacing_mm: 5, slice_spacing_mm: 4}
            split: split.yaml
            """;

    private static List<Path> yaml(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    @Test
    void everyExperimentReadsBackFromItsCanonicalText() throws IOException {
        assertThat(yaml("experiments")).hasSizeGreaterThanOrEqualTo(3);
        for (Path file : yaml("experiments")) {
            Experiment experiment = Yaml.read(file, Experiment.class, List.of());
            Experiment again = Yaml.parse(Yaml.canonical(experiment), Path.of("again.yaml"), Experiment.class, List.of());
            assertThat(Yaml.canonical(again)).as("%s", file).isEqualTo(Yaml.canonical(experiment));
            assertThat(Yaml.identity(again)).as("%s", file).isEqualTo(Yaml.identity(experiment));
            assertThat(experiment.name()).isEqualTo(file.getFileName().toString().replace(".yaml", ""));
        }
    }

    @Test
    void everyConfigIsABaseThatAnExperimentCanStandOn(@TempDir Path folder) throws IOException {
        for (Path file : yaml("configs")) {
            Path experiment = folder.resolve(file.getFileName());
            Files.writeString(experiment, "base: " + file.toAbsolutePath() + "\n" + TRIAL);
            Experiment read = Yaml.read(experiment, Experiment.class, List.of());
            assertThat(Yaml.canonical(Yaml.parse(Yaml.canonical(read), Path.of("again.yaml"), Experiment.class, List.of()))).as("%s", file).isEqualTo(Yaml.canonical(read));
        }
    }

    /** The table of differences between Christ et al. 2017 and the code that they released, as far as it concerns optimiser, loss and window. */
    @Test
    void thePapersRecipeAndTheReleasedOneDifferWhereTheyShould(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "base: " + Path.of("configs/christ_2017-paper.yaml").toAbsolutePath() + "\n" + TRIAL);
        Files.writeString(folder.resolve("b.yaml"), "base: " + Path.of("configs/christ_2017-released.yaml").toAbsolutePath() + "\n" + TRIAL);
        Training paper = Yaml.read(folder.resolve("a.yaml"), Experiment.class, List.of()).cascade().trained("liver").training();
        Training released = Yaml.read(folder.resolve("b.yaml"), Experiment.class, List.of()).cascade().trained("liver").training();
        assertThat(paper.optimiser()).isEqualTo(new Sgd(0.001, 0.8, false, 0.0005, true));
        assertThat(released.optimiser()).isEqualTo(new Sgd(0.01, 0.8, true, 0.001, true));
        assertThat(paper.schedule()).isEqualTo(new Schedule.Constant());
        assertThat(released.schedule()).isEqualTo(new Schedule.Step(60_000, 0.1));
        assertThat(paper.loss()).isEqualTo(new CrossEntropy(new ClassWeights.InverseFrequency(ClassWeights.InverseFrequency.Over.BATCH, 1e9)));
        assertThat(released.loss()).isEqualTo(new CrossEntropy(new ClassWeights.Fixed(List.of(1.0, 13.0))));
    }

    /** What Chlebus et al. 2018 say of their lesion network and its training. */
    @Test
    void theRecipeOfChlebusIsThatOfThePaper(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "base: " + Path.of("configs/chlebus_2018-paper.yaml").toAbsolutePath() + "\n" + TRIAL);
        Experiment experiment = Yaml.read(folder.resolve("a.yaml"), Experiment.class, List.of());
        Training lesion = experiment.cascade().trained().get("lesion").training();
        assertThat(lesion.steps()).isEqualTo(50_000);
        assertThat(lesion.epochs()).isEqualTo(10);
        assertThat(lesion.optimiser()).isEqualTo(new Adam(5e-5, 0.9, 0.999, 1e-8, 0, false));
        assertThat(lesion.network()).isEqualTo(new ChlebusUNet(1, 32, 0.5));
        assertThat(lesion.sampling().batchSize()).isEqualTo(6);
        assertThat(lesion.sampling().bothClasses()).isTrue();
        assertThat(experiment.cascade().liverBox()).isEqualTo(new LiverBox(1000, 1000, 10, 0, new LiverLevel.AsMeasured()));
        assertThat(lesion.network().roundUp(512)).isEqualTo(516);
    }

    @Test
    void everyExperimentSaysWhatItAsksCostsAndExpects() throws IOException {
        for (Path file : yaml("experiments")) {
            assertThat(Files.readString(file)).as("%s", file).contains("# Asks ", "# Command ", "# Cost ", "# Expect ");
        }
    }

    @Test
    void everyExperimentsSplitReads() throws IOException {
        for (Path file : yaml("experiments")) {
            Split split = Split.read(Yaml.read(file, Experiment.class, List.of()).split().resolve());
            assertThat(split.folds()).as("%s", file).isNotEmpty();
        }
    }

    @Test
    void theIdentityIsOfContentAndNotOfPlaces() throws IOException {
        Path file = Path.of("experiments/lits-mini.yaml");
        String identity = Yaml.identity(Yaml.read(file, Experiment.class, List.of()));
        assertThat(Yaml.identity(Yaml.read(file, Experiment.class, List.of("cohort.folder=/somewhere/else")))).isEqualTo(identity);
        assertThat(Yaml.identity(Yaml.read(file, Experiment.class, List.of("seed=2")))).isNotEqualTo(identity);
    }

    @Test
    void impossibleValuesAtEveryDepthAreToldInOneTry() {
        assertThatThrownBy(() -> Yaml.read(Path.of("experiments/quickstart.yaml"), Experiment.class, List.of("threads=0", "cohort.cases=0", "cohort.slices=1",
                "cascade.liver.training.epochs=0", "cascade.liver.training.network.depth=9", "seed=abc", "cascade.lesion.preprocessing=[]")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("threads (=0)").hasMessageContaining("cohort.cases: cases (=0)").hasMessageContaining("slices (=1)")
                .hasMessageContaining("epochs (=0)").hasMessageContaining("depth (=9)").hasMessageContaining("got 'abc'")
                .hasMessageContaining("must hold a hu_window");
    }

    @Test
    void sizesThatTheNetworkDoesNotTakeAreRefusedInOneLineWithTheNearestThatItDoes() {
        Path file = Path.of("experiments/quickstart.yaml");
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of("cascade.liver.preprocessing.1.height=130"))).isInstanceOf(ConfigException.class)
                .message().hasLineCount(1).contains("cascade.liver", "130 x 128 pixels", "type: unet", "height (=130) must be 128 or 144").doesNotContain("width (=");
        String christ = "cascade.lesion.training.network={type: christ_unet, slices: 1, base_channels: 8, norm: none, dropout: 0}";
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of(christ))).message().hasLineCount(1)
                .contains("cascade.lesion", "112 x 112 pixels", "type: christ_unet", "height and width (=112) must be 100 or 116");
        assertThat(Yaml.read(file, Experiment.class, List.of(christ, "cascade.lesion.preprocessing.1={type: resize_in_plane, height: 116, width: 100}")).name()).isEqualTo("quickstart");
    }

    @Test
    void aSliceTooSmallForTheDepthIsRefusedInOneLine() {
        Path file = Path.of("experiments/quickstart.yaml");
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of("cascade.liver.training.network.depth=7", "cascade.liver.preprocessing.1.height=96")))
                .isInstanceOf(ConfigException.class).message().hasLineCount(1)
                .contains("cascade.liver", "96 x 128", "depth: 7", "height (=96) must be at least 128", "lower depth");
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of("cascade.liver.training.network={type: alex_fcn, slices: 1, width: 0.1, dropout: 0}",
                "cascade.liver.preprocessing.1={type: resize_in_plane, height: 17, width: 512}"))).isInstanceOf(ConfigException.class).message().hasLineCount(1)
                .contains("17 x 512", "type: alex_fcn", "height (=17) must be at least 31").doesNotContain("width (=512");
    }

    @Test
    void slicesWhoseSizeFollowsFromTheImageAreFilledUp() {
        Path file = Path.of("experiments/quickstart.yaml");
        for (String step : List.of("{type: resample_in_plane, spacing_mm: 2.5}", "{type: histogram_equalisation, bins: 256}")) {
            assertThat(Yaml.read(file, Experiment.class, List.of("cascade.liver.preprocessing.1=" + step)).name()).isEqualTo("quickstart");
        }
    }

    @Test
    void contractsAreAListOfKnownNames() {
        Path file = Path.of("experiments/quickstart.yaml");
        assertThat(Yaml.read(file, Experiment.class, List.of()).contracts()).containsExactly("christ_2017");
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of("contracts=[]"))).hasMessageContaining("must name at least one of christ_2017");
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of("contracts=[christ_2017, christ_2017]"))).hasMessageContaining("names one twice");
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of("contracts=[christ]"))).hasMessageContaining("contract (=christ) is not known; use one of");
        assertThatThrownBy(() -> Yaml.read(file, Experiment.class, List.of("contracts=christ_2017"))).isInstanceOf(ConfigException.class);
    }

    @Test
    void foldsArePartOfTheIdentity() {
        Experiment experiment = Yaml.read(Path.of("experiments/lits-mini.yaml"), Experiment.class, List.of());
        Split split = Split.read(experiment.split().resolve());
        Split other = new Split(split.name(), List.of(split.folds().get(0)));
        assertThat(experiment.identity(split)).isEqualTo(experiment.identity(Split.read(experiment.split().resolve()))).isNotEqualTo(experiment.identity(other));
    }

    /** Each choice that an experiment can make stands in a shipped file or in the page that lists them. */
    @Test
    void everyPermittedRecordIsShownSomewhere() throws IOException {
        StringBuilder texts = new StringBuilder(Files.readString(Path.of("docs/experiments.md")));
        for (String folder : List.of("experiments", "configs")) {
            for (Path file : yaml(folder)) {
                texts.append(Files.readString(file));
            }
        }
        TreeSet<String> missing = new TreeSet<>();
        for (Class<?> choice : List.of(org.hepar.data.CohortSource.class, org.hepar.preprocess.Preprocessing.class, org.hepar.augment.Augmentation.class,
                org.hepar.net.Network.class, org.hepar.cascade.Stage.class, org.hepar.train.InitialWeights.class, org.hepar.loss.Loss.class, org.hepar.loss.ClassWeights.class, org.hepar.train.Optimiser.class,
                org.hepar.train.Schedule.class, org.hepar.train.EarlyStopping.class, org.hepar.crf.Refinement.class, org.hepar.crf.RefinementChoice.class, org.hepar.crf.SearchMethod.class, org.hepar.lesion.LesionFilter.class)) {
            for (Class<?> permitted : choice.getPermittedSubclasses()) {
                String type = permitted.getSimpleName().replace("UNet", "Unet").replaceAll("([a-z0-9])([A-Z])(?!$)", "$1_$2").toLowerCase();
                if (permitted.isRecord() && !texts.toString().contains("type: " + type)) {
                    missing.add(type);
                }
            }
        }
        assertThat(missing).isEmpty();
    }
}
