package io.katacontainers.monitor;

import picocli.CommandLine.IVersionProvider;

/** The text of {@code --version}, in the form of upstream's kata-monitor. */
final class VersionText implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "kata-monitor",
            " Version:\t" + BuildInfo.load().version(),
            " Java version:\t" + System.getProperty("java.version"),
            " OS/Arch:\t" + System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT) + "/"
                    + System.getProperty("os.arch")
        };
    }
}
