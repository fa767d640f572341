package io.katacontainers.monitor.sim.apiserver.auth;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The bearer tokens that are known. */
public final class Tokens {
    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final String admin = issue(User.admin());

    /** The administrator's token. */
    public String admin() {
        return admin;
    }

    /** A new token for a user. */
    public String issue(User user) {
        String token = UUID.randomUUID().toString();
        users.put(token, user);
        return token;
    }

    /** Whose token it is. */
    public Optional<User> user(String token) {
        return Optional.ofNullable(users.get(token));
    }
}
