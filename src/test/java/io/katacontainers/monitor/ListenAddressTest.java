package io.katacontainers.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8090", ":8090", "[::1]:80", "localhost:0", "[fe80::1%eth0]:65535"})
    void readsWhatItWrites(String text) {
        assertThat(ListenAddress.parse(text)).hasToString(text);
    }

    @Test
    void withoutAHostItIsAllInterfaces() {
        assertThat(ListenAddress.parse(":8090").resolve().getAddress().isAnyLocalAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "8090", "host", "host:", "::1:80", "a b:1", "h:65536", "h:-1", "h:123456", "[::1]", "h:1\n"})
    void refusesTheRest(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenAddress.parse(text))
                .withMessageContaining("is not an address");
    }
}
