package io.katacontainers.monitor.collector.exposition;

/** A shim's payload and the labels that its series are given. */
public record LabelledPayload(SandboxLabels labels, IndexedPayload payload) {}
