package org.hepar.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hepar.net.Function;
import org.hepar.net.Tensor;

/**
 * An optimiser at work on one training: moments by parameter name, and the number of steps done. A step is two compiled functions: the gradients of
 * the loss with their norm, and the engine's update, which passes over the memory of each parameter once.
 */
final class OptimiserState {

    private final Optimiser optimiser;
    private final Moments moments = new Moments();
    private Function gradients;
    private Function update;
    private int step;

    OptimiserState(Optimiser optimiser) {
        this.optimiser = optimiser;
    }

    /**
     * Changes all parameters in place, or none of them when a gradient is no finite number.
     *
     * @param loss a scalar that depends on the parameters; its graph is used up
     * @param parameters by name, the same ones in every step
     * @param longest the global norm to which longer gradients are shortened
     * @return the global norm of the gradients, before they are shortened
     */
    double step(NDArray loss, Map<String, NDArray> parameters, double learningRate, double longest) {
        if (gradients == null) {
            compile(parameters);
        }
        try (NDManager own = loss.getManager().newSubManager()) {
            NDList result = gradients(loss, parameters);
            result.attach(own);
            double norm = result.get(0).getFloat();
            if (Double.isFinite(norm)) {
                step++;
                List<NDArray> each = result.subList(1, result.size());
                for (boolean decayed : new boolean[] {true, false}) {
                    update(own, parameters, each, decayed, new double[] {step, learningRate, decayed ? optimiser.weightDecay() : 0, Math.max(1, norm / longest)});
                }
            }
            return norm;
        }
    }

    /** The norm of all gradients, then the gradient by each parameter. */
    private NDList gradients(NDArray loss, Map<String, NDArray> parameters) {
        NDList arguments = new NDList(loss);
        parameters.values().forEach(parameter -> arguments.add(Function.in("w", parameter)));
        return gradients.callForList(arguments, true);
    }

    /** Changes the parameters that decay, or those that do not. */
    private void update(NDManager manager, Map<String, NDArray> parameters, List<NDArray> gradients, boolean decayed, double[] numbers) {
        List<String> names = List.copyOf(parameters.keySet());
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (decays(names.get(i)) == decayed) {
                chosen.add(i);
            }
        }
        if (chosen.isEmpty()) {
            return;
        }
        NDList arguments = new NDList(manager.create(numbers, new Shape(numbers.length)));
        chosen.forEach(i -> arguments.add(Function.in("w", parameters.get(names.get(i)))));
        chosen.forEach(i -> arguments.add(Function.in("g", gradients.get(i))));
        for (String kind : optimiser.moments()) {
            chosen.forEach(i -> arguments.add(Function.in(kind, moments.of(kind, names.get(i), parameters.get(names.get(i))))));
        }
        update.call(arguments, false);
    }

    private void compile(Map<String, NDArray> parameters) {
        NDManager owner = parameters.values().iterator().next().getManager();
        // Kernels lie with their channels last (Weights): the update goes through the memory of all its arrays alike.
        gradients = new Function(owner, "loss: Tensor, w: List[Tensor]", "List[Tensor]", """
                    d = torch.autograd.grad([loss], w)
                    g = annotate(List[Tensor], [])
                    for i in range(torch.len(w)):
                      each = unchecked_cast(Tensor, d[i])
                      if torch.eq(torch.dim(each), 4):
                        laid = torch.contiguous(each, memory_format=%s)
                      else:
                        laid = torch.contiguous(each)
                      _0 = torch.append(g, laid)
                    norm = torch.sqrt(torch.sum(torch.square(torch.stack(torch._foreach_norm(g)))))
                    return torch.add([norm], g)
                """.formatted(Function.CHANNELS_LAST));
        String lists = optimiser.moments().stream().map(kind -> ", " + kind + "_kept: List[Tensor]").reduce("", String::concat);
        // The memory of the moments, seen with the strides of their weights: a GPU's update insists on equal ones, the CPU's goes through memory as it lies.
        String laid = optimiser.moments().stream().map(kind -> """
                    %1$s = annotate(List[Tensor], [])
                    for i in range(torch.len(w)):
                      _0 = torch.append(%1$s, torch.as_strided(%1$s_kept[i], torch.size(w[i]), torch.stride(w[i])))
                """.formatted(kind)).reduce("", String::concat);
        update = new Function(owner, "numbers: Tensor, w: List[Tensor], g: List[Tensor]" + lists, "Tensor", """
                    n = annotate(List[Tensor], [])
                    for i in range(torch.len(w)):
                      _0 = torch.append(n, torch.to(torch.select(numbers, 0, 0), 6))
                    rate = float(torch.select(numbers, 0, 1))
                    decay = float(torch.select(numbers, 0, 2))
                    scale = torch.to(torch.select(numbers, 0, 3), 6)
                %s    %s
                    return numbers
                """.formatted(laid, optimiser.update()));
    }

    /** Norm scales, shifts and biases are spared unless asked for, since decay is meant for the weights of sums. */
    private boolean decays(String name) {
        return optimiser.decayNormsAndBiases() || !name.contains(".norm.") && !name.endsWith(".bias");
    }

    /** A copy of the moments, {@code kind/parameter} to values; what {@link #restore} takes back to equal bits. */
    Map<String, Tensor> moments() {
        return moments.values();
    }

    /** Goes on after {@code steps} steps with these moments. */
    void restore(Map<String, Tensor> values, int steps) {
        moments.restore(values);
        step = steps;
    }
}
