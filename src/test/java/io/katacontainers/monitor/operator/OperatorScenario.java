package io.katacontainers.monitor.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.katacontainers.monitor.api.v1alpha1.KataMonitorSpec;
import io.katacontainers.monitor.api.v1alpha1.KataMonitorStatus;
import java.time.Duration;
import java.util.Objects;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A simulated cluster for each test; in the end nothing was refused to the operator, and it wrote nothing in vain. */
@SuppressWarnings("NullAway.Init") // set before each test
abstract class OperatorScenario {
    static final KataMonitorSpec EMPTY = new KataMonitorSpec(null, null, null, null);
    static final String ID = "0123456789abcdef0123456789abcdef";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    OperatorCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new OperatorCluster("node-1");
    }

    @AfterEach
    void stop() throws Exception {
        try {
            cluster.assertWellBehaved();
        } finally {
            cluster.close();
        }
    }

    static void eventually(ThrowingRunnable assertion) {
        await().atMost(PATIENCE).untilAsserted(assertion);
    }

    void awaitCondition(String monitor, String condition) {
        eventually(() -> assertThat(cluster.condition(monitor, condition.substring(0, condition.indexOf('='))))
                .isEqualTo(condition));
    }

    KataMonitorStatus status(String monitor) {
        return Objects.requireNonNull(cluster.monitor(monitor).get().getStatus());
    }
}
