package io.katacontainers.monitor.collector.runtime;

import io.katacontainers.monitor.collector.runtime.cri.NetworkInterfaceUsage;
import io.katacontainers.monitor.collector.runtime.cri.NetworkUsage;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxStats;
import io.katacontainers.monitor.collector.runtime.cri.UInt64Value;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the interfaces of a pod. containerd from 2.3 on and CRI-O list all that is in the pod's network namespace, in no order that tells: the
 * loopback device, which CRI-O may even call the default, and what Kata puts between the pod's interface and its virtual machine, where
 * each byte would be counted again.
 */
final class PodInterfaces {
    /** Linux allows 15 bytes for a name. */
    private static final int MAX_NAME = 15;

    private static final int MAX_INTERFACES = 64;
    private static final Pattern BETWEEN = Pattern.compile("lo|(tap|br)\\d+_kata");

    private PodInterfaces() {}

    static List<PodInterface> read(Iterator<PodSandboxStats> pods, SandboxId sandbox) {
        Map<String, PodInterface> interfaces = new LinkedHashMap<>();
        pods.forEachRemaining(pod -> {
            if (pod.getAttributes().getId().equals(sandbox.value())) {
                all(pod.getLinux().getNetwork())
                        .filter(PodInterfaces::isOwn)
                        .limit(MAX_INTERFACES)
                        .forEach(each -> interfaces.putIfAbsent(each.getName(), of(each)));
            }
        });
        return List.copyOf(interfaces.values());
    }

    private static Stream<NetworkInterfaceUsage> all(NetworkUsage network) {
        return Stream.concat(Stream.of(network.getDefaultInterface()), network.getInterfacesList().stream());
    }

    private static boolean isOwn(NetworkInterfaceUsage usage) {
        String name = usage.getName();
        return !name.isEmpty()
                && name.length() <= MAX_NAME
                && OneLine.of(name, MAX_NAME).equals(name)
                && !BETWEEN.matcher(name).matches();
    }

    private static PodInterface of(NetworkInterfaceUsage usage) {
        return new PodInterface(
                usage.getName(),
                usage.hasRxBytes() ? count(usage.getRxBytes()) : null,
                usage.hasRxErrors() ? count(usage.getRxErrors()) : null,
                usage.hasTxBytes() ? count(usage.getTxBytes()) : null,
                usage.hasTxErrors() ? count(usage.getTxErrors()) : null);
    }

    private static @Nullable Long count(UInt64Value value) {
        return value.getValue() < 0 ? null : value.getValue();
    }
}
