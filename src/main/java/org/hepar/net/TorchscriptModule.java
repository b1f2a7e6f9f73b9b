package org.hepar.net;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hepar.config.Reason;

/** A TorchScript file of others, for segmenting. Lives as long as the manager that it was opened with. Not safe for use by several threads. */
public final class TorchscriptModule {

    private final Path file;
    private final PtSymbolBlock module;

    private TorchscriptModule(Path file, PtSymbolBlock module) {
        this.file = file;
        this.module = module;
    }

    /** @throws IllegalArgumentException when there is no such file, or it is none that TorchScript reads */
    public static TorchscriptModule open(NDManager manager, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(file + Reason.unreachable(file).map(reason -> " cannot be reached: " + reason).orElse(" is no file; name the one that torch.jit.save wrote"));
        }
        try {
            PtSymbolBlock module = JniUtils.loadModule((PtNDManager) manager, file, true, new String[0], new String[0], false);
            JniUtils.enableInferenceMode(module);
            return new TorchscriptModule(file, module);
        } catch (EngineException e) {
            throw new IllegalArgumentException(file + " is no TorchScript file (" + telling(e) + "); write it with torch.jit.trace(network.eval(), slices).save(file), "
                    + "or give a state_dict as safetensors under training.initial_weights", e);
        }
    }

    /**
     * What the module gives.
     *
     * @throws IllegalArgumentException when it fails, or gives anything but one array
     */
    public NDArray run(NDArray input) {
        JniUtils.setGraphExecutorOptimize(false);
        try (IValue given = IValue.from((PtNDArray) input); IValue result = IValueUtils.forward(module, new IValue[] {given})) {
            if (!result.isTensor()) {
                throw new IllegalArgumentException(file + " gives " + kind(result) + " instead of one array [n,classes,y,x]; wrap the network so that it gives its scores only");
            }
            NDArray scores = result.toTensor((PtNDManager) input.getManager());
            scores.attach(input.getManager());
            return scores;
        } catch (EngineException e) {
            throw new IllegalArgumentException(file + " does not take slices " + input.getShape() + " (" + telling(e) + ")", e);
        }
    }

    private static String kind(IValue value) {
        return value.isTuple() ? "a tuple" : value.isMap() ? "a dictionary" : value.isList() || value.isTensorList() ? "a list" : "something else";
    }

    /** Of the engine's many lines the one that says what is wrong. */
    private static String telling(EngineException e) {
        List<String> lines = String.valueOf(e.getMessage()).lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        return lines.stream().filter(line -> line.startsWith("RuntimeError:")).reduce((first, last) -> last).map(line -> line.substring("RuntimeError:".length()).strip())
                .orElse(lines.isEmpty() ? "the engine gives no reason" : lines.get(0));
    }
}
