# The image of both roles, for those who build with docker; `make image` needs none. The operator runs as user 65532; the collector's pod asks
# for user 0, as the sockets of shims are root's.
FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q package dependency:copy-dependencies -DskipTests -Dcaches.skip \
    -DincludeScope=test -DoutputDirectory=target/test-libraries

# The newest long-term release; bin/kata-monitor picks the JVM flags that were made for it.
FROM eclipse-temurin:25-jre AS jre

# Caches of classes fit the very JVM that made them, and jars of the times that it saw.
FROM jre AS trained
COPY --from=build /src/target/kata-monitor /opt/kata-monitor
WORKDIR /src
COPY --from=build /src/crds crds
COPY --from=build /src/target target
RUN java -cp "target/test-classes:target/classes:target/test-libraries/*" \
    io.katacontainers.monitor.sim.training.CacheTraining --tree=/opt/kata-monitor --java-home="$JAVA_HOME"

FROM jre
# What a change of code does not touch comes first.
COPY --from=trained /opt/kata-monitor/lib/operator /opt/kata-monitor/lib/operator
COPY --from=trained /opt/kata-monitor/lib/collector /opt/kata-monitor/lib/collector
COPY --from=trained /opt/kata-monitor/lib/common /opt/kata-monitor/lib/common
COPY --from=trained /opt/kata-monitor/bin /opt/kata-monitor/bin
COPY --from=trained /opt/kata-monitor/jvm /opt/kata-monitor/jvm
COPY --from=trained /opt/kata-monitor/cache /opt/kata-monitor/cache
USER 65532:65532
ENTRYPOINT ["/opt/kata-monitor/bin/kata-monitor"]
