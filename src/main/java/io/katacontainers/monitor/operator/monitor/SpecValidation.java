package io.katacontainers.monitor.operator.monitor;

import io.katacontainers.monitor.operator.event.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rules on which the safety of nodes depends, checked once more: the API server knows them only as long as nobody has replaced
 * the definition of the kind by a laxer one.
 */
final class SpecValidation {
    private static final Pattern HOST_PATH = Pattern.compile("(/run|/var/snap)/[A-Za-z0-9._/-]+");
    private static final Pattern FLAVOR = Pattern.compile("^(go|rust):");

    private SpecValidation() {}

    /** One clear line for each violated rule. */
    static List<Degradation> violations(CollectorSettings settings) {
        List<Degradation> violations = new ArrayList<>();
        if (settings.image().isBlank()) {
            violations.add(invalid("no image is known: set spec.collector.image"));
        }
        if (!CollectorSettings.AUTO.equals(settings.runtimeEndpoint()) && !allowed(settings.runtimeEndpoint())) {
            violations.add(
                    invalid("spec.collector.runtimeEndpoint must be Auto or a socket path under /run or /var/snap"));
        }
        if (!settings.sandboxDirectories().stream()
                .map(directory -> FLAVOR.matcher(directory).replaceFirst(""))
                .allMatch(SpecValidation::allowed)) {
            violations.add(invalid("each of spec.collector.sandboxDirectories must be a path under /run or /var/snap"));
        }
        return violations;
    }

    private static boolean allowed(String path) {
        return HOST_PATH.matcher(path).matches() && !path.contains("..");
    }

    private static Degradation invalid(String message) {
        return new Degradation(Reason.InvalidSpec, message);
    }
}
