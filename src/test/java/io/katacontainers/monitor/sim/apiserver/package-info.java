/**
 * A Kubernetes API server SIMULATOR: one port, plain HTTP, everything in memory, no etcd. It is written from the documented behaviour of
 * the API so that kubectl and the fabric8 client can be run against it in tests, the demo and benchmarks. It is no conformance proof.
 *
 * <p>It does serve: discovery, OpenAPI for validation and {@code explain}, Table output, create/get/list/update/patch/delete with
 * preconditions, finalizers, dry run and paging, watches over chunked HTTP and WebSocket with bookmarks and 410 Gone, all patch types,
 * server-side apply with field ownership, status subresources, custom resources from their definitions, RBAC, garbage collection,
 * namespace deletion and DaemonSets.
 *
 * <p>It does <em>not</em> simulate, or differs from the real one in:
 * <ul>
 *   <li>TLS, and so kubectl's token, which it sends over TLS only: requests without a token are the administrator's;
 *   <li>client certificates, OIDC, impersonation, priority and fairness, admission webhooks and policies, PodSecurity, quotas;
 *   <li>defaulting and validation of built-in kinds: they are stored nearly as sent, unknown fields included. Custom resources are
 *       defaulted, pruned and validated by the schema factory it is given, and by nothing if it is given none;
 *   <li>optional protobuf and CBOR: answers are JSON; of protobuf requests only those that kubectl needs are understood;
 *   <li>lists at an exact older resourceVersion: pages of one list see the state of their own moment, and continue tokens never expire;
 *   <li>server-side apply follows a table of the well-known keyed lists for built-in kinds and the CRD's own list types for custom ones;
 *       an owned container field with no owned leaf, multi-version ownership and some reorderings are simplified;
 *   <li>aggregated API servers, conversion webhooks, exec/logs/attach/port-forward/proxy, scale and eviction subresources;
 *   <li>scheduling, Deployments, ReplicaSets, Services, kubelets: a DaemonSet gets one pod per eligible node, of which a
 *       {@link io.katacontainers.monitor.sim.apiserver.controller.PodRunner} plays the kubelet; nothing else starts pods;
 *   <li>graceful pod termination: a deleted pod is gone at once unless it has finalizers;
 *   <li>RBAC's escalate and bind checks.
 * </ul>
 */
@NullMarked
package io.katacontainers.monitor.sim.apiserver;

import org.jspecify.annotations.NullMarked;
