package io.katacontainers.monitor.sim.apiserver.store;

import static io.katacontainers.monitor.sim.apiserver.store.PrinterColumn.age;
import static io.katacontainers.monitor.sim.apiserver.store.PrinterColumn.number;
import static io.katacontainers.monitor.sim.apiserver.store.PrinterColumn.text;
import static io.katacontainers.monitor.sim.apiserver.store.PrinterColumn.wide;
import static io.katacontainers.monitor.sim.apiserver.store.ResourceType.builtIn;

import java.util.List;
import java.util.stream.Stream;

/** The kinds that are served before any CustomResourceDefinition. */
final class BuiltInTypes {
    private static final String RBAC = "rbac.authorization.k8s.io";

    private BuiltInTypes() {}

    static List<ResourceType> all() {
        return Stream.of(core(), workloads(), policies(), rbac(), rest())
                .flatMap(List::stream)
                .map(ResourceType.Builder::build)
                .toList();
    }

    private static List<ResourceType.Builder> core() {
        return List.of(
                builtIn("", "v1", "namespaces", "Namespace")
                        .status()
                        .shortNames("ns")
                        .selectable(".status.phase")
                        .columns(text("Status", ".status.phase"), age()),
                builtIn("", "v1", "nodes", "Node")
                        .status()
                        .shortNames("no")
                        .selectable(".spec.unschedulable")
                        .columns(
                                text("Status", "node:status"),
                                text("Roles", "node:roles"),
                                age(),
                                text("Version", ".status.nodeInfo.kubeletVersion"),
                                wide("Internal-IP", "node:internalIp"),
                                wide("OS-Image", ".status.nodeInfo.osImage"),
                                wide("Container-Runtime", ".status.nodeInfo.containerRuntimeVersion")),
                builtIn("", "v1", "pods", "Pod")
                        .namespaced()
                        .status()
                        .shortNames("po")
                        .categories("all")
                        .selectable(".spec.nodeName", ".status.phase", ".status.podIP", ".spec.serviceAccountName")
                        .columns(
                                text("Ready", "pod:ready"),
                                text("Status", "pod:status"),
                                text("Restarts", "pod:restarts"),
                                age(),
                                wide("IP", ".status.podIP"),
                                wide("Node", ".spec.nodeName")),
                builtIn("", "v1", "configmaps", "ConfigMap")
                        .namespaced()
                        .shortNames("cm")
                        .columns(number("Data", "count:.data"), age()),
                builtIn("", "v1", "secrets", "Secret")
                        .namespaced()
                        .selectable(".type")
                        .columns(text("Type", ".type"), number("Data", "count:.data"), age()),
                builtIn("", "v1", "serviceaccounts", "ServiceAccount")
                        .namespaced()
                        .shortNames("sa")
                        .columns(number("Secrets", "count:.secrets"), age()),
                builtIn("", "v1", "services", "Service")
                        .namespaced()
                        .status()
                        .shortNames("svc")
                        .categories("all")
                        .columns(text("Type", ".spec.type"), text("Cluster-IP", ".spec.clusterIP"), age()),
                events("", "v1").storage("/events"),
                events("events.k8s.io", "v1").storage("/events"));
    }

    private static ResourceType.Builder events(String group, String version) {
        return builtIn(group, version, "events", "Event")
                .namespaced()
                .shortNames("ev")
                .selectable(
                        ".involvedObject.kind",
                        ".involvedObject.name",
                        ".involvedObject.namespace",
                        ".involvedObject.uid",
                        ".involvedObject.apiVersion",
                        ".involvedObject.resourceVersion",
                        ".involvedObject.fieldPath",
                        ".regarding.kind",
                        ".regarding.name",
                        ".regarding.namespace",
                        ".regarding.uid",
                        ".reason",
                        ".type",
                        ".source",
                        ".reportingComponent")
                .columns(
                        new PrinterColumn("Last Seen", "date", "event:lastSeen", 0, "When it was last seen"),
                        text("Type", ".type"),
                        text("Reason", ".reason"),
                        text("Object", "event:object"),
                        text("Message", "event:message"));
    }

    private static List<ResourceType.Builder> workloads() {
        return List.of(
                builtIn("apps", "v1", "daemonsets", "DaemonSet")
                        .namespaced()
                        .status()
                        .generations()
                        .shortNames("ds")
                        .categories("all")
                        .columns(
                                number("Desired", "zero:.status.desiredNumberScheduled"),
                                number("Current", "zero:.status.currentNumberScheduled"),
                                number("Ready", "zero:.status.numberReady"),
                                number("Up-to-date", "zero:.status.updatedNumberScheduled"),
                                number("Available", "zero:.status.numberAvailable"),
                                text("Node Selector", "labels:.spec.template.spec.nodeSelector"),
                                age()),
                builtIn("apps", "v1", "deployments", "Deployment")
                        .namespaced()
                        .status()
                        .generations()
                        .shortNames("deploy")
                        .categories("all")
                        .columns(
                                text("Ready", "deployment:ready"),
                                number("Up-to-date", "zero:.status.updatedReplicas"),
                                number("Available", "zero:.status.availableReplicas"),
                                age()),
                builtIn("apps", "v1", "replicasets", "ReplicaSet")
                        .namespaced()
                        .status()
                        .generations()
                        .shortNames("rs")
                        .categories("all"),
                builtIn("apps", "v1", "controllerrevisions", "ControllerRevision")
                        .namespaced(),
                builtIn("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass")
                        .shortNames("pc")
                        .columns(number("Value", ".value"), text("Global-Default", ".globalDefault"), age()),
                builtIn("node.k8s.io", "v1", "runtimeclasses", "RuntimeClass")
                        .columns(text("Handler", ".handler"), age()));
    }

    private static List<ResourceType.Builder> policies() {
        return List.of(
                builtIn("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy")
                        .namespaced()
                        .generations()
                        .shortNames("netpol")
                        .columns(text("Pod-Selector", "labels:.spec.podSelector.matchLabels"), age()),
                builtIn("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget")
                        .namespaced()
                        .status()
                        .generations()
                        .shortNames("pdb")
                        .columns(
                                text("Min Available", ".spec.minAvailable"),
                                text("Max Unavailable", ".spec.maxUnavailable"),
                                age()));
    }

    private static List<ResourceType.Builder> rbac() {
        return List.of(
                builtIn(RBAC, "v1", "roles", "Role").namespaced(),
                builtIn(RBAC, "v1", "rolebindings", "RoleBinding")
                        .namespaced()
                        .columns(text("Role", "rbac:role"), age()),
                builtIn(RBAC, "v1", "clusterroles", "ClusterRole"),
                builtIn(RBAC, "v1", "clusterrolebindings", "ClusterRoleBinding")
                        .columns(text("Role", "rbac:role"), age()));
    }

    private static List<ResourceType.Builder> rest() {
        return List.of(
                builtIn("coordination.k8s.io", "v1", "leases", "Lease")
                        .namespaced()
                        .columns(text("Holder", ".spec.holderIdentity"), age()),
                builtIn("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition")
                        .status()
                        .generations()
                        .shortNames("crd", "crds")
                        .categories("api-extensions")
                        .columns(text("Created At", ".metadata.creationTimestamp")));
    }
}
