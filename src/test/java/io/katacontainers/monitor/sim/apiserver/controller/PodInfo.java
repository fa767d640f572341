package io.katacontainers.monitor.sim.apiserver.controller;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A pod that is to run.
 *
 * @param pod the whole object
 */
public record PodInfo(String namespace, String name, String uid, String nodeName, JsonNode pod) {}
