package io.katacontainers.monitor.e2e;

/** What containers of a busybox image do so that there is something to measure. */
final class BusyContainers {
    private static final int MIB = 1 << 20;

    /** Anonymous memory that {@link #HOG} holds. */
    static final long HOG_BYTES = 100L * MIB;

    /** Memory limit under which {@link #LEAK} is killed for lack of memory. */
    static final long LEAK_LIMIT = 24L * MIB;

    /** Computes without pause, in user space. */
    static final String[] SPINNER = shell("while :; do :; done");

    /** Fills a buffer that nobody takes, so that it stays; and leaves files in the page cache, one read once and one read often. */
    static final String[] HOG = shell("""
            /bin/busybox dd if=/dev/zero of=/once bs=1M count=32
            /bin/busybox dd if=/dev/zero of=/often bs=1M count=16
            for i in 1 2 3; do /bin/busybox cat /often >/dev/null; done
            /bin/busybox dd if=/dev/zero bs=100M count=1 | /bin/busybox sleep 2147483647
            """);

    /** Starts a program again and again that takes more than there is; the shell lives on. */
    static final String[] LEAK = shell("""
            while :; do
              /bin/busybox dd if=/dev/zero of=/dev/null bs=64M count=1
              /bin/busybox sleep 2
            done
            """);

    private BusyContainers() {}

    private static String[] shell(String script) {
        return new String[] {"/bin/busybox", "sh", "-c", script};
    }
}
