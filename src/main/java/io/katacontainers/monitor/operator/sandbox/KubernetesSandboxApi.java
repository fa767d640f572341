package io.katacontainers.monitor.operator.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.katacontainers.monitor.api.v1alpha1.ApiGroup;
import io.katacontainers.monitor.api.v1alpha1.KataSandboxMetrics;
import io.katacontainers.monitor.operator.event.EventComposer;
import io.katacontainers.monitor.operator.sandbox.ApiTransport.Reply;
import io.katacontainers.monitor.report.PodReport;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes KataSandboxMetrics to a real API server. */
final class KubernetesSandboxApi implements SandboxApi {
    private static final String API = "/apis/" + ApiGroup.GROUP + "/" + ApiGroup.VERSION + "/namespaces/";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final String JSON = "application/json";
    private static final String METADATA_ONLY =
            "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final long PAGE = 500;

    private final EventComposer events;
    private final KubernetesClient client;
    private final KubernetesSerialization serialization;
    private final ApiTransport transport;

    KubernetesSandboxApi(KubernetesClient client, EventComposer events) {
        this.events = events;
        this.client = client;
        this.serialization = client.getKubernetesSerialization();
        this.transport = new ApiTransport(client);
    }

    @Override
    public WriteOutcome write(WriteIntent intent) {
        try {
            if (intent instanceof WriteIntent.Create create) {
                return create(create);
            }
            if (intent instanceof WriteIntent.Patch patch) {
                return patch(patch);
            }
            if (intent instanceof WriteIntent.OomEvent event) {
                return record(event);
            }
            return delete((WriteIntent.Delete) intent);
        } catch (IOException | RuntimeException e) {
            return new WriteOutcome.Failed(firstLine(String.valueOf(e.getMessage())));
        }
    }

    private WriteOutcome create(WriteIntent.Create create) throws IOException {
        PodReport claim = create.report().pod();
        String podUid = null;
        Pod pod = null;
        if (claim != null) {
            // Any API server's cache will do: a pod that is not in it yet is asked for again.
            Reply reply = transport.get(
                    "/api/v1/namespaces/" + claim.namespace() + "/pods/" + claim.name() + "?resourceVersion=0");
            if (!reply.ok() && reply.code() != 404) {
                return problem(reply, "get pods");
            }
            pod = reply.ok() ? serialization.unmarshal(reply.body(), Pod.class) : null;
            PodClaims.Verdict verdict = PodClaims.judge(claim, create.node(), pod);
            if (verdict instanceof PodClaims.Verdict.Rejected rejected) {
                return new WriteOutcome.ClaimRejected(rejected.reason());
            }
            podUid = ((PodClaims.Verdict.Holds) verdict).uid();
        }
        KataSandboxMetrics object = SandboxObjectFactory.create(
                create.monitor(), create.node(), create.report(), podUid, create.status(DeclaredOverhead.of(pod)));
        String namespace = object.getMetadata().getNamespace();
        Reply reply = transport.send("POST", path(namespace, ""), JSON, serialization.asJson(object));
        if (reply.code() == 409) {
            return existing(object);
        }
        if (reply.code() == 403 && reply.body().contains("is being terminated")) {
            return new WriteOutcome.ClaimRejected("namespace_terminating");
        }
        return reply.ok() ? new WriteOutcome.Created(object(reply)) : problem(reply, "create");
    }

    /** An object of that name: made by a try whose answer was lost, by the KataMonitor that had the node before, or a stranger. */
    private WriteOutcome existing(KataSandboxMetrics wanted) throws IOException {
        String namespace = wanted.getMetadata().getNamespace();
        String name = wanted.getMetadata().getName();
        Reply reply = transport.get(path(namespace, name));
        if (!reply.ok()) {
            return reply.code() == 404 ? new WriteOutcome.Conflict(null) : problem(reply, "get");
        }
        KataSandboxMetrics current = object(reply);
        if (!WriteIntent.sameSubject(current, wanted)) {
            return new WriteOutcome.ClaimRejected("name_taken");
        }
        if (wanted.getMetadata().getLabels().equals(current.getMetadata().getLabels())) {
            return new WriteOutcome.Created(current);
        }
        Map<String, Object> metadata = Map.of(
                "resourceVersion", current.getMetadata().getResourceVersion(),
                "labels", wanted.getMetadata().getLabels(),
                "ownerReferences", wanted.getMetadata().getOwnerReferences());
        Reply adopted = transport.send(
                "PATCH", path(namespace, name), MERGE_PATCH, serialization.asJson(Map.of("metadata", metadata)));
        return adopted.ok() ? new WriteOutcome.Created(object(adopted)) : problem(adopted, "patch");
    }

    private WriteOutcome patch(WriteIntent.Patch patch) throws IOException {
        Written target = patch.target();
        String path = path(target.namespace(), target.name());
        String body = StatusPatch.of(patch.status(), patch.scope(), target.resourceVersion());
        Reply reply = transport.send("PATCH", path, MERGE_PATCH, body);
        return switch (reply.code()) {
            case 404 -> new WriteOutcome.Missing();
            case 409 -> conflict(path);
            default ->
                reply.ok()
                        ? new WriteOutcome.Patched(object(reply).getMetadata().getResourceVersion())
                        : problem(reply, "patch");
        };
    }

    private WriteOutcome delete(WriteIntent.Delete delete) throws IOException {
        Written target = delete.target();
        String path = path(target.namespace(), target.name());
        String body = serialization.asJson(Map.of(
                "apiVersion",
                "v1",
                "kind",
                "DeleteOptions",
                "preconditions",
                Map.of("uid", target.uid(), "resourceVersion", target.resourceVersion())));
        Reply reply = transport.send("DELETE", path, JSON, body);
        return switch (reply.code()) {
            case 404 -> new WriteOutcome.Missing();
            case 409 -> deleteConflict(path, target);
            default -> reply.ok() ? new WriteOutcome.Deleted() : problem(reply, "delete");
        };
    }

    /** One read of the object, which names the Pod by the UID that the API server knows, and one write or two. */
    private WriteOutcome record(WriteIntent.OomEvent told) throws IOException {
        Written target = told.target();
        Reply read = transport.get(path(target.namespace(), target.name()));
        if (!read.ok()) {
            return read.code() == 404 ? new WriteOutcome.Missing() : problem(read, "get");
        }
        KataSandboxMetrics object = object(read);
        if (!object.getMetadata().getUid().equals(target.uid())
                || object.getSpec() == null
                || object.getSpec().podRef() == null) {
            return new WriteOutcome.Missing();
        }
        Event event = OomEvents.compose(events, told, object, object.getSpec().podRef());
        Map<String, Object> news = Map.of(
                "count", event.getCount(), "lastTimestamp", event.getLastTimestamp(), "message", event.getMessage());
        String collection = "/api/v1/namespaces/" + target.namespace() + "/events";
        String path = collection + "/" + event.getMetadata().getName();
        if (told.recorded()) {
            Reply patched = transport.send("PATCH", path, MERGE_PATCH, serialization.asJson(news));
            if (patched.code() != 404) {
                return patched.ok() ? new WriteOutcome.Recorded() : problem(patched, "patch events");
            }
        }
        // Not there yet, or no more: the API server keeps Events for an hour.
        Reply created = transport.send("POST", collection, JSON, serialization.asJson(event));
        if (created.code() == 409) {
            created = transport.send("PATCH", path, MERGE_PATCH, serialization.asJson(news));
        }
        return created.ok() ? new WriteOutcome.Recorded() : problem(created, "create events");
    }

    /** An object of another UID is another sandbox' and none of ours any more. */
    private WriteOutcome deleteConflict(String path, Written target) throws IOException {
        WriteOutcome outcome = conflict(path);
        return outcome instanceof WriteOutcome.Conflict conflict
                        && (conflict.current() == null
                                || !conflict.current().getMetadata().getUid().equals(target.uid()))
                ? new WriteOutcome.Missing()
                : outcome;
    }

    private WriteOutcome conflict(String path) throws IOException {
        Reply reply = transport.get(path);
        if (reply.ok()) {
            return new WriteOutcome.Conflict(object(reply));
        }
        return reply.code() == 404 ? new WriteOutcome.Conflict(null) : problem(reply, "get");
    }

    @Override
    public void list(String monitorUid, Consumer<List<KataSandboxMetrics>> page) throws IOException {
        String next = null;
        try {
            do {
                KubernetesResourceList<KataSandboxMetrics> list = client.resources(KataSandboxMetrics.class)
                        .inAnyNamespace()
                        .withLabel(SandboxObjectFactory.MONITOR_UID_LABEL, SandboxNames.label(monitorUid))
                        .list(new ListOptionsBuilder()
                                .withLimit(PAGE)
                                .withContinue(next)
                                .build());
                page.accept(list.getItems());
                next = list.getMetadata() == null ? null : list.getMetadata().getContinue();
            } while (next != null && !next.isEmpty());
        } catch (KubernetesClientException e) {
            throw new IOException(firstLine(String.valueOf(e.getMessage())), e);
        }
    }

    @Override
    public void versions(String monitorUid, Consumer<Map<String, String>> page) throws IOException {
        String next = "";
        do {
            Reply reply = transport.get(
                    "/apis/" + ApiGroup.GROUP + "/" + ApiGroup.VERSION + "/katasandboxmetrics?limit=" + PAGE
                            + "&labelSelector=" + selector(monitorUid)
                            + (next.isEmpty() ? "" : "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8)),
                    METADATA_ONLY);
            if (!reply.ok()) {
                throw new IOException("list: " + message(reply));
            }
            JsonNode list = serialization.unmarshal(reply.body(), JsonNode.class);
            Map<String, String> versions = new HashMap<>();
            list.path("items")
                    .forEach(object -> versions.put(
                            object.at("/metadata/uid").asText(),
                            object.at("/metadata/resourceVersion").asText()));
            page.accept(versions);
            next = list.at("/metadata/continue").asText();
        } while (!next.isEmpty());
    }

    private static String selector(String monitorUid) {
        return URLEncoder.encode(
                SandboxObjectFactory.MONITOR_UID_LABEL + "=" + SandboxNames.label(monitorUid), StandardCharsets.UTF_8);
    }

    @Override
    public boolean deleteAll(String monitorUid) throws IOException {
        Set<String> namespaces = namespaces(monitorUid);
        for (String namespace : namespaces) {
            Reply reply = transport.send(
                    "DELETE", path(namespace, "") + "?labelSelector=" + selector(monitorUid), JSON, null);
            if (!reply.ok() && reply.code() != 404) {
                throw new IOException("deletecollection in namespace " + namespace + ": " + message(reply));
            }
        }
        return namespaces.isEmpty() || namespaces(monitorUid).isEmpty();
    }

    private Set<String> namespaces(String monitorUid) throws IOException {
        Set<String> namespaces = new TreeSet<>();
        list(
                monitorUid,
                page -> page.forEach(o -> namespaces.add(o.getMetadata().getNamespace())));
        return namespaces;
    }

    private WriteOutcome problem(Reply reply, String verb) {
        return switch (reply.code()) {
            case 429 -> new WriteOutcome.Throttled(reply.retryAfter());
            case 400, 403, 413, 422 ->
                new WriteOutcome.Refused(reply.code(), "The API server refuses to " + verb + ": " + message(reply));
            default -> new WriteOutcome.Failed(verb + ": " + message(reply));
        };
    }

    private String message(Reply reply) {
        String message = null;
        try {
            Status status = serialization.unmarshal(reply.body(), Status.class);
            message = status == null ? null : status.getMessage();
        } catch (RuntimeException e) {
            // A proxy's page or APF's plain text: the code says enough.
            message = null;
        }
        return message == null ? "status " + reply.code() : firstLine(message);
    }

    private KataSandboxMetrics object(Reply reply) {
        return serialization.unmarshal(reply.body(), KataSandboxMetrics.class);
    }

    private static String path(String namespace, @Nullable String name) {
        String collection = API + namespace + "/katasandboxmetrics";
        return name == null || name.isEmpty() ? collection : collection + "/" + name;
    }

    private static String firstLine(String message) {
        return message.lines()
                .findFirst()
                .map(l -> l.length() > 300 ? l.substring(0, 300) : l)
                .orElse("no reason given");
    }
}
