package io.katacontainers.monitor.operator;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the operator can read KataMonitors. On a fresh cluster the API server, the definitions and the operator's rights
 * may come a little later than the operator; what is not there in time is named in one line, and the kubelet starts us anew.
 */
public final class ApiServerCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ApiServerCheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final String namespace;
    private final LongSupplier nanoTime;

    /**
     * @param namespace of the KataMonitors
     * @param nanoTime {@code System::nanoTime}
     */
    public ApiServerCheck(KubernetesClient client, String namespace, LongSupplier nanoTime) {
        this.client = client.newClient(new RequestConfigBuilder()
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .adapt(KubernetesClient.class);
        this.namespace = namespace;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns once KataMonitors can be read.
     *
     * @throws IOException if they cannot within the time; one line that says what to do
     */
    public void await(Duration patience) throws IOException, InterruptedException {
        long start = nanoTime.getAsLong();
        boolean told = false;
        while (true) {
            KubernetesClientException failure = tryOnce();
            if (failure == null) {
                return;
            }
            if (nanoTime.getAsLong() - start >= patience.toNanos()) {
                throw new IOException(explain(failure), failure);
            }
            if (!told) {
                LOG.warn("Waiting up to {} s: {}", patience.toSeconds(), explain(failure));
                told = true;
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
    }

    private @Nullable KubernetesClientException tryOnce() {
        try {
            client.resources(KataMonitor.class)
                    .inNamespace(namespace)
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return null;
        } catch (KubernetesClientException e) {
            return e;
        }
    }

    private String explain(KubernetesClientException failure) {
        if (failure.getCode() <= 0) {
            return "the API server at %s does not answer: %s".formatted(client.getMasterUrl(), rootMessage(failure));
        }
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_NOT_FOUND ->
                "the API server does not know the kind KataMonitor: apply the definitions in crds/";
            case HttpURLConnection.HTTP_UNAUTHORIZED -> "the API server refuses the operator's credentials";
            case HttpURLConnection.HTTP_FORBIDDEN ->
                "the operator may not list KataMonitors in the namespace %s: check that it exists and that the operator's Role is bound there"
                        .formatted(namespace);
            default -> "the API server at %s answers %d".formatted(client.getMasterUrl(), failure.getCode());
        };
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String name = root.getClass().getSimpleName();
        return root.getMessage() == null
                ? name
                : name + ": " + root.getMessage().lines().findFirst().orElse("");
    }
}
