package io.katacontainers.monitor.sim.demo;

import io.katacontainers.monitor.sim.apiserver.ApiServer;
import io.katacontainers.monitor.sim.apiserver.AuditEntry;
import io.katacontainers.monitor.sim.apiserver.store.StoreEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what became of the KataSandboxMetrics and what the API server refused to the operator. */
final class Tally {
    private static final String STORAGE = "monitoring.katacontainers.io/katasandboxmetrics";
    private static final int FORBIDDEN = 403;

    private final ApiServer api;
    private final String operator;
    private final AtomicInteger created = new AtomicInteger();
    private final AtomicInteger updated = new AtomicInteger();
    private final AtomicInteger deleted = new AtomicInteger();
    private int refusalsTold;

    /** @param operator the user whose refusals count */
    Tally(ApiServer api, String operator) {
        this.api = api;
        this.operator = operator;
        api.store().listen(this::count);
    }

    private void count(StoreEvent event) {
        if (event.object().storage().equals(STORAGE)) {
            (event.deleted() ? deleted : event.previous() == null ? created : updated).incrementAndGet();
        }
    }

    int created() {
        return created.get();
    }

    int updated() {
        return updated.get();
    }

    int deleted() {
        return deleted.get();
    }

    /** Requests of the operator that RBAC denied, one line each. */
    List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        for (AuditEntry entry : api.audit()
                .entries(e -> e.status() == FORBIDDEN && e.call().user().equals(operator))) {
            refusals.add(entry.call().verb() + " " + entry.call().path());
        }
        return refusals;
    }

    /** Those that were not told yet. */
    List<String> newRefusals() {
        List<String> all = refusals();
        List<String> fresh = all.subList(refusalsTold, all.size());
        refusalsTold = all.size();
        return fresh;
    }
}
