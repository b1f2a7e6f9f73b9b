package org.hepar.loss;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/** How far a batch of logits is from its reference: one number that training lowers. */
public sealed interface Loss permits CrossEntropy, SoftDice, Sum {

    /**
     * The loss, a scalar array that can be differentiated.
     *
     * <p>Every constant is a tensor of its own: arithmetic of a tensor with a Java number is unsafe in this engine
     * (docs/decisions/0003).
     *
     * @param logits {@code [n,classes,y,x]}
     */
    NDArray evaluate(NDArray logits, Target target);

    /** What it is of a batch where every class is held equally likely in every pixel, as by a network that knows nothing. */
    double atChance(ClassCounts counts);

    /** Why it cannot be that of a network of so many classes: one line that begins with the path of the key in here; empty where it can. */
    Optional<String> problemWith(int classes);
}
