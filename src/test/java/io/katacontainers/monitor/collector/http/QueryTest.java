package io.katacontainers.monitor.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class QueryTest {
    @Test
    void theFirstValueCounts() {
        Query query = Query.parse("a=1&b=&a=2&c&%64=x%20y+z&e==");
        assertThat(query.first("a")).hasValue("1");
        assertThat(query.first("b")).isEmpty();
        assertThat(query.first("c")).isEmpty();
        assertThat(query.first("d")).hasValue("x y z");
        assertThat(query.first("e")).hasValue("=");
        assertThat(query.first("f")).isEmpty();
    }

    @Test
    void anEmptyFirstValueHidesTheSecondAsUpstream() {
        assertThat(Query.parse("sandbox=&sandbox=x").first("sandbox")).isEmpty();
    }

    @Test
    void noQueryHasNoParameters() {
        assertThat(Query.parse(null).first("")).isEmpty();
        assertThat(Query.parse("").first("")).isEmpty();
        assertThat(Query.parse("&&").first("")).isEmpty();
    }

    @Test
    void aBrokenEscapeIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Query.parse("a=%zz"));
    }
}
