package io.katacontainers.monitor.collector.stats.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.katacontainers.monitor.collector.stats.ContainerUsage;
import java.util.Arrays;
import java.util.List;

/** What holds of decoded figures, whatever was decoded. */
final class UsageAssertions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private UsageAssertions() {}

    static void assertTrustworthy(ContainerUsage usage) {
        assertPlausible(List.of(usage.cpu(), usage.memory(), usage.blockDevices(), usage.hugePages()));
        assertPlausible(Arrays.asList(usage.processes(), usage.processLimit()));

        ContainerUsage.Memory memory = usage.memory();
        if (memory.workingSet() != null && memory.usage() != null) {
            assertThat(memory.workingSet()).isLessThanOrEqualTo(memory.usage());
        }
        ContainerUsage.Cpu cpu = usage.cpu();
        assertThat(cpu.userNanos() == null).as("user and system come together").isEqualTo(cpu.systemNanos() == null);
        if (cpu.userNanos() != null && cpu.systemNanos() != null) {
            assertThat(cpu.usageNanos()).isNotNull();
            double total = cpu.usageNanos();
            assertThat(cpu.userNanos() + cpu.systemNanos())
                    .isBetween((long) (0.75 * total - 1e9), (long) (1.25 * total + 1e9));
        }
        assertThat(usage.blockDevices()).hasSizeLessThanOrEqualTo(BlockDeviceTable.MAX_DEVICES);
        assertThat(usage.hugePages()).hasSizeLessThanOrEqualTo(HugePagesTable.MAX_SIZES);
    }

    /** No number in it is negative or 2^62 and more. */
    private static void assertPlausible(Object figures) {
        assertPlausible(JSON.valueToTree(figures));
    }

    private static void assertPlausible(JsonNode node) {
        if (node.isNumber()) {
            assertThat(node.isIntegralNumber()).isTrue();
            assertThat(node.longValue()).isBetween(0L, (1L << 62) - 1);
        }
        node.forEach(UsageAssertions::assertPlausible);
    }
}
