package io.katacontainers.monitor.sim.schema;

import java.util.List;
import java.util.stream.Collectors;

/** A resource that its schema rejects. */
public final class InvalidResourceException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Cause> causes;

    /** @param causes at least one */
    public InvalidResourceException(List<Cause> causes) {
        super(causes.stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .collect(Collectors.joining(", ")));
        this.causes = List.copyOf(causes);
    }

    /** What is wrong, field by field, in the order of the schema. */
    public List<Cause> causes() {
        return causes;
    }

    /**
     * One thing that is wrong.
     *
     * @param field path of the field, such as {@code spec.nodes}
     * @param reason as in a StatusCause, such as {@code FieldValueInvalid}
     * @param message one sentence for people
     */
    public record Cause(String field, String reason, String message) {}
}
