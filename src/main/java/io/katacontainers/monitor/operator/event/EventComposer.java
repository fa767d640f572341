package io.katacontainers.monitor.operator.event;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** Makes Events as the API server's {@code v1} has them. What is told again goes into the Event of the same name. */
public final class EventComposer {
    private static final String COMPONENT = "kata-monitor-operator";
    private static final int HASH_BYTES = 8;
    private static final int LONGEST_PREFIX = 200;

    private final String instance;

    /**
     * Makes a composer.
     *
     * @param instance who reports, such as the name of the operator's pod
     */
    public EventComposer(String instance) {
        this.instance = instance;
    }

    /**
     * The name of the Event that counts all that happens to this object and is told by the same words.
     *
     * @param words what else tells one Event of the object from another
     */
    public static String name(ObjectReference about, String... words) {
        String prefix = about.getName().length() <= LONGEST_PREFIX
                ? about.getName()
                : about.getName().substring(0, LONGEST_PREFIX).replaceAll("[.-]+$", "");
        return prefix + "." + hash(about.getUid() + "\n" + String.join("\n", words));
    }

    /**
     * An Event.
     *
     * @param count how often it happened
     * @param first when it happened first
     * @param last when it happened last
     */
    public Event compose(String name, Occurrence occurrence, int count, Instant first, Instant last) {
        return new EventBuilder()
                .withNewMetadata()
                .withNamespace(occurrence.about().getNamespace())
                .withName(name)
                .endMetadata()
                .withInvolvedObject(occurrence.about())
                .withRelated(occurrence.related())
                .withType(occurrence.type().name())
                .withReason(occurrence.reason().name())
                .withMessage(occurrence.message())
                .withCount(count)
                .withFirstTimestamp(timestamp(first))
                .withLastTimestamp(timestamp(last))
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withReportingInstance(instance)
                .build();
    }

    /** A point in time as Events carry it, in whole seconds. */
    public static String timestamp(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
