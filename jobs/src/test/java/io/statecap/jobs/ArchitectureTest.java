package io.statecap.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may know whom, as the {@code package-info.java} of each package says. */
class ArchitectureTest {

    private static final int MOST_LINES = 400;
    private static final int MOST_FILES = 30;

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar")).importPackages("io.statecap");
    }

    @Test
    void packagesKnowOneAnotherInOneDirection() {
        layeredArchitecture().consideringOnlyDependenciesInAnyPackage("io.statecap.jobs..")
                .layer("main").definedBy("io.statecap.jobs")
                .layer("cli").definedBy("io.statecap.jobs.cli..")
                .layer("spark").definedBy("io.statecap.jobs.spark..")
                .layer("export").definedBy("io.statecap.jobs.export..")
                .layer("experiment").definedBy("io.statecap.jobs.experiment..")
                .layer("results").definedBy("io.statecap.jobs.results..")
                .layer("common").definedBy("io.statecap.jobs.common..")
                .whereLayer("cli").mayOnlyBeAccessedByLayers("main")
                .whereLayer("spark").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("export").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("experiment").mayOnlyBeAccessedByLayers("cli", "spark")
                .whereLayer("results").mayOnlyBeAccessedByLayers("cli", "spark", "export", "experiment")
                .check(classes);
    }

    @Test
    void onlySparkAndTheCommandLineKnowSpark() {
        noClasses().that().resideOutsideOfPackages("io.statecap.jobs.spark..", "io.statecap.jobs.cli..")
                .should().dependOnClassesThat().resideInAPackage("org.apache.spark..").check(classes);
    }

    @Test
    void resultsKnowNeitherModelNorData() {
        noClasses().that().resideInAPackage("io.statecap.jobs.results..")
                .should().dependOnClassesThat().resideInAnyPackage("io.statecap.model..", "io.statecap.datasets..")
                .check(classes);
    }

    /** Another engine may take the place of the one on the CPU: probes, trials and sweeps do not know kernels. */
    @Test
    void onlyEnginesTrainAndRead() {
        noClasses().that().resideInAnyPackage("io.statecap.model.probe..", "io.statecap.jobs..")
                .should().dependOnClassesThat().haveFullyQualifiedName("io.statecap.model.train.Trainer")
                .orShould().dependOnClassesThat().resideInAnyPackage("io.statecap.model.kernel..",
                        "io.statecap.model.network..", "io.statecap.model.nd4j..")
                .check(classes);
        noClasses().that().resideInAnyPackage("io.statecap.model.engine..", "io.statecap.model.probe..")
                .should().dependOnClassesThat().resideInAPackage("io.statecap.model.cpu..").check(classes);
        noClasses().that().resideInAPackage("io.statecap.model.engine..")
                .should().dependOnClassesThat().resideInAnyPackage("io.statecap.model.kernel..",
                        "io.statecap.model.network..", "io.statecap.model.probe..").check(classes);
    }

    @Test
    void modulesFlowFromDataToAnalysis() {
        noClasses().that().resideInAPackage("io.statecap.datasets..").should().dependOnClassesThat()
                .resideInAnyPackage("io.statecap.model..", "io.statecap.analysis..", "io.statecap.jobs..")
                .check(classes);
        noClasses().that().resideInAPackage("io.statecap.model..").should().dependOnClassesThat()
                .resideInAnyPackage("io.statecap.analysis..", "io.statecap.jobs..").check(classes);
        noClasses().that().resideInAPackage("io.statecap.analysis..").should().dependOnClassesThat()
                .resideInAnyPackage("io.statecap.model..", "io.statecap.datasets..", "io.statecap.jobs..")
                .check(classes);
    }

    /** The terminal, the page and the figures write a number alike. */
    @Test
    void oneClassOfAnalysisKnowsHowNumbersAreWritten() {
        noClasses().that().resideInAPackage("io.statecap.analysis..")
                .and().doNotHaveFullyQualifiedName("io.statecap.analysis.view.Numbers")
                .should().callMethod(String.class, "format", String.class, Object[].class)
                .orShould().callMethod(String.class, "format", java.util.Locale.class, String.class, Object[].class)
                .orShould().callMethod(String.class, "formatted", Object[].class)
                .orShould().dependOnClassesThat().areAssignableTo(java.text.NumberFormat.class)
                .check(classes);
    }

    /** A table's cells come from its columns, and from nowhere else. */
    @Test
    void onlyTheViewReadsCells() {
        noClasses().that().resideOutsideOfPackage("io.statecap.analysis.view")
                .should().callMethod("io.statecap.analysis.view.Table$Column", "value").check(classes);
    }

    @Test
    void packagesOfTheExperimentHaveNoCycles() {
        slices().matching("io.statecap.jobs.experiment.(*)..").should().beFreeOfCycles().check(classes);
        slices().matching("io.statecap.jobs.results.(*)..").should().beFreeOfCycles().check(classes);
    }

    @Test
    void filesAndPackagesStaySmall() throws IOException {
        for (String module : List.of("datasets", "model", "analysis", "jobs")) {
            try (Stream<Path> paths = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                List<Path> files = paths.filter(path -> path.toString().endsWith(".java")).toList();
                for (Path file : files) {
                    try (Stream<String> lines = Files.lines(file)) {
                        assertTrue(lines.count() <= MOST_LINES,
                                file + " has more than " + MOST_LINES + " lines");
                    }
                    long beside = files.stream().filter(other -> other.getParent().equals(file.getParent())).count();
                    assertTrue(beside <= MOST_FILES, file.getParent() + " has " + beside + " files");
                }
            }
        }
    }
}
