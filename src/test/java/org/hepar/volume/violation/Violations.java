package org.hepar.volume.violation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.convolutional.Conv2dTranspose;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import me.tongfei.progressbar.ProgressBar;
import org.apache.commons.rng.UniformRandomProvider;
import org.hepar.track.RunLog;
import org.knowm.xchart.XYChart;
import org.mlflow.tracking.MlflowClient;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;
import tech.tablesaw.api.Table;

/** Classes of the package volume that each break one rule of the house on purpose; none is ever run. */
public final class Violations {

    private Violations() {
    }

    public record UsesHigherPackage(RunLog log) {
    }

    public record UsesEngine(NDArray[] arrays) {
    }

    public record UsesMlflow(MlflowClient client) {
    }

    public record UsesJackson(JsonNode node) {
    }

    public record UsesSnakeYaml(Yaml yaml) {
    }

    public record UsesTablesaw(Table table) {
    }

    public record UsesXChart(XYChart chart) {
    }

    public record UsesPicocli(CommandLine line) {
    }

    public record UsesProgressBar(ProgressBar bar) {
    }

    public record KeepsJavaRandom(Random random) {
    }

    public record KeepsProvider(UniformRandomProvider random) {
    }

    public record KeepsListOfGenerators(List<RandomGenerator> generators) {
    }

    public record UsesEngineLoss(Loss loss) {
    }

    public record UsesTransposedConvolution(Conv2dTranspose layer) {
    }

    public record UsesTrainer(Trainer trainer) {
    }

    /** Prints outside the command line. */
    public static final class Prints {
        void print() {
            System.err.println("printed");
        }
    }

    /** Prints outside the command line, through a method reference. */
    public static final class PrintsByReference {
        Consumer<String> printer() {
            return System.out::println;
        }
    }

    /** Prints a stack trace. */
    public static final class PrintsTrace {
        void print(IllegalArgumentException e) {
            e.printStackTrace();
        }
    }

    /** Multiplies by a plain number. */
    public static final class MultipliesByNumber {
        NDArray twice(NDArray array) {
            return array.mul(2);
        }
    }

    /** Divides by a plain number in place. */
    public static final class DividesInPlace {
        NDArray half(NDArray array) {
            return array.divi(2);
        }
    }

    /** Raises to a plain number through a method reference. */
    public static final class RaisesByReference {
        BiFunction<NDArray, Number, NDArray> power() {
            return NDArray::pow;
        }
    }

    /** Divides a plain number by an array. */
    public static final class DividesStatically {
        NDArray inverse(NDArray array) {
            return NDArrays.div(1, array);
        }
    }

    /** Adds a plain number and multiplies arrays: breaks no rule about numbers. */
    public static final class AddsNumber {
        NDArray increase(NDArray array) {
            BinaryOperator<NDArray> product = NDArray::mul;
            return product.apply(array.add(1), array);
        }
    }

    /** Converts to bfloat16. */
    public static final class ConvertsToBfloat16 {
        NDArray convert(NDArray array) {
            return array.toType(DataType.BFLOAT16, true);
        }
    }
}
