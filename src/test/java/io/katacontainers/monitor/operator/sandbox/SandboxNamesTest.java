package io.katacontainers.monitor.operator.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SandboxNamesTest {
    private static final String DNS = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

    @Test
    void namesPodAndStartOfId() {
        assertThat(SandboxNames.ofPod("web-0", "0123456789abcdef0123")).isEqualTo("web-0-0123456789ab");
    }

    @Test
    void cutsLongPodNames() {
        assertThat(SandboxNames.ofPod("a".repeat(239) + "." + "b".repeat(13), "0123456789abcdef"))
                .hasSizeLessThanOrEqualTo(253)
                .matches(DNS)
                .endsWith("a-0123456789ab");
    }

    @Test
    void idsThatDifferInWhatNamesCannotHoldStayApart() {
        assertThat(SandboxNames.ofPod("web", "Abc_def.ghi-jkl"))
                .isNotEqualTo(SandboxNames.ofPod("web", "abc-def.ghi_jkl"));
    }

    @Test
    void labelsTooLongAreHashed() {
        assertThat(SandboxNames.label("a".repeat(64))).hasSize(63).matches("[0-9a-f]+");
        assertThat(SandboxNames.label("node-1.example")).isEqualTo("node-1.example");
        assertThat(SandboxNames.label("ends-in-")).hasSize(63);
    }

    @Test
    void everyIdGivesAValidName() {
        Random random = new Random(1);
        for (int round = 0; round < 1_000; round++) {
            String id = id(random);
            assertThat(SandboxNames.ofPod("web.shop", id)).matches(DNS);
            assertThat(SandboxNames.withoutPod(id)).matches("sandbox-[0-9a-f]{12}");
            assertThat(SandboxNames.label(id)).matches("[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
        }
    }

    private static String id(Random random) {
        String characters = "abcxyzABCXYZ0189_.-";
        int firstCharacters = characters.indexOf('_');
        StringBuilder id = new StringBuilder().append(characters.charAt(random.nextInt(firstCharacters)));
        random.ints(random.nextInt(128), 0, characters.length())
                .mapToObj(characters::charAt)
                .forEach(id::append);
        return id.toString();
    }
}
