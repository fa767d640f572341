package io.katacontainers.monitor.operator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to an object.
 *
 * @param about the object; the Event is in its namespace
 * @param related another object that tells more
 * @param message one line for people, at most 1024 characters
 */
public record Occurrence(
        ObjectReference about, @Nullable ObjectReference related, Type type, Reason reason, String message) {

    /** How an Event is shown. */
    public enum Type {
        Normal,
        Warning
    }

    /** A reference to an object that the API server holds. */
    public static ObjectReference to(HasMetadata object) {
        return new ObjectReferenceBuilder()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .build();
    }
}
