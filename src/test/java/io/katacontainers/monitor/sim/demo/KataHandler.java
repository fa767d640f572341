package io.katacontainers.monitor.sim.demo;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClass;
import io.fabric8.kubernetes.api.model.node.v1.RuntimeClassBuilder;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Some of the runtime classes that kata-deploy makes. */
enum KataHandler {
    /** The Go shim with QEMU: may be asked for metrics. */
    QEMU("kata-qemu", Flavor.GO, "qemu"),
    /** runtime-rs with Dragonball: may be asked. */
    DRAGONBALL("kata-dragonball", Flavor.RUNTIME_RS, "dragonball"),
    /** runtime-rs with QEMU: aborts when asked, so it must not be. */
    QEMU_RUNTIME_RS("kata-qemu-runtime-rs", Flavor.RUNTIME_RS, "qemu");

    private final String runtimeClass;
    private final Flavor flavor;
    private final String hypervisor;

    KataHandler(String runtimeClass, Flavor flavor, String hypervisor) {
        this.runtimeClass = runtimeClass;
        this.flavor = flavor;
        this.hypervisor = hypervisor;
    }

    /** Of the runtime class that a pod names; none of a pod without one, and of classes that are not of Kata. */
    static Optional<KataHandler> of(@Nullable String runtimeClass) {
        return Arrays.stream(values())
                .filter(handler -> handler.runtimeClass.equals(runtimeClass))
                .findFirst();
    }

    String runtimeClass() {
        return runtimeClass;
    }

    Flavor flavor() {
        return flavor;
    }

    String hypervisor() {
        return hypervisor;
    }

    /** What a sandbox costs on top of its containers, as kata-deploy declares it. */
    Map<String, Quantity> overhead() {
        return Map.of("cpu", new Quantity("250m"), "memory", new Quantity("160Mi"));
    }

    RuntimeClass object() {
        return new RuntimeClassBuilder()
                .withNewMetadata()
                .withName(runtimeClass)
                .endMetadata()
                .withHandler(runtimeClass)
                .withNewOverhead()
                .withPodFixed(overhead())
                .endOverhead()
                .build();
    }
}
