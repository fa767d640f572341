package io.katacontainers.monitor;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;

@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    static final String ROOT = "io.katacontainers.monitor";

    @ArchTest
    static final ArchRule collectorKnowsNoKubernetes = noClasses()
            .that()
            .resideInAPackage("..monitor.collector..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..monitor.operator..", "..monitor.api..", "io.fabric8..", "io.javaoperatorsdk..")
            .because("the collector runs without lib/operator");

    @ArchTest
    static final ArchRule operatorTouchesNoSockets = noClasses()
            .that()
            .resideInAPackage("..monitor.operator..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..monitor.collector..", "io.grpc..", "com.google.protobuf..", "jnr..")
            .because("the operator runs without lib/collector");

    @ArchTest
    static final ArchRule apiStandsAlone = noClasses()
            .that()
            .resideInAPackage("..monitor.api..")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage("..monitor.api.."))));

    @ArchTest
    static final ArchRule reportStandsAlone = noClasses()
            .that()
            .resideInAPackage(ROOT + ".report")
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT + ".report"))));

    @ArchTest
    static final ArchRule nothingImportsInACircle =
            slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule collectorPackages = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + ".collector..")
            .withOptionalLayers(true)
            .layer("process")
            .definedBy("..monitor.collector")
            .layer("sandbox")
            .definedBy("..collector.sandbox")
            .layer("runtime")
            .definedBy("..collector.runtime..")
            .layer("shim")
            .definedBy("..collector.shim")
            .layer("stats")
            .definedBy("..collector.stats..")
            .layer("exposition")
            .definedBy("..collector.exposition")
            .layer("scrape")
            .definedBy("..collector.scrape")
            .layer("report")
            .definedBy("..collector.report")
            .layer("http")
            .definedBy("..collector.http")
            .whereLayer("sandbox")
            .mayNotAccessAnyLayer()
            .whereLayer("runtime")
            .mayOnlyAccessLayers("sandbox")
            .whereLayer("shim")
            .mayOnlyAccessLayers("sandbox")
            .whereLayer("exposition")
            .mayOnlyAccessLayers("sandbox")
            .whereLayer("stats")
            .mayOnlyAccessLayers("sandbox", "runtime")
            .whereLayer("scrape")
            .mayOnlyAccessLayers("shim", "sandbox", "exposition")
            .whereLayer("report")
            .mayOnlyAccessLayers("scrape", "shim", "stats", "runtime", "sandbox")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("process");

    @ArchTest
    static final ArchRule onlyCommandsEndTheProcess = noClasses()
            .that()
            .haveSimpleNameNotEndingWith("Command")
            .and()
            .doNotHaveSimpleName("Main")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    @ArchTest
    static final ArchRule timeIsInjected = noClasses()
            .that(resideInAnyPackage(ROOT + ".collector..", ROOT + ".operator.."))
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .because("tests turn the clock");

    @ArchTest
    static final ArchRule namesSayWhatAClassIsFor =
            noClasses().that(alwaysTrue()).should().haveNameMatching(".*(Utils?|Helper|Manager)");
}
