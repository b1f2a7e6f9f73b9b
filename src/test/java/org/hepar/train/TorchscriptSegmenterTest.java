package org.hepar.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepar.net.Norm;
import org.hepar.net.Safetensors;
import org.hepar.net.Tensor;
import org.hepar.net.UNet;
import org.hepar.volume.Grid;
import org.hepar.volume.Size;
import org.hepar.volume.Spacing;
import org.hepar.volume.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TorchScript files of others: those of {@code src/bench/python/transfer_golden.py}, and what is exported here. */
class TorchscriptSegmenterTest {

    private static final Path GOLDEN = Path.of("src/test/resources/org/hepar/train/torch").toAbsolutePath();

    @TempDir
    private Path folder;

    private static TorchscriptSegmenter segmenter(String file, int slices, int classes, Integer... foreground) {
        return new TorchscriptSegmenter(GOLDEN.resolve(file), slices, 1, classes, List.of(foreground));
    }

    @Test
    void probabilitiesOfTheNamedClassesAreSummed() {
        Safetensors expected = Safetensors.read(GOLDEN.resolve("logits-expected.safetensors"));
        float[] slices = expected.tensors().get("slices").values();
        float[] logits = expected.tensors().get("logits").values();
        Volume volume = new Volume(Grid.axial(new Size(3, 8, 8), new Spacing(1, 1, 1)), slices);
        float[] lesion = segmenter("logits.pt", 3, 3, 2).segment(volume).classes()[1];
        float[] liver = segmenter("logits.pt", 3, 3, 1, 2).segment(volume).classes()[1];
        for (int i = 0; i < 64; i++) {
            double sum = Math.exp(logits[i]) + Math.exp(logits[64 + i]) + Math.exp(logits[128 + i]);
            // The middle slice is the one whose neighbours are those of the file.
            assertThat((double) lesion[64 + i]).isCloseTo(Math.exp(logits[128 + i]) / sum, within(1e-5));
            assertThat((double) liver[64 + i]).isCloseTo(1 - Math.exp(logits[i]) / sum, within(1e-5));
        }
    }

    @Test
    void whatTakesOrGivesSomethingElseIsRefusedInALine() throws IOException {
        segmenter("logits.pt", 3, 3, 1).check(20, 30);
        refused(segmenter("logits.pt", 1, 3, 1), "logits.pt does not take slices (2, 1, 20, 30)", "to have 3 channels, but got 1 channels");
        refused(segmenter("logits.pt", 3, 2, 1), "gives an array (2, 3, 20, 30) for slices (2, 3, 20, 30), expected logits [n,classes,y,x] = (2, 2, 20, 30)");
        refused(segmenter("halved.pt", 3, 3, 1), "gives an array (2, 3, 10, 15)");
        refused(segmenter("probabilities.pt", 3, 3, 1), "gives probabilities");
        refused(segmenter("tuple.pt", 3, 3, 1), "gives a tuple");
        refused(segmenter("state_dict.pt", 3, 3, 1), "state_dict.pt is no TorchScript file");
        refused(segmenter("types.safetensors", 3, 3, 1), "types.safetensors is no TorchScript file");
        refused(segmenter("none.pt", 3, 3, 1), "none.pt is no file");
        refused(segmenter("tuple.pt/none.pt", 3, 3, 1), "none.pt cannot be reached: Not a directory");
        Path cut = folder.resolve("cut.pt");
        Files.write(cut, java.util.Arrays.copyOf(Files.readAllBytes(GOLDEN.resolve("logits.pt")), 3000));
        refused(new TorchscriptSegmenter(cut, 3, 1, 3, List.of(1)), "cut.pt is no TorchScript file");
    }

    private static void refused(TorchscriptSegmenter segmenter, String... said) {
        assertThatThrownBy(() -> segmenter.check(20, 30)).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(said).hasMessageNotContaining("\n");
    }

    @Test
    void anExportedNetworkGivesWhatTheNetworkGives() throws IOException {
        UNet network = new UNet(3, 2, 4, Norm.BATCH, 0.2);
        Map<String, Tensor> values;
        try (NDManager manager = Engine.newManager()) {
            values = network.build(manager, 2, 3).values();
        }
        TrainedNetwork trained = new TrainedNetwork(network, values, 1, 0.5);
        Path file = Files.write(folder.resolve("exported.pt"), network.torchScript(2, values, Map.of("stage", "liver")));
        TorchscriptSegmenter exported = new TorchscriptSegmenter(file, 3, 4, 2, List.of(1));
        exported.check(18, 21);
        Volume volume = Squares.volume(5, 21, 3).volume();
        assertThat(exported.segment(volume).classes()[1]).containsExactly(trained.segment(volume).classes()[1], within(1e-5f));
    }
}
