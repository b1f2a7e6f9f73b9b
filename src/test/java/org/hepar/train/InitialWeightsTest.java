package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hepar.config.Hash;
import org.hepar.config.Location;
import org.hepar.net.Norm;
import org.hepar.net.Safetensors;
import org.hepar.net.Tensor;
import org.hepar.net.UNet;
import org.hepar.net.Weights;
import org.hepar.train.InitialWeights.Safetensors.Missing;
import org.hepar.train.InitialWeights.Safetensors.Unused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Weights of others, held against what PyTorch 2.7.1 computes with them: files of {@code src/bench/python/transfer_golden.py}.
 */
class InitialWeightsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/org/hepar/train/torch").toAbsolutePath();
    private static final UNet NETWORK = new UNet(1, 2, 3, Norm.BATCH, 0);
    /** As {@code src/bench/python/torch_unet.py} says it. */
    private static final Map<String, String> NAMES = names();

    @TempDir
    private Path folder;

    private static Map<String, String> names() {
        Map<String, String> names = new TreeMap<>(Map.of("down*.first", "encoder.*.conv1", "down*.first.norm", "encoder.*.bn1",
                "down*.second", "encoder.*.conv2", "down*.second.norm", "encoder.*.bn2"));
        for (int level = 2, place = 0; level > 0; level--, place++) {
            names.put("up" + level + ".transposed", "up." + place);
            names.put("up" + level + ".first", "decoder." + place + ".conv1");
            names.put("up" + level + ".first.norm", "decoder." + place + ".bn1");
            names.put("up" + level + ".second", "decoder." + place + ".conv2");
            names.put("up" + level + ".second.norm", "decoder." + place + ".bn2");
        }
        return names;
    }

    private static InitialWeights from(String file, Map<String, String> names, List<String> drawn, Missing missing, Unused unused) {
        return new InitialWeights.Safetensors(new Location(file, GOLDEN), names, drawn, missing, unused);
    }

    private static InitialWeights golden(Map<String, String> names) {
        return from("unet-state_dict.safetensors", names, List.of(), Missing.REFUSE, Unused.REFUSE);
    }

    @Test
    void aStateDictOfPyTorchGivesItsScoresHere() {
        TakenWeights taken = golden(NAMES).take(NETWORK).orElseThrow();
        Safetensors expected = Safetensors.read(GOLDEN.resolve("unet-expected.safetensors"));
        Tensor slices = expected.tensors().get("slices");
        Tensor logits = expected.tensors().get("logits");
        try (NDManager manager = Engine.newManager()) {
            NDArray input = manager.create(slices.values(), new Shape(slices.shape()));
            Weights trainable = NETWORK.build(manager, 2, 1);
            trainable.set(taken.over(trainable.values()));
            assertThat(NETWORK.logits(trainable, input, false).toFloatArray()).containsExactly(logits.values(), within(1e-5f));
            assertThat(NETWORK.logits(NETWORK.load(manager, 2, taken.values()), input, false).toFloatArray()).containsExactly(logits.values(), within(1e-5f));
        }
        assertThat(taken.origins()).hasSize(taken.values().size()).containsEntry("down1.first.norm.running_var", "encoder.1.bn1.running_var")
                .containsEntry("head.bias", "head.bias").containsEntry("up1.transposed.weight", "up.1.weight");
        assertThat(taken.drawn()).isEmpty();
        assertThat(taken.unused()).isEmpty();
        assertThat(taken.passedOver()).as("num_batches_tracked").hasSize(10);
        assertThat(taken.sha256()).isEqualTo(Hash.sha256(GOLDEN.resolve("unet-state_dict.safetensors")));
    }

    @Test
    void everyMismatchIsNamedInOneMessageWithBothShapes() {
        Map<String, String> names = new LinkedHashMap<>(NAMES);
        names.put("up2.second.norm", "decoder.0.bn2_");
        names.put("down9", "encoder.9");
        assertThatThrownBy(() -> golden(names).take(new UNet(3, 2, 4, Norm.BATCH, 0))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unet-state_dict.safetensors does not fit the network:")
                .hasMessageContaining("down0.first.weight has shape [4, 3, 3, 3], encoder.0.conv1.weight of the file [3, 1, 3, 3]")
                .hasMessageContaining("head.weight has shape [2, 4, 1, 1], that of the file [2, 3, 1, 1]")
                .hasMessageContaining("up2.second.norm.bias [8] is not in the file as decoder.0.bn2_.bias; did you mean 'decoder.0.bn2.bias'?")
                .hasMessageContaining("decoder.0.bn2.running_mean [6] of the file is taken by nothing here")
                .hasMessageContaining("down9 under names is no array of the network");
        assertThatThrownBy(() -> golden(Map.of()).take(NETWORK)).hasMessageContaining("down0.first.weight [3, 1, 3, 3] is not in the file; say under names what it is called there");
        Map<String, String> twice = new LinkedHashMap<>(NAMES);
        twice.put("down1.first", "encoder.0.conv1");
        assertThatThrownBy(() -> golden(twice).take(NETWORK)).hasMessageContaining("encoder.0.conv1.weight of the file is named for down0.first.weight and for down1.first.weight");
    }

    /** One rule is wrong, or the network was wrapped: a few lines, and what to change. */
    @Test
    void manyMismatchesOfOneReasonAreSummedUpWithTheLikelyCure() {
        UNet deep = new UNet(1, 4, 3, Norm.BATCH, 0);
        new Safetensors(Map.of("encoder.0.w", new Tensor(new long[] {1}, new float[1]), "encoder.1.w", new Tensor(new long[] {1}, new float[1]),
                "head", new Tensor(new long[] {1}, new float[1])), Map.of()).write(folder.resolve("other.safetensors"));
        InitialWeights wrongRule = new InitialWeights.Safetensors(new Location("other.safetensors", folder), Map.of("down*", "encodr.*"), List.of(), Missing.REFUSE, Unused.REFUSE);
        assertThatThrownBy(() -> wrongRule.take(deep)).message().satisfies(text -> assertThat(text.lines().count()).isLessThan(16))
                .contains("down0.first.weight [3, 1, 3, 3] is not in the file as encodr.0.first.weight", " more arrays under the rule 'down*': 'encodr.*' are not in the file",
                        "no name in the file begins with 'encodr.'; they begin with 'encoder.' (2), 'head' (1): correct the rule 'down*': 'encodr.*' under names");
        Map<String, Tensor> wrapped = new LinkedHashMap<>();
        try (NDManager manager = Engine.newManager()) {
            deep.build(manager, 2, 1).values().forEach((name, tensor) -> wrapped.put("module." + name, tensor));
        }
        new Safetensors(wrapped, Map.of()).write(folder.resolve("wrapped.safetensors"));
        int all = wrapped.size();
        assertThatThrownBy(() -> new InitialWeights.Safetensors(new Location("wrapped.safetensors", folder), Map.of(), List.of(), Missing.REFUSE, Unused.REFUSE).take(deep))
                .message().satisfies(text -> assertThat(text.lines().count()).isLessThan(12))
                .contains("... and " + (all - 3) + " more arrays of the network", all + " of these " + all + " are in the file with 'module.' before their names: say names: {'*': 'module.*'}",
                        "... and " + (all - 3) + " more arrays of the file are taken by nothing here");
        assertThat(new InitialWeights.Safetensors(new Location("wrapped.safetensors", folder), Map.of("*", "module.*"), List.of(), Missing.REFUSE, Unused.REFUSE).take(deep)
                .orElseThrow().values()).hasSize(all);
        assertThatThrownBy(() -> new InitialWeights.Safetensors(new Location("other.safetensors", folder), Map.of(), List.of(), Missing.DRAW, Unused.IGNORE).take(deep))
                .hasMessageContaining("nothing of it would be taken");
    }

    @Test
    void aPartialLoadTellsWhatIsTakenAndDrawsTheRestAsWithoutAFile() {
        Map<String, String> names = new LinkedHashMap<>(NAMES);
        names.keySet().removeIf(name -> name.startsWith("up1"));
        TakenWeights taken = from("unet-state_dict.safetensors", names, List.of("head"), Missing.DRAW, Unused.IGNORE).take(NETWORK).orElseThrow();
        assertThat(taken.drawn()).contains("head.weight", "head.bias", "up1.first.weight", "up1.transposed.bias").noneMatch(name -> name.startsWith("down"));
        assertThat(taken.unused()).contains("head.weight", "up.1.weight", "decoder.1.bn2.running_var").noneMatch(name -> name.startsWith("encoder"));
        assertThat(taken.summary()).contains(taken.values().size() + " of " + (taken.values().size() + taken.drawn().size()) + " arrays are taken from unet-state_dict.safetensors",
                "drawn: up1.transposed.weight", "not taken of the file: ");
        assertThat(taken.fields()).containsKeys("file", "sha256", "taken", "drawn", "unused", "passed_over");
        try (NDManager manager = Engine.newManager()) {
            Map<String, Tensor> drawn = NETWORK.build(manager, 2, 5).values();
            Map<String, Tensor> start = taken.over(drawn);
            taken.drawn().forEach(name -> assertThat(start.get(name).values()).as(name).containsExactly(drawn.get(name).values()));
            assertThat(start.get("down0.first.weight").values()).isNotEqualTo(drawn.get("down0.first.weight").values());
            assertThat(start).containsOnlyKeys(drawn.keySet());
        }
    }

    @Test
    void aTrainingStartsFromThem() {
        TakenWeights taken = golden(NAMES).take(NETWORK).orElseThrow();
        List<Epoch> epochs = new ArrayList<>();
        Training still = Squares.training(NETWORK, 1, 1, Training.Keep.LAST);
        Training training = new Training(NETWORK, golden(NAMES), still.loss(), new Sgd(1e-30, 0, false, 0, false), still.schedule(), still.gradientNorm(), still.sampling(),
                still.augmentation(), 1, 1, still.earlyStopping(), Training.Keep.LAST);
        Path file = folder.resolve("case.prepared");
        PreparedCase.write(file, Squares.volume(3, 16, 1));
        try (PreparedCase one = PreparedCase.open(file)) {
            TrainedNetwork trained = training.fit(List.of(one), List.of(), 1, 1, new Checkpoints.None(), new TrainingListener() {
                @Override
                public void step(int step, int steps, double loss) {
                    assertThat(loss).isFinite();
                }

                @Override
                public void epoch(Epoch epoch) {
                    epochs.add(epoch);
                }
            });
            taken.values().forEach((name, tensor) -> {
                if (!name.contains("running")) {
                    assertThat(trained.values().get(name).values()).as(name).containsExactly(tensor.values());
                }
            });
        }
        assertThat(epochs).hasSize(1);
    }

    @Test
    void valuesOfSixteenAndSixtyFourBitsBecomeSinglePrecision() {
        Safetensors.OfOthers stored = Safetensors.readOfOthers(GOLDEN.resolve("types.safetensors"));
        assertThat(stored.tensors().get("half").values()).containsExactly(1.5f, -2, 5.9604645e-8f, 65504);
        assertThat(stored.tensors().get("brain").values()).containsExactly(1.5f, -3.140625f);
        assertThat(stored.tensors().get("double").values()).containsExactly(0.1f, Float.NEGATIVE_INFINITY);
        assertThat(stored.wholeNumbers()).containsOnly(Map.entry("count", "I64"));
    }

    @Test
    void whatIsNoSafetensorsFileIsRefusedInALine() throws IOException {
        assertThatThrownBy(() -> from("state_dict.pt", Map.of(), List.of(), Missing.REFUSE, Unused.REFUSE).take(NETWORK)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("state_dict.pt is no complete safetensors file").hasMessageContaining("save_file").hasMessageNotContaining("\n");
        assertThatThrownBy(() -> from("none.safetensors", Map.of(), List.of(), Missing.REFUSE, Unused.REFUSE).take(NETWORK)).hasMessageContaining("there is no such file");
        assertThatThrownBy(() -> from("types.safetensors/none.safetensors", Map.of(), List.of(), Missing.REFUSE, Unused.REFUSE).take(NETWORK))
                .hasMessageContaining("Not a directory").hasMessageNotContaining("no such file");
        Files.write(folder.resolve("cut.safetensors"), java.util.Arrays.copyOf(Files.readAllBytes(GOLDEN.resolve("unet-state_dict.safetensors")), 20_000));
        assertThatThrownBy(() -> new InitialWeights.Safetensors(new Location("cut.safetensors", folder), NAMES, List.of(), Missing.REFUSE, Unused.REFUSE).take(NETWORK))
                .hasMessageContaining("a tensor lies beyond its end");
        float[] values = {Float.NaN, 1};
        new Safetensors(Map.of("head.bias", new Tensor(new long[] {2}, values)), Map.of()).write(folder.resolve("nan.safetensors"));
        assertThatThrownBy(() -> new InitialWeights.Safetensors(new Location("nan.safetensors", folder), Map.of(), List.of(), Missing.DRAW, Unused.REFUSE).take(NETWORK))
                .hasMessageContaining("head.bias of the file holds values that are NaN or infinite");
    }

    @Test
    void aVarianceBelowZeroIsRefused() {
        new Safetensors(Map.of("down0.first.norm.running_var", new Tensor(new long[] {3}, new float[] {1, -0.5f, 0})), Map.of()).write(folder.resolve("variance.safetensors"));
        assertThatThrownBy(() -> new InitialWeights.Safetensors(new Location("variance.safetensors", folder), Map.of(), List.of(), Missing.DRAW, Unused.REFUSE).take(NETWORK))
                .hasMessageContaining("down0.first.norm.running_var of the file holds -0.5; a variance must be 0 or above");
    }

    @Test
    void anArrayOfWholeNumbersIsNamedWithItsType() {
        InitialWeights whole = from("types.safetensors", Map.of("head.bias", "count"), List.of(), Missing.DRAW, Unused.IGNORE);
        assertThatThrownBy(() -> whole.take(NETWORK)).hasMessageContaining("count is in the file as I64, whole numbers; F64, F32, F16 and BF16 are read")
                .hasMessageContaining("name head.bias under drawn");
        assertThatThrownBy(() -> from("types.safetensors", Map.of("head.bias", "count"), List.of("head.bias"), Missing.DRAW, Unused.IGNORE).take(NETWORK))
                .hasMessageContaining("nothing of it would be taken").hasMessageNotContaining("whole numbers");
    }

    @Test
    void rulesAreAboutNamesAndWhatGoesOnBehindADot() {
        NameMap names = new NameMap(Map.of("down*.first", "enc.*.conv", "down*.first.norm", "enc.*.bn", "down1.first", "special", "up*", "dec*"));
        assertThat(names.theirs("down0.first.weight")).isEqualTo("enc.0.conv.weight");
        assertThat(names.theirs("down0.first.norm.weight")).isEqualTo("enc.0.bn.weight");
        assertThat(names.theirs("down1.first.weight")).isEqualTo("special.weight");
        assertThat(names.theirs("down0.firstly.weight")).isEqualTo("down0.firstly.weight");
        assertThat(names.theirs("up12.second.bias")).isEqualTo("dec12.second.bias");
        assertThat(new NameMap(Map.of("*", "module.*")).theirs("head.bias")).isEqualTo("module.head.bias");
        assertThat(NameMap.problemOf("a*", "b").orElseThrow()).contains("as many *");
        assertThatThrownBy(() -> new NameMap(Map.of("do*.first", "x.*", "d*0.first", "y.*")).theirs("down0.first")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("say different things about down0.first");
    }
}
