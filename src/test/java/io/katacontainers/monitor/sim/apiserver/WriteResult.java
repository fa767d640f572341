package io.katacontainers.monitor.sim.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What a write did.
 *
 * @param object the object after it
 * @param changed whether the store changed
 * @param created whether it is new
 * @param removed whether it is gone
 */
record WriteResult(ObjectNode object, boolean changed, boolean created, boolean removed) {}
