package io.katacontainers.monitor.sim.node;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How to run the first container of a pod as a process of this machine: the arguments and the environment of the pod, except that it
 * listens on the pod's address only and finds the node's directories where the simulated node has them.
 */
public record ContainerCommand(List<String> arguments, Map<String, String> environment) {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\(([A-Za-z_][A-Za-z0-9_]*)\\)");
    private static final Pattern ALL_INTERFACES = Pattern.compile("(--[a-z]+-address=)(:[0-9]+)");

    /**
     * Reads it from a pod.
     *
     * @param ip the pod's address
     * @param hostPath tells where a directory of the node is on this machine
     */
    public static ContainerCommand of(Pod pod, String ip, UnaryOperator<Path> hostPath) {
        Container container = pod.getSpec().getContainers().get(0);
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), value(variable, pod, ip));
        }
        Map<String, String> directories = directories(pod, container, hostPath);
        List<String> arguments = container.getArgs().stream()
                .map(argument -> expand(argument, environment))
                .map(argument -> ALL_INTERFACES.matcher(argument).replaceFirst("$1" + ip + "$2"))
                .map(argument -> relocate(argument, directories))
                .toList();
        return new ContainerCommand(arguments, environment);
    }

    /** The whole command line. */
    public List<String> line(Path program) {
        return Stream.concat(Stream.of(program.toAbsolutePath().toString()), arguments.stream())
                .toList();
    }

    private static String value(EnvVar variable, Pod pod, String ip) {
        if (variable.getValueFrom() == null) {
            return requireNonNullElse(variable.getValue(), "");
        }
        String field = variable.getValueFrom().getFieldRef().getFieldPath();
        return switch (field) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> pod.getMetadata().getNamespace();
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "status.podIP" -> ip;
            default -> throw new IllegalArgumentException("no such field: " + field);
        };
    }

    private static String expand(String argument, Map<String, String> environment) {
        return REFERENCE
                .matcher(argument)
                .replaceAll(found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), found.group())));
    }

    private static Map<String, String> directories(Pod pod, Container container, UnaryOperator<Path> hostPath) {
        Map<String, String> directories = new LinkedHashMap<>();
        for (VolumeMount mount : container.getVolumeMounts()) {
            for (Volume volume : pod.getSpec().getVolumes()) {
                if (volume.getHostPath() != null && volume.getName().equals(mount.getName())) {
                    Path path = Path.of(volume.getHostPath().getPath());
                    directories.put(mount.getMountPath(), hostPath.apply(path).toString());
                }
            }
        }
        return directories;
    }

    /** Replaces the directory at the beginning of a flag's value, behind {@code =} or a prefix such as {@code go:}. */
    private static String relocate(String argument, Map<String, String> directories) {
        for (Map.Entry<String, String> directory : directories.entrySet()) {
            Matcher inside = Pattern.compile("(?<=[=:])" + Pattern.quote(directory.getKey()) + "(?=/|$)")
                    .matcher(argument);
            if (inside.find()) {
                return inside.replaceFirst(Matcher.quoteReplacement(directory.getValue()));
            }
        }
        return argument;
    }
}
