package io.katacontainers.monitor.sim.apiserver.auth;

import java.util.List;

/**
 * Who sends a request.
 *
 * @param name such as {@code system:serviceaccount:kata:operator}
 * @param groups those that RBAC sees
 */
public record User(String name, List<String> groups) {
    /** Its members bypass RBAC. */
    public static final String MASTERS = "system:masters";

    private static final String SERVICE_ACCOUNT = "system:serviceaccount:";
    private static final String AUTHENTICATED = "system:authenticated";

    /** The cluster's own controllers. */
    public static final User SYSTEM = new User("system:kube-controller-manager", List.of(MASTERS));

    /** A request whose token is unknown. */
    public static final User ANONYMOUS = new User("system:anonymous", List.of("system:unauthenticated"));

    /** The administrator of the kubeconfig. */
    public static User admin() {
        return new User("kubernetes-admin", List.of(MASTERS, AUTHENTICATED));
    }

    /** A user or, by the form of its name, a ServiceAccount, with the groups that follow from that. */
    public static User named(String name) {
        if (!name.startsWith(SERVICE_ACCOUNT)) {
            return new User(name, List.of(AUTHENTICATED));
        }
        String namespace = name.substring(SERVICE_ACCOUNT.length()).split(":", 2)[0];
        return new User(name, List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace, AUTHENTICATED));
    }

    /** Whether RBAC is not asked. */
    public boolean bypasses() {
        return groups.contains(MASTERS);
    }
}
