package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.katacontainers.monitor.collector.runtime.cri.PodSandbox;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItemMarshallerTest {
    private static final SandboxId A = new SandboxId("a");

    private final ItemMarshaller<PodSandbox, Map<SandboxId, PodMetadata>> marshaller =
            new ItemMarshaller<>(PodSandbox.parser(), items -> CriListing.pods(items, Set.of(A)));

    @Test
    void skipsWhatItDoesNotKnow() {
        byte[] item = PodSandbox.newBuilder().setId("a").build().toByteArray();
        byte[] unknownField = {0x12, 0x01, 0x7f};
        ByteString answer = ByteString.copyFrom(unknownField)
                .concat(ByteString.copyFrom(new byte[] {0x0a, (byte) (item.length + unknownField.length)}))
                .concat(ByteString.copyFrom(item))
                // Field 5 of a sandbox, its labels, which the trimmed message does not have.
                .concat(ByteString.copyFrom(new byte[] {0x2a, 0x01, 0x00}));
        assertThat(parse(answer.toByteArray())).containsOnlyKeys(A);
    }

    @Test
    void readsMillionsOfEmptyItems() {
        byte[] emptyItems = new byte[16 << 20];
        for (int i = 0; i < emptyItems.length; i += 2) {
            emptyItems[i] = 0x0a;
        }
        assertThat(parse(emptyItems)).isEmpty();
    }

    @Test
    void refusesAnAnswerThatIsCutOff() {
        byte[] answer = {0x0a, 0x05, 0x0a, 0x03, 'a', 'b', 'c'};
        assertThat(parse(answer)).isEmpty();
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> parse(Arrays.copyOf(answer, 5)))
                .withMessageContaining("malformed answer");
    }

    @Test
    void garbageEitherParsesOrIsRefused() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            byte[] garbage = new byte[random.nextInt(100)];
            random.nextBytes(garbage);
            try {
                assertThat(parse(garbage)).hasSizeLessThanOrEqualTo(1);
            } catch (StatusRuntimeException e) {
                assertThat(e).hasMessageContaining("malformed answer");
            }
        }
    }

    private Map<SandboxId, PodMetadata> parse(byte[] answer) {
        return marshaller.parse(new ByteArrayInputStream(answer));
    }
}
