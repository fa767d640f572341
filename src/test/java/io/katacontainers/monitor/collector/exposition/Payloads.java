package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What tests of this package index and merge. */
final class Payloads {
    static final PayloadIndexer INDEXER = new PayloadIndexer(8 << 20);
    static final SandboxLabels LABELS = labels("s1");

    private Payloads() {}

    static byte[] go() {
        return resource("/payloads/shim-go-qemu.prom");
    }

    static byte[] rust() {
        return resource("/payloads/shim-runtime-rs-dragonball.prom");
    }

    static byte[] resource(String path) {
        try (InputStream in = Objects.requireNonNull(Payloads.class.getResourceAsStream(path), path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static SandboxLabels labels(String id) {
        return new SandboxLabels(id, "uid-" + id, "pod-" + id, "shop");
    }

    static IndexedPayload index(byte[] body) throws MalformedPayloadException {
        return INDEXER.index(body, body.length);
    }

    static IndexedPayload index(String body) throws MalformedPayloadException {
        return index(body.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] merge(List<LabelledPayload> payloads) {
        return merge(payloads, FamilyFilter.all());
    }

    static byte[] merge(List<LabelledPayload> payloads, FamilyFilter filter) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        MergedPage page = new ExpositionMerger().merge(payloads, filter);
        try {
            page.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(page.length()).isEqualTo(out.size());
        return out.toByteArray();
    }

    /** The page of one sandbox. */
    static String page(String body) throws MalformedPayloadException {
        return page(index(body));
    }

    static String page(IndexedPayload payload) {
        return new String(merge(List.of(new LabelledPayload(LABELS, payload))), StandardCharsets.UTF_8);
    }
}
