package io.katacontainers.monitor.sim.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.katacontainers.monitor.sim.schema.InvalidResourceException.Cause;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One rule in the Common Expression Language. */
final class CelRule {
    private static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
            .addLibraries(CelExtensions.strings())
            .build();

    private final String text;
    private final String message;
    private final String type;
    private final String reason;
    private final boolean transition;
    private final CelRuntime.Program program;

    private CelRule(JsonNode rule, JsonNode schema, CelAbstractSyntaxTree ast) throws CelEvaluationException {
        this.text = rule.get("rule").asText().strip();
        this.message = rule.path("message").asText("failed rule: " + text).strip();
        this.type = schema.path("type").asText();
        this.reason = rule.path("reason").asText("FieldValueInvalid");
        this.transition = CelNavigableAst.fromAst(ast)
                .getRoot()
                .allNodes()
                .anyMatch(node -> node.getKind() == CelExpr.ExprKind.Kind.IDENT
                        && node.expr().ident().name().equals("oldSelf"));
        this.program = RUNTIME.createProgram(ast);
    }

    /** @throws IllegalArgumentException when the rule does not compile, or asks for what is not simulated */
    static CelRule compile(JsonNode rule, JsonNode schema) {
        for (String option : new String[] {"messageExpression", "fieldPath", "optionalOldSelf"}) {
            if (rule.has(option)) {
                throw new IllegalArgumentException(option + " of a rule is not simulated");
            }
        }
        CelTypes types = new CelTypes();
        CelType self = types.of(schema);
        CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addLibraries(CelExtensions.strings())
                .setTypeProvider(types.provider())
                .addVar("self", self)
                .addVar("oldSelf", self)
                .setResultType(SimpleType.BOOL)
                .build();
        try {
            return new CelRule(
                    rule, schema, compiler.compile(rule.get("rule").asText()).getAst());
        } catch (CelValidationException | CelEvaluationException e) {
            throw new IllegalArgumentException("rule does not compile: " + rule.get("rule") + ": " + e.getMessage(), e);
        }
    }

    /** Why the rule does not hold; empty when it does, or when it compares with a former value and there is none. */
    Optional<String> evaluate(JsonNode value, @Nullable JsonNode old) {
        if (transition && old == null) {
            return Optional.empty();
        }
        Map<String, Object> variables = new HashMap<>();
        variables.put("self", CelValues.of(value));
        if (transition && old != null) {
            variables.put("oldSelf", CelValues.of(old));
        }
        try {
            return Boolean.TRUE.equals(program.eval(variables)) ? Optional.empty() : Optional.of(message);
        } catch (CelEvaluationException e) {
            return Optional.of(e.getMessage() + " evaluating rule: " + text);
        }
    }

    /** A real API server too shows the type in place of the value. */
    Cause cause(String path, String why) {
        return new Cause(path, reason, "Invalid value: \"" + type + "\": " + why);
    }
}
