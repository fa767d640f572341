package io.katacontainers.monitor.sim.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the KataSandboxMetrics say of containers and of what their VMs cost, a row for each container. */
final class ContainerTable {
    private static final List<String> HEADER = List.of(
            "NAMESPACE",
            "POD",
            "CONTAINER",
            "CPU",
            "CPU-LIMIT",
            "MEMORY",
            "MEMORY-LIMIT",
            "OOM-KILLS",
            "VM-OVERHEAD",
            "DECLARED");

    private final KubernetesClient client;
    private final ObjectMapper json = new ObjectMapper();

    ContainerTable(KubernetesClient client) {
        this.client = client;
    }

    /** The header, and a line for each container. */
    List<String> lines() {
        List<GenericKubernetesResource> objects = client.genericKubernetesResources(
                        Demo.groupVersion(), "KataSandboxMetrics")
                .inAnyNamespace()
                .list()
                .getItems();
        Stream<List<String>> rows = objects.stream()
                .sorted(Comparator.comparing((GenericKubernetesResource each) ->
                                each.getMetadata().getNamespace())
                        .thenComparing(each -> each.getMetadata().getName()))
                .flatMap(each -> rows(json.valueToTree(each)).stream());
        return Table.lines(Stream.concat(Stream.of(HEADER), rows).toList());
    }

    /** What the VM costs stands in its first row. */
    private static List<List<String>> rows(JsonNode object) {
        JsonNode overhead = object.at("/status/overhead");
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode container : object.at("/status/containers")) {
            rows.add(List.of(
                    object.at("/metadata/namespace").asText(),
                    object.at("/spec/podRef/name").asText(),
                    text(container.path("name")),
                    text(container.path("cpu")),
                    text(container.path("cpuLimit")),
                    text(container.path("memory")),
                    text(container.path("memoryLimit")),
                    text(container.path("oomKills")),
                    rows.isEmpty() ? amounts(overhead.path("measured")) : "",
                    rows.isEmpty() ? amounts(overhead.path("declared")) : ""));
        }
        return rows;
    }

    private static String amounts(JsonNode amounts) {
        return (text(amounts.path("cpu")) + " " + text(amounts.path("memory"))).strip();
    }

    /** Empty where it is absent: what was not measured is not 0. */
    private static String text(JsonNode figure) {
        return figure.asText("");
    }
}
