package io.katacontainers.monitor.collector.http;

import io.katacontainers.monitor.collector.exposition.LabelBlock;
import io.katacontainers.monitor.collector.exposition.SampleWriter;
import io.katacontainers.monitor.collector.stats.ContainerSample;
import io.katacontainers.monitor.collector.stats.ContainerUsage.BlockDevice;
import io.katacontainers.monitor.collector.stats.ContainerUsage.HugePages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A container as one page shows it: its labels are rendered once for all families. */
final class ContainerSeries {
    /** A guest names its devices: no honest one has more, and two of one name would cost the whole scrape. */
    private static final int MOST_DEVICES = 256;

    private final ContainerSample sample;
    private final LabelBlock labels;
    private final List<Device> devices;
    private final List<Pages> pages;

    ContainerSeries(ContainerSample sample, LabelBlock labels) {
        this.sample = sample;
        this.labels = labels;
        this.devices = devices(sample.usage().blockDevices());
        this.pages = pages(sample.usage().hugePages());
    }

    private static List<Device> devices(List<BlockDevice> all) {
        List<Device> devices = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (BlockDevice device : all) {
            String major = device.major() == null ? "" : device.major().toString();
            String minor = device.minor() == null ? "" : device.minor().toString();
            // The guest's udev would link the device from there; panels of disks look for names that begin with /dev.
            String path = major.isEmpty() ? "" : "/dev/block/" + major + ':' + minor;
            if (devices.size() < MOST_DEVICES && seen.add(path)) {
                devices.add(new Device(
                        device,
                        LabelBlock.of("device", path),
                        operation(path, major, minor, "Read"),
                        operation(path, major, minor, "Write")));
            }
        }
        return devices;
    }

    private static LabelBlock operation(String path, String major, String minor, String operation) {
        return LabelBlock.of("device", path, "major", major, "minor", minor, "operation", operation);
    }

    private static List<Pages> pages(List<HugePages> all) {
        List<Pages> pages = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (HugePages size : all) {
            if (pages.size() < MOST_DEVICES && seen.add(size.pageSize())) {
                pages.add(new Pages(size, LabelBlock.of("pagesize", size.pageSize())));
            }
        }
        return pages;
    }

    ContainerSample sample() {
        return sample;
    }

    /** A figure that was read in the guest, at the time that it was read. */
    void read(SampleWriter out, @Nullable LabelBlock more, @Nullable Long figure) throws IOException {
        out.add(labels, more, figure, sample.usage().at());
    }

    /** What holds now, whenever the guest was asked. */
    void known(SampleWriter out, @Nullable Long figure) throws IOException {
        out.add(labels, null, figure, null);
    }

    void ofDevices(SampleWriter out, Function<BlockDevice, @Nullable Long> figure) throws IOException {
        for (Device device : devices) {
            read(out, device.labels, figure.apply(device.usage));
        }
    }

    void ofOperations(SampleWriter out) throws IOException {
        for (Device device : devices) {
            read(out, device.read, device.usage.readBytes());
            read(out, device.write, device.usage.writtenBytes());
        }
    }

    void ofHugePages(SampleWriter out, Function<HugePages, @Nullable Long> figure) throws IOException {
        for (Pages size : pages) {
            read(out, size.labels, figure.apply(size.usage));
        }
    }

    private record Device(BlockDevice usage, LabelBlock labels, LabelBlock read, LabelBlock write) {}

    private record Pages(HugePages usage, LabelBlock labels) {}
}
