package io.katacontainers.monitor.collector.stats;

import java.util.regex.Pattern;

/**
 * Tells Kata's runtime types: containerd's {@code io.containerd.kata.v2} and {@code io.containerd.kata-qemu.v2} and their like, also as the
 * path of the shim's binary, and CRI-O's {@code vm}. The name of a handler says nothing: anybody may call a handler {@code kata}.
 */
final class KataRuntimeType {
    private static final Pattern KATA =
            Pattern.compile("(io\\.containerd\\.|/(.*/)?containerd-shim-)kata([.-][A-Za-z0-9_.-]{1,128})?|vm");

    private KataRuntimeType() {}

    /** Whether containers of this type run in a guest of Kata. */
    static boolean matches(String runtimeType) {
        return KATA.matcher(runtimeType).matches();
    }
}
