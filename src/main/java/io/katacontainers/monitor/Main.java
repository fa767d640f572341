package io.katacontainers.monitor;

/** placeholder to be replaced */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Logging.start(Verbosity.parse("info"));
        System.out.println(BuildInfo.load().version() + ListenAddress.parse(":80"));
    }
}
