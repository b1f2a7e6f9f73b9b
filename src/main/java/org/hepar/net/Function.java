package org.hepar.net;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A function of arrays that the engine has compiled from its text in TorchScript. Lives as long as the manager that it was made with. Not safe for
 * use by several threads.
 */
public final class Function {

    /** {@code memory_format} of images and kernels whose channels lie last in memory. */
    public static final String CHANNELS_LAST = "2";

    private final PtSymbolBlock compiled;
    /** The mode of the module, which is loaded as one for segmenting. */
    private boolean training;

    /**
     * Compiles.
     *
     * @param arguments such as {@code x: Tensor, w: List[Tensor]}
     * @param returns the type of what it returns
     * @param statements one a line; nothing that only changes an array may stand in a branch, since the engine takes it for needless
     */
    public Function(NDManager manager, String arguments, String returns, String statements) {
        this(manager, Script.function(arguments, returns, statements));
    }

    Function(NDManager manager, byte[] module) {
        try {
            compiled = JniUtils.loadModule((PtNDManager) manager, new ByteArrayInputStream(module), false, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Marks an array as one of the list that is an argument of this name, and returns it. */
    public static NDArray in(String list, NDArray array) {
        array.setName(list + "[]");
        return array;
    }

    /** Whether {@code self.training} is true in the text. */
    void setTraining(boolean wanted) {
        if (training != wanted) {
            training = wanted;
            if (wanted) {
                JniUtils.enableTrainingMode(compiled);
            } else {
                JniUtils.enableInferenceMode(compiled);
            }
        }
    }

    /** The array that it returns; otherwise as {@link #callForList}. */
    public NDArray call(NDList arguments, boolean differentiable) {
        return callForList(arguments, differentiable).singletonOrThrow();
    }

    /**
     * The list of arrays that it returns, owned by the manager of the first argument.
     *
     * @param arguments in the order of the text; those of a list, marked by {@link #in}, together
     * @param differentiable whether gradients can be taken, in the text or of the result
     */
    public NDList callForList(NDList arguments, boolean differentiable) {
        // The optimiser of graphs would compile anew for each size, and its fused loops give other bits.
        JniUtils.setGraphExecutorOptimize(false);
        return IValueUtils.forward(compiled, arguments, differentiable);
    }
}
