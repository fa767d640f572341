package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.api.v1alpha1.Condition;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import io.katacontainers.monitor.operator.event.Reason;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Says what is expected of one condition of a status. */
final class ConditionAssert extends AbstractAssert<ConditionAssert, Condition> {
    private ConditionAssert(Condition condition) {
        super(condition, ConditionAssert.class);
    }

    static ConditionAssert assertCondition(@Nullable KataMonitorStatus status, String type) {
        return new ConditionAssert(KataMonitorStatusFactory.find(status, type)
                        .orElseThrow(() -> new AssertionError("no condition " + type + " in " + status)))
                .as(type);
    }

    ConditionAssert is(Condition.Status status, Reason reason) {
        Assertions.assertThat(actual.status() + "/" + actual.reason())
                .as(descriptionText() + ": " + actual.message())
                .isEqualTo(status + "/" + reason);
        return this;
    }

    ConditionAssert says(String... parts) {
        Assertions.assertThat(actual.message()).as(descriptionText()).contains(parts);
        return this;
    }

    ConditionAssert since(String time) {
        Assertions.assertThat(actual.lastTransitionTime()).as(descriptionText()).isEqualTo(time);
        return this;
    }

    ConditionAssert isAbout(long generation) {
        Assertions.assertThat(actual.observedGeneration()).as(descriptionText()).isEqualTo(generation);
        return this;
    }
}
