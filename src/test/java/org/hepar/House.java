package org.hepar;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The order of the packages, the walls between them and the traps of the engine, as rules over imported classes. */
final class House {

    private static final String ROOT = "org.hepar.";

    /** A package uses those on lines above it; never a neighbour on its own line, never one below. */
    static final List<Set<String>> LEVELS = List.of(
            Set.of("volume", "config", "stat"),
            Set.of("io", "voxel"),
            Set.of("data", "preprocess", "augment", "metric", "crf", "lesion", "net", "loss", "track"),
            Set.of("train"),
            Set.of("cascade"),
            Set.of("experiment"),
            Set.of("report"),
            Set.of("execute"),
            Set.of("cli"));

    /** Libraries and the only packages that may know them. */
    static final Map<String, Set<String>> WALLS = Map.of(
            "ai.djl", Set.of("net", "loss", "train"),
            "org.mlflow", Set.of("track"),
            "com.fasterxml.jackson", Set.of("config"),
            "org.yaml.snakeyaml", Set.of("config"),
            "tech.tablesaw", Set.of("report"),
            "org.knowm.xchart", Set.of("report"),
            "picocli", Set.of("cli"),
            "me.tongfei.progressbar", Set.of("cli"));

    /**
     * Operations that wrap Java memory without a copy when given a plain number, in place or not. Autograd keeps the
     * wrapped number, a garbage collection before the backward pass frees it, and gradients become garbage in silence.
     * Adding and subtracting a number is safe; for the rest make an array with {@code full} or {@code create}.
     */
    private static final Set<String> NUMBER_OPERATIONS = Set.of(
            "mul", "muli", "div", "divi", "pow", "powi", "rpowi", "mod", "modi", "minimum", "maximum", "clip");

    private House() {
    }

    static ArchRule everyClassIsInAListedPackage() {
        return rule("belong to a listed package", type -> packageOf(type).isPresent() ? Stream.empty()
                : Stream.of(type.getName() + " lies in no package of the house; list its package in House.LEVELS or move it"));
    }

    static ArchRule packagesKeepTheirOrder() {
        return rule("use packages of lower lines only", type -> type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> breaksOrder(type, dependency)).map(Dependency::getDescription));
    }

    private static boolean breaksOrder(JavaClass type, Dependency dependency) {
        Optional<String> from = packageOf(type);
        Optional<String> to = packageOf(dependency.getTargetClass());
        return from.isPresent() && to.isPresent() && !from.equals(to) && level(to.get()) >= level(from.get());
    }

    static ArchRule onlyItsPackagesUse(String library) {
        Set<String> allowed = WALLS.get(library);
        return rule("leave " + library + " to " + allowed, type -> packageOf(type).filter(allowed::contains).isPresent() ? Stream.empty()
                : type.getDirectDependenciesFromSelf().stream()
                        .filter(dependency -> within(library, dependency.getTargetClass())).map(Dependency::getDescription));
    }

    static ArchRule onlyTheCommandLinePrints() {
        return rule("leave standard output to cli", type -> packageOf(type).filter("cli"::equals).isPresent() ? Stream.empty()
                : type.getAccessesFromSelf().stream().filter(House::prints).map(JavaAccess::getDescription));
    }

    private static boolean prints(JavaAccess<?> access) {
        boolean stream = access.getTargetOwner().isEquivalentTo(System.class) && Set.of("out", "err").contains(access.getName());
        boolean trace = access.getTargetOwner().isAssignableTo(Throwable.class) && access.getTarget().getFullName().endsWith(".printStackTrace()");
        return stream || trace;
    }

    /** Hidden generator state would make a result depend on what ran before it. */
    static ArchRule noFieldHoldsAGenerator() {
        return rule("hold no random generator", type -> type.getFields().stream().filter(House::holdsGenerator)
                .map(field -> field.getFullName() + " is a random generator; derive a seed and draw where it is used"));
    }

    private static boolean holdsGenerator(JavaField field) {
        return field.getAllInvolvedRawTypes().stream().anyMatch(type -> type.isAssignableTo("java.util.Random")
                || type.isAssignableTo("java.util.random.RandomGenerator") || type.isAssignableTo("org.apache.commons.rng.UniformRandomProvider")
                || type.isAssignableTo("org.apache.commons.math3.random.RandomGenerator"));
    }

    static ArchRule noArrayIsMultipliedByAPlainNumber() {
        return rule("combine arrays with arrays", type -> type.getAccessesFromSelf().stream().filter(House::wrapsANumber).map(JavaAccess::getDescription));
    }

    private static boolean wrapsANumber(JavaAccess<?> access) {
        boolean array = access.getTargetOwner().isAssignableTo("ai.djl.ndarray.NDArray") || access.getTargetOwner().isAssignableTo("ai.djl.ndarray.NDArrays")
                || access.getTargetOwner().isAssignableTo("ai.djl.ndarray.internal.NDArrayEx");
        return array && NUMBER_OPERATIONS.contains(access.getName()) && access.getTarget().getFullName().contains("java.lang.Number");
    }

    /** The engine's own losses use the operations above; its transposed convolutions throw; its trainer cannot save its state. */
    static ArchRule noBrokenPartOfTheEngineIsUsed() {
        return rule("use no part of the engine that is known to be broken", type -> type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> within("ai.djl.training.loss", dependency.getTargetClass())
                        || dependency.getTargetClass().getName().equals("ai.djl.training.Trainer")
                        || dependency.getTargetClass().getName().matches("ai\\.djl\\.nn\\.convolutional\\.(Conv[12]dTranspose|Deconvolution).*"))
                .map(Dependency::getDescription));
    }

    /** A conversion to bfloat16 ends the whole process. */
    static ArchRule noArrayBecomesBfloat16() {
        return rule("keep away from bfloat16", type -> type.getAccessesFromSelf().stream()
                .filter(access -> access.getTargetOwner().getName().equals("ai.djl.ndarray.types.DataType") && access.getName().equals("BFLOAT16"))
                .map(JavaAccess::getDescription));
    }

    /** The package of the house, by its last name: {@code volume} for all of {@code org.hepar.volume}. */
    static Optional<String> packageOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName() + ".";
        return LEVELS.stream().flatMap(Set::stream).filter(one -> name.startsWith(ROOT + one + ".")).findFirst();
    }

    private static int level(String of) {
        for (int level = 0; level < LEVELS.size(); level++) {
            if (LEVELS.get(level).contains(of)) {
                return level;
            }
        }
        throw new IllegalArgumentException("package " + of + " stands on no line of LEVELS");
    }

    private static boolean within(String library, JavaClass type) {
        return (type.getBaseComponentType().getPackageName() + ".").startsWith(library + ".");
    }

    private static ArchRule rule(String description, Function<JavaClass, Stream<String>> violations) {
        return ArchRuleDefinition.classes().should(new ArchCondition<>(description) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                violations.apply(type).forEach(message -> events.add(SimpleConditionEvent.violated(type, message)));
            }
        }).allowEmptyShould(true);
    }
}
