package io.katacontainers.monitor.sim.apiserver.controller;

import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;

/** Something that follows the store and acts on it. */
public interface Controller {
    /** Hears of a write, under the store's lock: notes what to look at and returns. */
    void onEvent(StoreEvent event);
}
