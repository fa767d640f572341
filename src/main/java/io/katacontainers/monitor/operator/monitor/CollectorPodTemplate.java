package io.katacontainers.monitor.operator.monitor;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.katacontainers.monitor.api.v1alpha1.CadvisorCompatibility;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;
import io.katacontainers.monitor.operator.inventory.Collector;
import java.util.ArrayList;
import java.util.List;

/**
 * The collector pod: the least that works. It runs as root, because the sockets of shims and runtimes are root's, and with nothing
 * else that root has: no capability, no way to gain one, no writable file system, no namespace of the host, no API token.
 */
final class CollectorPodTemplate {
    static final String METRICS_PORT_NAME = Collector.PORT_NAME;
    static final int METRICS_PORT = Collector.DEFAULT_PORT;
    static final String HEALTH_PORT_NAME = "health";
    static final int HEALTH_PORT = 8091;
    static final String HOST_PROC = "/host/proc";
    static final String HOST_CGROUP = "/host/sys/fs/cgroup";

    private final CollectorSettings settings;
    private final CadvisorCompatibility cadvisor;
    private final RuntimeEndpoint endpoint;

    private CollectorPodTemplate(CollectorSettings settings, CadvisorCompatibility cadvisor, RuntimeEndpoint endpoint) {
        this.settings = settings;
        this.cadvisor = cadvisor;
        this.endpoint = endpoint;
    }

    static PodTemplateSpec of(KataMonitor monitor, MonitorPlan plan) {
        return new CollectorPodTemplate(
                        CollectorSettings.of(monitor, plan.environment()),
                        ScrapingSettings.of(monitor).cadvisor(),
                        plan.runtimeEndpoint())
                .template(monitor);
    }

    private PodTemplateSpec template(KataMonitor monitor) {
        HostDirectories host = HostDirectories.of(settings, endpoint);
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(CollectorLabels.of(monitor))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(DependentNames.dependent(monitor))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withNodeSelector(settings.nodeSelector())
                .withTolerations(settings.tolerations())
                .withAffinity(settings.affinity())
                .withPriorityClassName(settings.priorityClassName())
                .withImagePullSecrets(settings.imagePullSecrets())
                .withTerminationGracePeriodSeconds(10L)
                .withContainers(container(host))
                .withVolumes(host.volumes())
                .addNewVolume()
                .withName("tmp")
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("16Mi"))
                .endEmptyDir()
                .endVolume()
                .endSpec()
                .build();
    }

    private Container container(HostDirectories host) {
        return new ContainerBuilder()
                .withName(CollectorLabels.COLLECTOR)
                .withImage(settings.image())
                .withArgs(arguments())
                .withPorts(port(METRICS_PORT_NAME, METRICS_PORT), port(HEALTH_PORT_NAME, HEALTH_PORT))
                .withStartupProbe(probe("/healthz", 2, 5, 30))
                .withLivenessProbe(probe("/healthz", 10, 5, 6))
                .withReadinessProbe(probe("/readyz", 5, 5, 2))
                .withResources(settings.resources())
                .withSecurityContext(securityContext())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withVolumeMounts(host.mounts())
                .addNewVolumeMount()
                .withName("tmp")
                .withMountPath("/tmp")
                .endVolumeMount()
                .build();
    }

    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("collector");
        arguments.add("--listen-address=:" + METRICS_PORT);
        arguments.add("--probe-address=:" + HEALTH_PORT);
        arguments.add("--runtime-endpoint=" + endpoint.path());
        settings.sandboxDirectories().forEach(directory -> arguments.add("--sandbox-dir=" + directory));
        arguments.add("--log-level=" + settings.logLevel());
        arguments.add("--host-proc=" + HOST_PROC);
        arguments.add("--host-cgroup=" + HOST_CGROUP);
        if (settings.allowUnsafeShimMetrics()) {
            arguments.add("--allow-unsafe-shim-metrics");
        }
        if (cadvisor != CadvisorCompatibility.Auto) {
            arguments.add("--cadvisor=" + (cadvisor == CadvisorCompatibility.Always ? "on" : "off"));
        }
        return arguments;
    }

    private SecurityContext securityContext() {
        return new SecurityContextBuilder()
                .withRunAsUser(0L)
                .withPrivileged(false)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .withSeLinuxOptions(settings.seLinuxOptions())
                .withAppArmorProfile(settings.appArmorProfile())
                .build();
    }

    private static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .withProtocol("TCP")
                .build();
    }

    private static Probe probe(String path, int periodSeconds, int timeoutSeconds, int failureThreshold) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(HEALTH_PORT_NAME)
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(timeoutSeconds)
                .withFailureThreshold(failureThreshold)
                .build();
    }
}
