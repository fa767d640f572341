package io.katacontainers.monitor.sim.node;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a simulated node keeps what a real one has.
 *
 * @param replacements by the path on a real node; other paths are those of this machine
 */
public record SimulatedNode(Map<Path, Path> replacements) {
    public SimulatedNode {
        replacements = Map.copyOf(replacements);
    }

    /** Where a path of the node is found on this machine. */
    public Path path(Path onTheNode) {
        Path normal = onTheNode.normalize();
        for (Map.Entry<Path, Path> replacement : replacements.entrySet()) {
            if (normal.startsWith(replacement.getKey())) {
                Path rest = replacement.getKey().relativize(normal);
                return replacement.getValue().resolve(rest).normalize();
            }
        }
        return normal;
    }
}
