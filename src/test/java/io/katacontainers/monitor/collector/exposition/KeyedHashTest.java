package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
    /** First test vector of SipHash-1-3 in Rust's standard library: key 00 to 0f, nothing hashed. */
    @Test
    void isSipHash13() {
        KeyedHash hash = new KeyedHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);
        assertThat(hash.hash(new byte[0], 0, 0)).isEqualTo(0xabac0158050fc4dcL);
    }

    @Test
    void dependsOnEveryByteAndTheKey() {
        KeyedHash hash = new KeyedHash(1, 2);
        Set<Long> seen = new HashSet<>();
        byte[] text = new byte[20];
        for (int length = 0; length <= text.length; length++) {
            assertThat(seen.add(hash.hash(text, 0, length))).isTrue();
        }
        for (int i = 0; i < text.length; i++) {
            text[i] = 1;
            assertThat(seen.add(hash.hash(text, 0, text.length))).isTrue();
        }
        assertThat(new KeyedHash(1, 3).hash(text, 0, 5)).isNotEqualTo(hash.hash(text, 0, 5));
        assertThat(hash.hash(text, 3, 13)).isEqualTo(hash.hash(text.clone(), 3, 13));
    }
}
