package io.katacontainers.monitor.collector.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamilyFilterTest {
    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ",", " , ,"})
    void acceptsAllWithoutPrefixes(@Nullable String filter) {
        assertThat(FamilyFilter.parse(filter).accepts("anything")).isTrue();
    }

    @Test
    void comparesPrefixes() {
        FamilyFilter filter = FamilyFilter.parse(" kata_guest_load , ,kata_shim_");
        assertThat(filter.accepts("kata_guest_load")).isTrue();
        assertThat(filter.accepts("kata_shim_go_threads")).isTrue();
        assertThat(filter.accepts("kata_guest_loa")).isFalse();
        assertThat(filter.accepts("go_threads")).isFalse();
    }
}
