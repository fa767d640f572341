package io.katacontainers.monitor.sim.apiserver;

import io.katacontainers.monitor.sim.apiserver.auth.Rbac;
import io.katacontainers.monitor.sim.apiserver.auth.Tokens;
import io.katacontainers.monitor.sim.apiserver.auth.User;
import io.katacontainers.monitor.sim.apiserver.store.ResourceType;
import io.katacontainers.monitor.sim.apiserver.store.ResourceTypes;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every request goes through: faults, authentication, audit, authorization, and then whoever answers it. */
final class RequestPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPipeline.class);

    private final ResourceTypes types;
    private final ResourceHandler resources;
    private final WatchHandler watches;
    private final Discovery discovery;
    private final OpenApi openApi;
    private final Reviews reviews;
    private final Rbac rbac;
    private final boolean enforced;
    private final Tokens tokens;
    private final Audit audit;
    private final Faults faults;
    private final ScheduledExecutorService executor;
    private final Clock clock;

    RequestPipeline(
            ResourceTypes types,
            ResourceHandler resources,
            WatchHandler watches,
            Rbac rbac,
            boolean enforced,
            Tokens tokens,
            Audit audit,
            Faults faults,
            ScheduledExecutorService executor,
            Clock clock) {
        this.types = types;
        this.resources = resources;
        this.watches = watches;
        this.discovery = new Discovery(types);
        this.openApi = new OpenApi(types);
        this.reviews = new Reviews(rbac, tokens, enforced);
        this.rbac = rbac;
        this.enforced = enforced;
        this.tokens = tokens;
        this.audit = audit;
        this.faults = faults;
        this.executor = executor;
        this.clock = clock;
    }

    void handle(ApiRequest request, Exchange exchange) {
        RequestInfo info = RequestInfo.of(request);
        Optional<User> user = authenticate(request);
        ApiCall call = call(request, info, user.orElse(User.ANONYMOUS));
        Optional<Faults.Fault> fault = faults.next(call);
        if (fault.isPresent() && fault.get().status() != 0) {
            finish(exchange, call, fault.get().response());
        } else if (fault.isPresent()) {
            var unused = executor.schedule(
                    () -> dispatch(request, info, user, call, exchange),
                    fault.get().delay().toMillis(),
                    TimeUnit.MILLISECONDS);
        } else {
            dispatch(request, info, user, call, exchange);
        }
    }

    private static ApiCall call(ApiRequest request, RequestInfo info, User user) {
        return new ApiCall(
                request.method(),
                info.verb(),
                info.group(),
                info.resource(),
                info.subresource(),
                info.namespace(),
                info.name(),
                user.name(),
                request.path());
    }

    /** Empty if the token is unknown. Who shows none is the administrator: over plain HTTP kubectl keeps its token to itself. */
    private Optional<User> authenticate(ApiRequest request) {
        String header = request.header("authorization");
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            Optional<User> user = tokens.user(header.substring(7).strip());
            return user.isPresent() || enforced ? user : Optional.of(User.admin());
        }
        return Optional.of(User.admin());
    }

    private void dispatch(ApiRequest request, RequestInfo info, Optional<User> user, ApiCall call, Exchange exchange) {
        try {
            User known = user.orElseThrow(() -> ApiException.of(401, "Unauthorized", "Unauthorized"));
            authorize(info, known);
            if (info.verb().equals("watch")) {
                ResourceType type = type(info);
                watches.start(type, info, request, exchange);
                audit.record(new AuditEntry(call, 200, false, clock.instant()));
                return;
            }
            finish(exchange, call, answer(request, info, known));
        } catch (ApiException e) {
            finish(exchange, call, ApiResponse.error(e));
        } catch (RuntimeException e) {
            LOG.error("{} {} failed in the simulator itself", request.method(), request.path(), e);
            finish(exchange, call, ApiResponse.error(ApiException.of(500, "InternalError", "simulator: " + e)));
        }
    }

    private void finish(Exchange exchange, ApiCall call, ApiResponse response) {
        audit.record(new AuditEntry(call, response.status(), response.changed(), clock.instant()));
        exchange.respond(response);
    }

    private void authorize(RequestInfo info, User user) throws ApiException {
        if (!enforced || rbac.allows(user, info.attributes())) {
            return;
        }
        throw ApiException.forbidden(info, user);
    }

    private ResourceType type(RequestInfo info) throws ApiException {
        return types.find(info.group(), info.version(), info.resource()).orElseThrow(ApiException::unknownPath);
    }

    private ApiResponse answer(ApiRequest request, RequestInfo info, User user) throws ApiException {
        if (info.isResource()) {
            Optional<ApiResponse> review =
                    reviews.answer(info, request, user).map(answered -> ApiResponse.json(201, answered));
            return review.isPresent() ? review.get() : resources.handle(type(info), info, request);
        }
        String path = request.path();
        return switch (path) {
            case "/version" -> ApiResponse.json(200, ServerVersion.json());
            case "/readyz", "/livez", "/healthz" -> ApiResponse.text(200, "ok");
            case "/openapi/v2" -> openApi.v2(request);
            default -> {
                Optional<ApiResponse> known = path.startsWith("/openapi/v3")
                        ? openApi.v3(path)
                        : discovery.answer(path).map(found -> ApiResponse.json(200, found));
                yield known.orElseThrow(ApiException::unknownPath);
            }
        };
    }
}
