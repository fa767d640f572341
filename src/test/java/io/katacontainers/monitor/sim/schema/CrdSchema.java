package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A structural schema. Unlike a real API server it never lets an invalid value pass because it was there before, and knows no
 * cost of rules.
 */
final class CrdSchema implements ResourceSchema {
    /** As long as such an error stands, rules are not evaluated: they may rely on types and sizes. */
    private static final Set<String> BLOCKING = Set.of(
            "FieldValueRequired",
            "FieldValueNotSupported",
            "FieldValueTooLong",
            "FieldValueTooMany",
            "FieldValueTypeInvalid");

    private final ObjectNode schema;
    private final RuleTree rules;

    CrdSchema(ObjectNode schema, RuleTree rules) {
        this.schema = schema;
        this.rules = rules;
    }

    @Override
    public ObjectNode admit(ObjectNode incoming, @Nullable ObjectNode old) throws InvalidResourceException {
        ObjectNode object = incoming.deepCopy();
        Pruning.prune(object, schema);
        Defaults.apply(object, schema);
        List<Cause> causes = new ArrayList<>(StructuralValidation.validate(object, schema));
        if (causes.stream().noneMatch(cause -> BLOCKING.contains(cause.reason()))) {
            rules.evaluate(object, old, "", causes);
        } else if (!rules.isEmpty()) {
            causes.add(new Cause(
                    "<nil>",
                    "FieldValueInvalid",
                    "Invalid value: \"null\": some validation rules were not checked because the object was invalid;"
                            + " correct the existing errors to complete validation"));
        }
        if (!causes.isEmpty()) {
            throw new InvalidResourceException(causes);
        }
        return object;
    }
}
