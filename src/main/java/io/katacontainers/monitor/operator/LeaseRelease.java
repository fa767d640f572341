package io.katacontainers.monitor.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives up a lease that is still held, so that the next leader need not wait until it has expired; JOSDK itself never does. */
final class LeaseRelease {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseRelease.class);

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    LeaseRelease(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /** Only the holder's own lease, and only in the state that was read. */
    void releaseHeldBy(String identity) {
        try {
            Lease lease = client.leases().inNamespace(namespace).withName(name).get();
            if (lease != null && identity.equals(lease.getSpec().getHolderIdentity())) {
                client.resource(new LeaseBuilder(lease)
                                .editSpec()
                                .withHolderIdentity("")
                                .withLeaseDurationSeconds(1)
                                .endSpec()
                                .build())
                        .update();
            }
        } catch (KubernetesClientException e) {
            LOG.warn("The lease {} could not be released and will expire: {}", name, e.getMessage());
        }
    }
}
