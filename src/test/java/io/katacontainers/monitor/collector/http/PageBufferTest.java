package io.katacontainers.monitor.collector.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageBufferTest {
    private static final int BLOCK = PageMemory.BLOCK_BYTES;

    private final PageMemory memory = new PageMemory(4L * BLOCK);

    @Test
    void keepsWhatIsWrittenWhateverTheSizeOfThePieces() throws IOException {
        Random random = new Random(7);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (PageBuffer page = new PageBuffer(memory);
                OutputStream out = page.stream()) {
            while (expected.size() < 3 * BLOCK) {
                byte[] piece = new byte[random.nextInt(BLOCK / 2)];
                random.nextBytes(piece);
                out.write(piece);
                expected.write(piece);
            }
            out.write('x');
            expected.write('x');
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            page.writeTo(copy);
            assertThat(page.size()).isEqualTo(expected.size());
            assertThat(copy.toByteArray()).isEqualTo(expected.toByteArray());
        }
    }

    @Test
    void pagesTogetherAreBounded() throws IOException {
        try (PageBuffer second = new PageBuffer(memory)) {
            try (PageBuffer first = new PageBuffer(memory)) {
                first.stream().write(new byte[3 * BLOCK]);
                second.stream().write(new byte[BLOCK]);
                assertThatThrownBy(() -> second.stream().write(1)).isInstanceOf(PageMemory.ExhaustedException.class);
            }
            second.stream().write(1);
            assertThat(memory.taken()).isEqualTo(2);
        }
        assertThat(memory.taken()).isZero();
    }
}
