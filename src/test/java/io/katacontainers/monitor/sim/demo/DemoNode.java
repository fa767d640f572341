package io.katacontainers.monitor.sim.demo;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.katacontainers.monitor.collector.sandbox.Flavor;
import io.katacontainers.monitor.sim.cri.CriSimulator;
import io.katacontainers.monitor.sim.cri.GuestFigures;
import io.katacontainers.monitor.sim.cri.GuestForm;
import io.katacontainers.monitor.sim.cri.SimulatedContainer;
import io.katacontainers.monitor.sim.cri.SimulatedGuests;
import io.katacontainers.monitor.sim.cri.SimulatedPod;
import io.katacontainers.monitor.sim.node.SimulatedNode;
import io.katacontainers.monitor.sim.node.SimulatedProc;
import io.katacontainers.monitor.sim.sandbox.SandboxDirectories;
import io.katacontainers.monitor.sim.shim.ShimFault;
import io.katacontainers.monitor.sim.shim.ShimSimulator;
import io.katacontainers.monitor.sim.shim.SimulatedShim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node: for each Kata pod that is bound to it there is a sandbox with a shim, and the container runtime lists it. */
final class DemoNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoNode.class);
    private static final String CONTAINERD = "1.7.28";
    private static final int TICK_MILLIS = 500;

    private final String name;
    private final KubernetesClient client;
    private final ShimSimulator shims;
    private final CriSimulator runtime;
    private final SimulatedGuests guests = new SimulatedGuests();
    private final SimulatedProc proc;
    private final ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random();
    private final Map<String, SimulatedPod> sandboxes = new LinkedHashMap<>();
    private final Map<String, DemoVm> vms = new ConcurrentHashMap<>();
    private @Nullable SharedIndexInformer<Pod> pods;

    /** @param client stays the caller's */
    DemoNode(String name, SimulatedNode node, KubernetesClient client) throws IOException {
        this.name = name;
        this.client = client;
        this.shims = new ShimSimulator(node.path(Path.of("/run")));
        Path containerd = Files.createDirectories(node.path(Path.of("/run/containerd")));
        this.runtime = new CriSimulator(containerd.resolve("containerd.sock"))
                .version(CONTAINERD)
                .guests(guests.figures(this::figures)
                        .form(this::form)
                        .pid(sandbox -> vm(sandbox).map(DemoVm::pid).orElse(0L)));
        this.proc = new SimulatedProc(Files.createDirectories(node.path(Path.of("/proc"))));
    }

    String name() {
        return name;
    }

    /** Joins the cluster. */
    void start() {
        runtime.start();
        var unused = ticks.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        client.resource(object()).create();
        pods = client.pods().inAnyNamespace().withField("spec.nodeName", name).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                run(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                // Only what a kubelet writes itself changes here.
            }

            @Override
            public void onDelete(Pod pod, boolean finalStateUnknown) {
                stop(pod.getMetadata().getUid());
            }
        });
    }

    private Optional<DemoVm> vm(String sandbox) {
        return Optional.ofNullable(vms.get(sandbox));
    }

    private GuestFigures figures(String container) {
        return vms.values().stream()
                .filter(vm -> vm.has(container))
                .findFirst()
                .map(vm -> vm.figures(container))
                // It has just gone.
                .orElseGet(() -> new DemoLoad(0, false).figures(Duration.ZERO));
    }

    private synchronized GuestForm form(String sandbox) {
        SimulatedShim shim = shims.find(sandbox);
        return shim != null && shim.flavor() == Flavor.GO ? GuestForm.GO_CGROUP_V2 : GuestForm.RUNTIME_RS;
    }

    /** Time passes. */
    private synchronized void tick() {
        try {
            for (DemoVm vm : vms.values()) {
                vm.update(guests::oom);
            }
        } catch (IOException e) {
            LOG.warn("Processes of node {} cannot be updated: {}", name, e.getMessage());
        }
    }

    private Node object() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("kubernetes.io/hostname", name)
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("katacontainers.io/kata-runtime", "true")
                .endMetadata()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("KubeletReady")
                .endCondition()
                .withNewNodeInfo()
                .withKubeletVersion("v1.34.1")
                .withContainerRuntimeVersion("containerd://" + CONTAINERD)
                .withOsImage("Simulated Linux")
                .endNodeInfo()
                .endStatus()
                .build();
    }

    private void run(Pod pod) {
        KataHandler.of(pod.getSpec().getRuntimeClassName()).ifPresent(handler -> {
            try {
                startSandbox(pod, handler);
                reportRunning(pod);
            } catch (IOException e) {
                throw new UncheckedIOException("node " + name + " cannot start a sandbox", e);
            } catch (KubernetesClientException e) {
                LOG.info("Pod {} was gone before it ran: {}", pod.getMetadata().getName(), e.getMessage());
            }
        });
    }

    private synchronized void startSandbox(Pod pod, KataHandler handler) throws IOException {
        String id = SandboxDirectories.randomId(random);
        List<SimulatedContainer> containers = pod.getSpec().getContainers().stream()
                .map(container -> SimulatedContainer.running(
                        SandboxDirectories.randomId(random), container.getName(), container.getImage()))
                .toList();
        SimulatedPod sandbox = new SimulatedPod(
                id,
                pod.getMetadata().getUid(),
                pod.getMetadata().getName(),
                pod.getMetadata().getNamespace(),
                handler.runtimeClass(),
                true,
                containers);
        vms.put(id, new DemoVm(sandbox, handler, proc, Clock.systemUTC()));
        sandboxes.put(pod.getMetadata().getUid(), sandbox);
        runtime.pods(List.copyOf(sandboxes.values()));
        shims.start(id, handler.flavor(), handler.hypervisor());
    }

    private void reportRunning(Pod pod) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        List<ContainerStatus> containers = pod.getSpec().getContainers().stream()
                .map(container -> new ContainerStatusBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withImageID("")
                        .withReady(true)
                        .withStarted(true)
                        .withRestartCount(0)
                        .withNewState()
                        .withNewRunning()
                        .withStartedAt(now)
                        .endRunning()
                        .endState()
                        .build())
                .toList();
        client.resource(new PodBuilder(pod)
                        .withNewStatus()
                        .withPhase("Running")
                        .withStartTime(now)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastTransitionTime(now)
                        .endCondition()
                        .withContainerStatuses(containers)
                        .endStatus()
                        .build())
                .patchStatus();
    }

    /** Ends the sandbox of a pod, as a node does before the pod's object goes. */
    synchronized void stop(String podUid) {
        SimulatedPod sandbox = sandboxes.remove(podUid);
        if (sandbox == null) {
            return;
        }
        try {
            shims.stop(sandbox.id());
            DemoVm vm = vms.remove(sandbox.id());
            if (vm != null) {
                vm.end();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("node " + name + " cannot end a sandbox", e);
        }
        runtime.pods(List.copyOf(sandboxes.values()));
    }

    /** Makes the shim of a pod sick, or well again. */
    synchronized void fault(String podUid, ShimFault fault) {
        SimulatedPod sandbox = sandboxes.get(podUid);
        SimulatedShim shim = sandbox == null ? null : shims.find(sandbox.id());
        if (shim != null) {
            try {
                shim.fault(fault);
            } catch (IOException e) {
                throw new UncheckedIOException("a shim of node " + name + " cannot change", e);
            }
        }
    }

    /** Whether a request has ended a shim. */
    synchronized boolean lostShim() {
        return shims.shims().stream().anyMatch(SimulatedShim::aborted);
    }

    @Override
    public void close() throws IOException {
        if (pods != null) {
            pods.close();
        }
        ticks.shutdownNow();
        runtime.close();
        shims.close();
    }
}
