package io.katacontainers.monitor.collector.shim;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.Method;
import org.junit.jupiter.api.Test;

/** A shim's socket also takes requests that change firewalls and policies: no code may even be able to send one. */
class ShimRequestsTest {
    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.katacontainers.monitor.collector");

    @Test
    void theOnlyMethodIsGet() {
        noClasses()
                .should()
                .accessFieldWhere(describe(
                        "method other than GET",
                        (JavaFieldAccess access) ->
                                access.getTarget().getOwner().isEquivalentTo(Method.class)
                                        && !access.getTarget().getName().equals(Method.GET.name())))
                .check(classes);
    }

    @Test
    void requestsAreMadeInOnePlaceFromAMethodThatIsNoText() {
        noClasses()
                .should()
                .callConstructorWhere(describe(
                        "request of HttpCore made elsewhere, or from text",
                        (JavaConstructorCall call) -> call.getTargetOwner().isAssignableTo(HttpRequest.class)
                                && !(call.getOriginOwner().isEquivalentTo(Exchange.class)
                                        && call.getTarget()
                                                .getRawParameterTypes()
                                                .get(0)
                                                .isEquivalentTo(Method.class))))
                .check(classes);
    }
}
