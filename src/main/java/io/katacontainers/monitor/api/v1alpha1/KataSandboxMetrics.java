package io.katacontainers.monitor.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * One sandbox: which VM runs a pod, whether its agent is alive, what its containers use inside and what the VM costs on top.
 * Written by the operator only, without a status subresource so that one write creates it whole.
 */
@Group(ApiGroup.GROUP)
@Version(ApiGroup.VERSION)
@Kind("KataSandboxMetrics")
@Plural("katasandboxmetrics")
@Singular("katasandboxmetrics")
@ShortNames("ksbx")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Agent",
        jsonPath = ".status.conditions[?(@.type==\"AgentReachable\")].status",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "CPU", jsonPath = ".status.usage.cpu", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Memory", jsonPath = ".status.usage.memory", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "VM-Memory", jsonPath = ".status.vm.memory", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "VM-Used", jsonPath = ".status.vm.used", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Overhead",
        jsonPath = ".status.overhead.measured.memory",
        type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(name = "Node", jsonPath = ".spec.node", type = AdditionalPrinterColumn.Type.STRING)
@AdditionalPrinterColumn(
        name = "Pressure",
        jsonPath = ".status.conditions[?(@.type==\"GuestMemoryPressure\")].status",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Declared",
        jsonPath = ".status.overhead.declared.memory",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Overhead-CPU",
        jsonPath = ".status.overhead.measured.cpu",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Containers",
        jsonPath = ".status.containerCount",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "vCPUs",
        jsonPath = ".status.vm.vcpus",
        type = AdditionalPrinterColumn.Type.INTEGER,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Metrics",
        jsonPath = ".status.conditions[?(@.type==\"MetricsScrapable\")].reason",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Hypervisor",
        jsonPath = ".status.hypervisor",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Handler",
        jsonPath = ".spec.runtimeHandler",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Sandbox",
        jsonPath = ".spec.sandboxID",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Agent-URL",
        jsonPath = ".status.agentURL",
        type = AdditionalPrinterColumn.Type.STRING,
        priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class KataSandboxMetrics extends CustomResource<KataSandboxMetricsSpec, KataSandboxMetricsStatus>
        implements Namespaced {}
