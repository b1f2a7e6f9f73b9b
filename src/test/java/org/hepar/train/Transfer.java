package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hepar.config.Yaml;
import org.hepar.net.Network;
import org.hepar.net.Safetensors;
import org.hepar.net.Tensor;

/**
 * Scores of slices by a network whose weights come through {@code initial_weights}: {@code START.yaml SLICES.safetensors OUT.safetensors}.
 * Run by {@code src/bench/transfer.sh}, which holds them against PyTorch's.
 */
final class Transfer {

    /** The part of a training that says with which weights which network starts. */
    record Start(Network network, InitialWeights initialWeights) {
    }

    private Transfer() {
    }

    public static void main(String[] arguments) {
        Start start = Yaml.read(Path.of(arguments[0]), Start.class, List.of());
        Tensor slices = Safetensors.read(Path.of(arguments[1])).tensors().get("slices");
        Engine.start(2);
        TakenWeights taken = start.initialWeights().take(start.network()).orElseThrow();
        try (NDManager manager = Engine.newManager()) {
            NDArray scores = start.network().logits(start.network().load(manager, Training.CLASSES, taken.values()), manager.create(slices.values(), new Shape(slices.shape())), false);
            new Safetensors(Map.of("logits", new Tensor(scores.getShape().getShape(), scores.toFloatArray())), Map.of()).write(Path.of(arguments[2]));
        }
        System.out.println(taken.summary());
    }
}
