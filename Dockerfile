# The image of both roles. The operator runs as user 65532; the collector's pod asks for user 0, as the sockets of shims are root's.
FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /src
COPY . .
RUN mvn -B -q package -DskipTests

# The newest long-term release; bin/kata-monitor picks the JVM flags that were made for it.
FROM eclipse-temurin:25-jre
COPY --from=build /src/target/kata-monitor /opt/kata-monitor
USER 65532:65532
ENTRYPOINT ["/opt/kata-monitor/bin/kata-monitor"]
