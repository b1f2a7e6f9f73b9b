package org.hepar.loss;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The sum of several losses of the same batch. */
public record Sum(List<Loss> losses) implements Loss {

    public Sum {
        if (losses.isEmpty()) {
            throw new IllegalArgumentException("losses (=[]) must name at least one loss");
        }
        losses = List.copyOf(losses);
    }

    @Override
    public NDArray evaluate(NDArray logits, Target target) {
        NDArray sum = losses.get(0).evaluate(logits, target);
        for (Loss loss : losses.subList(1, losses.size())) {
            sum = sum.add(loss.evaluate(logits, target));
        }
        return sum;
    }

    @Override
    public double atChance(ClassCounts counts) {
        return losses.stream().mapToDouble(loss -> loss.atChance(counts)).sum();
    }

    @Override
    public Optional<String> problemWith(int classes) {
        return IntStream.range(0, losses.size()).boxed()
                .flatMap(i -> losses.get(i).problemWith(classes).map(problem -> "losses." + i + "." + problem).stream()).findFirst();
    }
}
