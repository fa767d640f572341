package io.katacontainers.monitor.sim.apiserver;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Misbehaviour on request: the next matching calls fail or are late. */
public final class Faults {
    /**
     * What happens to a call.
     *
     * @param status the answer; 0 to go on as usual
     * @param retryAfter seconds for the Retry-After header; 0 for none
     * @param delay how long it takes
     */
    record Fault(int status, int retryAfter, Duration delay) {
        ApiResponse response() {
            ApiException error =
                    switch (status) {
                        case 409 -> ApiException.of(409, "Conflict", "injected: the object has been modified");
                        case 410 -> ApiException.gone("injected: too old resource version");
                        case 429 ->
                            ApiException.of(
                                    429, "TooManyRequests", "injected: too many requests, please try again later");
                        case 503 ->
                            ApiException.of(
                                    503,
                                    "ServiceUnavailable",
                                    "injected: the server is currently unable to handle the request");
                        default -> ApiException.of(status, "InternalError", "injected failure");
                    };
            ApiResponse response = ApiResponse.error(error);
            return retryAfter == 0 ? response : response.withHeader("Retry-After", Integer.toString(retryAfter));
        }
    }

    private record Armed(Predicate<ApiCall> matcher, AtomicInteger left, Fault fault) {}

    private final List<Armed> armed = new CopyOnWriteArrayList<>();

    Faults() {}

    /** Answers the next matching calls with an error status: 409, 410, 429, 500, 503, ... */
    public void respond(int times, Predicate<ApiCall> matcher, int status) {
        arm(times, matcher, new Fault(status, 0, Duration.ZERO));
    }

    /** Answers the next matching calls with 429 and Retry-After. */
    public void throttle(int times, Predicate<ApiCall> matcher, int retryAfterSeconds) {
        arm(times, matcher, new Fault(429, retryAfterSeconds, Duration.ZERO));
    }

    /** Handles the next matching calls later. */
    public void delay(int times, Predicate<ApiCall> matcher, Duration delay) {
        arm(times, matcher, new Fault(0, 0, delay));
    }

    /** Ends all misbehaviour. */
    public void clear() {
        armed.clear();
    }

    private void arm(int times, Predicate<ApiCall> matcher, Fault fault) {
        armed.add(new Armed(matcher, new AtomicInteger(times), fault));
    }

    Optional<Fault> next(ApiCall call) {
        for (Armed candidate : armed) {
            if (candidate.matcher().test(call) && candidate.left().getAndDecrement() > 0) {
                return Optional.of(candidate.fault());
            }
        }
        armed.removeIf(candidate -> candidate.left().get() <= 0);
        return Optional.empty();
    }
}
