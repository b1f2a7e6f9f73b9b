package org.hepar.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hepar.config.Formerly;
import org.hepar.config.Hash;
import org.hepar.config.Location;
import org.hepar.config.Names;
import org.hepar.config.Requirements;
import org.hepar.net.Network;
import org.hepar.net.Parameter;
import org.hepar.net.Tensor;

/** What a training starts from. */
@Formerly("drawn")
public sealed interface InitialWeights {

    /** The file that they come from; empty where there is none. */
    Optional<Location> location();

    /**
     * What of a network's weights is taken from elsewhere; empty where all are drawn.
     *
     * @throws IllegalArgumentException telling everything that does not fit, arrays of another shape with both shapes; of many that the file lacks
     *     for one reason, the first few and the reason. So, too, where nothing would be taken
     */
    Optional<TakenWeights> take(Network network);

    /** All drawn, each array by the seed and its own name. */
    record Drawn() implements InitialWeights {

        @Override
        public Optional<Location> location() {
            return Optional.empty();
        }

        @Override
        public Optional<TakenWeights> take(Network network) {
            return Optional.empty();
        }
    }

    /**
     * Those of a safetensors file, such as the {@code state_dict} of a network in PyTorch. Values of 16, 32 and 64 bits are taken as
     * single precision; whole numbers are no weights and passed over. What is drawn is drawn as without a file.
     *
     * @param names our names to theirs; see {@link NameMap}. Arrays without a rule have the same name there
     * @param drawn arrays that are not taken although the file may have them, such as a last layer for other classes; names as on the left of {@code names}
     * @param missing what is done about an array that the file does not have
     * @param unused what is done about an array of the file that nothing here takes
     */
    record Safetensors(Location file, Map<String, String> names, List<String> drawn, Missing missing, Unused unused) implements InitialWeights {

        /** What is done about an array that the file does not have. */
        public enum Missing {
            REFUSE,
            /** It is drawn. */
            DRAW
        }

        /** What is done about an array of the file that nothing here takes. */
        public enum Unused { REFUSE, IGNORE }

        public Safetensors {
            Requirements requirements = new Requirements();
            names.forEach((ours, theirs) -> NameMap.problemOf(ours, theirs).ifPresent(problem -> requirements.require(false, "names (=" + problem + ")")));
            requirements.require(drawn.stream().noneMatch(String::isBlank), "drawn (=" + drawn + ") must hold names of arrays, or beginnings of such up to a dot");
            requirements.check();
            names = Map.copyOf(names);
            drawn = List.copyOf(drawn);
        }

        @Override
        public Optional<Location> location() {
            return Optional.of(file);
        }

        @Override
        public Optional<TakenWeights> take(Network network) {
            Path path = file.resolve();
            org.hepar.net.Safetensors.OfOthers stored = org.hepar.net.Safetensors.readOfOthers(path);
            Fitting fitting = new Fitting(new NameMap(names), stored);
            List<Parameter> parameters = network.layers(Training.CLASSES).parameters();
            parameters.forEach(parameter -> fit(parameter, fitting));
            Set<String> ours = parameters.stream().map(Parameter::name).collect(Collectors.toCollection(LinkedHashSet::new));
            requireUse("names", names.keySet().stream().sorted().toList(), ours, fitting);
            requireUse("drawn", drawn, ours, fitting);
            List<String> left = stored.tensors().keySet().stream().filter(name -> !fitting.takers.containsKey(name)).toList();
            if (unused == Unused.REFUSE) {
                left.forEach(name -> fitting.problems.addLeft(name + " " + shape(stored.tensors().get(name)) + " of the file is taken by nothing here; map it under names, or set unused: ignore"));
            }
            if (fitting.problems.isEmpty() && fitting.taken.isEmpty()) {
                fitting.problems.add("nothing of it would be taken, all would be drawn: correct names and drawn, or set initial_weights: {type: drawn}");
            }
            if (!fitting.problems.isEmpty()) {
                throw new IllegalArgumentException(path + " does not fit the network:\n  " + String.join("\n  ", fitting.problems.lines()));
            }
            return Optional.of(new TakenWeights(path.getFileName().toString(), Hash.sha256(path), fitting.taken, fitting.origins, fitting.drawn, left, List.copyOf(stored.wholeNumbers().keySet())));
        }

        private void fit(Parameter parameter, Fitting fitting) {
            String name = parameter.name();
            if (drawn.stream().anyMatch(pattern -> NameMap.covers(pattern, name))) {
                fitting.drawn.add(name);
                return;
            }
            String theirs = fitting.names.theirs(name);
            Tensor tensor = fitting.stored.get(theirs);
            String other = fitting.takers.putIfAbsent(theirs, name);
            if (tensor == null) {
                lacking(parameter, theirs, fitting);
            } else if (other != null) {
                fitting.problems.add(theirs + " of the file is named for " + other + " and for " + name + "; an array is taken once");
            } else if (!Arrays.equals(tensor.shape(), parameter.shape().stream().mapToLong(Integer::longValue).toArray())) {
                fitting.problems.add(name + " has shape " + parameter.shape() + ", " + (theirs.equals(name) ? "that" : theirs) + " of the file " + shape(tensor));
            } else if (!tensor.isFinite()) {
                fitting.problems.add(theirs + " of the file holds values that are NaN or infinite");
            } else if (parameter.start() == Parameter.Start.RUNNING_VARIANCE && lowest(tensor) < 0) {
                fitting.problems.add(theirs + " of the file holds " + lowest(tensor) + "; a variance must be 0 or above");
            } else {
                fitting.taken.put(name, tensor);
                fitting.origins.put(name, theirs);
            }
        }

        private static float lowest(Tensor tensor) {
            float lowest = Float.POSITIVE_INFINITY;
            for (float value : tensor.values()) {
                lowest = Math.min(lowest, value);
            }
            return lowest;
        }

        private void lacking(Parameter parameter, String theirs, Fitting fitting) {
            if (parameter.start() == Parameter.Start.BILINEAR) {
                return; // the same in every network, and never learned
            }
            if (fitting.wholeNumbers.containsKey(theirs)) {
                fitting.problems.add(theirs + " is in the file as " + fitting.wholeNumbers.get(theirs) + ", whole numbers; " + org.hepar.net.Safetensors.OfOthers.READ
                        + " are read: store it as one of these, or name " + parameter.name() + " under drawn");
                return;
            }
            if (missing == Missing.DRAW) {
                fitting.drawn.add(parameter.name());
                return;
            }
            fitting.problems.addLacking(parameter.name(), theirs, parameter.name() + " " + parameter.shape() + " is not in the file" + (theirs.equals(parameter.name()) ? "" : " as " + theirs)
                    + Names.suggestion(theirs, fitting.stored.keySet()) + (fitting.names.rule(parameter.name()).isEmpty() ? "; say under names what it is called there" : ""));
        }

        /** A rule about nothing is a mistyped one. */
        private static void requireUse(String key, List<String> patterns, Set<String> ours, Fitting fitting) {
            for (String pattern : patterns) {
                if (ours.stream().noneMatch(name -> NameMap.covers(pattern, name))) {
                    fitting.problems.add(pattern + " under " + key + " is no array of the network and no beginning of one" + Names.suggestion(pattern, ours));
                }
            }
        }

        private static String shape(Tensor tensor) {
            return Arrays.toString(tensor.shape());
        }

        /** What becomes of the arrays while they are gone through. */
        private static final class Fitting {

            private final NameMap names;
            private final Map<String, Tensor> stored;
            private final Map<String, String> wholeNumbers;
            private final Map<String, String> takers = new LinkedHashMap<>();
            private final Map<String, Tensor> taken = new LinkedHashMap<>();
            private final Map<String, String> origins = new LinkedHashMap<>();
            private final List<String> drawn = new ArrayList<>();
            private final Misfits problems;

            Fitting(NameMap names, org.hepar.net.Safetensors.OfOthers file) {
                this.names = names;
                this.stored = file.tensors();
                this.wholeNumbers = file.wholeNumbers();
                this.problems = new Misfits(stored.keySet(), names);
            }
        }
    }
}
