package org.hepar;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hepar.crf.violation.Neighbour;
import org.hepar.elsewhere.Stray;
import org.hepar.volume.violation.Violations;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/architecture.md against the code: each rule passes on the house, and is shown to fail on a class that
 * breaks it, so that no rule can become empty unnoticed.
 */
class ArchitectureTest {

    private static final JavaClasses HOUSE = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.hepar");

    private static final JavaClasses VIOLATORS = new ClassFileImporter().importClasses(Stream.of(
            Stream.of(Stray.class, Neighbour.class), Stream.of(Violations.class.getDeclaredClasses())).flatMap(Function.identity()).toList());

    @Test
    void everyClassIsInAListedPackage() {
        holdsButFailsFor(House.everyClassIsInAListedPackage(), Stray.class);
    }

    @Test
    void packagesKeepTheirOrder() {
        holdsButFailsFor(House.packagesKeepTheirOrder(), Violations.UsesHigherPackage.class);
    }

    @Test
    void neighboursDoNotKnowEachOther() {
        holdsButFailsFor(House.packagesKeepTheirOrder(), Neighbour.class);
    }

    @Test
    void onlyNetLossAndTrainKnowTheEngine() {
        holdsButFailsFor(House.onlyItsPackagesUse("ai.djl"), Violations.UsesEngine.class);
    }

    @Test
    void onlyTrackKnowsMlflow() {
        holdsButFailsFor(House.onlyItsPackagesUse("org.mlflow"), Violations.UsesMlflow.class);
    }

    @Test
    void onlyConfigKnowsJacksonAndSnakeYaml() {
        holdsButFailsFor(House.onlyItsPackagesUse("com.fasterxml.jackson"), Violations.UsesJackson.class);
        holdsButFailsFor(House.onlyItsPackagesUse("org.yaml.snakeyaml"), Violations.UsesSnakeYaml.class);
    }

    @Test
    void onlyReportKnowsTablesAndCharts() {
        holdsButFailsFor(House.onlyItsPackagesUse("tech.tablesaw"), Violations.UsesTablesaw.class);
        holdsButFailsFor(House.onlyItsPackagesUse("org.knowm.xchart"), Violations.UsesXChart.class);
    }

    @Test
    void onlyTheCommandLineParsesArgumentsAndDrawsBars() {
        holdsButFailsFor(House.onlyItsPackagesUse("picocli"), Violations.UsesPicocli.class);
        holdsButFailsFor(House.onlyItsPackagesUse("me.tongfei.progressbar"), Violations.UsesProgressBar.class);
    }

    @Test
    void everyWallStopsAViolator() {
        for (String library : House.WALLS.keySet()) {
            assertThat(House.onlyItsPackagesUse(library).evaluate(VIOLATORS).hasViolation()).as(library).isTrue();
        }
    }

    @Test
    void onlyTheCommandLinePrints() {
        holdsButFailsFor(House.onlyTheCommandLinePrints(), Violations.Prints.class);
        holdsButFailsFor(House.onlyTheCommandLinePrints(), Violations.PrintsByReference.class);
        holdsButFailsFor(House.onlyTheCommandLinePrints(), Violations.PrintsTrace.class);
    }

    @Test
    void noFieldHoldsAGenerator() {
        holdsButFailsFor(House.noFieldHoldsAGenerator(), Violations.KeepsJavaRandom.class);
        holdsButFailsFor(House.noFieldHoldsAGenerator(), Violations.KeepsProvider.class);
        holdsButFailsFor(House.noFieldHoldsAGenerator(), Violations.KeepsListOfGenerators.class);
    }

    @Test
    void noArrayIsMultipliedByAPlainNumber() {
        holdsButFailsFor(House.noArrayIsMultipliedByAPlainNumber(), Violations.MultipliesByNumber.class);
        holdsButFailsFor(House.noArrayIsMultipliedByAPlainNumber(), Violations.DividesInPlace.class);
        holdsButFailsFor(House.noArrayIsMultipliedByAPlainNumber(), Violations.RaisesByReference.class);
        holdsButFailsFor(House.noArrayIsMultipliedByAPlainNumber(), Violations.DividesStatically.class);
        assertThat(House.noArrayIsMultipliedByAPlainNumber().evaluate(imported(Violations.AddsNumber.class)).hasViolation())
                .as("adding a number is safe").isFalse();
    }

    @Test
    void noBrokenPartOfTheEngineIsUsed() {
        holdsButFailsFor(House.noBrokenPartOfTheEngineIsUsed(), Violations.UsesEngineLoss.class);
        holdsButFailsFor(House.noBrokenPartOfTheEngineIsUsed(), Violations.UsesTransposedConvolution.class);
        holdsButFailsFor(House.noBrokenPartOfTheEngineIsUsed(), Violations.UsesTrainer.class);
    }

    @Test
    void noArrayBecomesBfloat16() {
        holdsButFailsFor(House.noArrayBecomesBfloat16(), Violations.ConvertsToBfloat16.class);
    }

    @Test
    void everyPackageSaysWhatItIsFor() {
        for (String name : listedPackages()) {
            Path file = Path.of("src/main/java/org/hepar", name, "package-info.java");
            assertThat(Files.isRegularFile(file)).as(file + " is missing; write six lines: purpose, two types to read first, the flow, "
                    + "what the package must not know").isTrue();
        }
    }

    @Test
    void everyListedPackageHasClasses() {
        Set<String> inhabited = HOUSE.stream().filter(type -> !type.getSimpleName().equals("package-info"))
                .flatMap(type -> House.packageOf(type).stream()).collect(Collectors.toSet());
        assertThat(inhabited).containsExactlyInAnyOrderElementsOf(listedPackages());
    }

    private static List<String> listedPackages() {
        return House.LEVELS.stream().flatMap(Set::stream).toList();
    }

    private static JavaClasses imported(Class<?> type) {
        return VIOLATORS.that(JavaClass.Predicates.equivalentTo(type));
    }

    private static void holdsButFailsFor(ArchRule rule, Class<?> violator) {
        EvaluationResult broken = rule.evaluate(imported(violator));
        assertThat(broken.hasViolation()).as("rule '" + rule.getDescription() + "' must fail on " + violator.getName()).isTrue();
        rule.check(HOUSE);
    }
}
