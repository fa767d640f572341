package io.katacontainers.monitor.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/** The operator's connection to the API server. */
public final class OperatorClient {
    private static final int MAX_CONCURRENT_REQUESTS = 64;
    private static final int REQUEST_TIMEOUT_MILLIS = 15_000;
    private static final int CONNECTION_TIMEOUT_MILLIS = 5_000;

    private OperatorClient() {}

    /** Connects as fabric8 finds out: a kubeconfig, or the service account of the pod. The caller closes it. */
    public static KubernetesClient open(OperatorOptions options) {
        return open(options, Config.autoConfigure(null));
    }

    /** Connects as a configuration says. The caller closes it. */
    public static KubernetesClient open(OperatorOptions options, Config config) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withUserAgent("kata-monitor-operator/" + options.version())
                        .withMaxConcurrentRequests(MAX_CONCURRENT_REQUESTS)
                        .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                        .withConnectionTimeout(CONNECTION_TIMEOUT_MILLIS)
                        .build())
                .build();
    }
}
