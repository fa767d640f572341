package io.katacontainers.monitor.collector.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.katacontainers.monitor.collector.runtime.cri.Container;
import io.katacontainers.monitor.collector.runtime.cri.ImageSpec;
import io.katacontainers.monitor.collector.runtime.cri.ListContainersResponse;
import io.katacontainers.monitor.collector.runtime.cri.ListPodSandboxResponse;
import io.katacontainers.monitor.collector.runtime.cri.PodSandbox;
import io.katacontainers.monitor.collector.runtime.cri.PodSandboxMetadata;
import io.katacontainers.monitor.collector.sandbox.SandboxId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriListingTest {
    private static final SandboxId A = new SandboxId("a");
    private static final SandboxId B = new SandboxId("b");
    private static final String DIGEST = "sha256:" + "0".repeat(64);

    @Test
    void keepsOnlyPodsThatAreAskedFor() {
        ListPodSandboxResponse listing = ListPodSandboxResponse.newBuilder()
                .addItems(PodSandbox.newBuilder()
                        .setId("a")
                        .setMetadata(PodSandboxMetadata.newBuilder()
                                .setUid("uid")
                                .setName("name")
                                .setNamespace("space"))
                        .setRuntimeHandler("kata"))
                .addItems(PodSandbox.newBuilder().setId("b"))
                .addItems(PodSandbox.newBuilder().setId("../c"))
                .addItems(PodSandbox.getDefaultInstance())
                .build();
        assertThat(CriListing.pods(listing.getItemsList().iterator(), Set.of(A)))
                .containsOnlyKeys(A)
                .containsEntry(A, new PodMetadata("uid", "name", "space", "kata", true));
    }

    @Test
    void aStateThatNobodyKnowsIsNotReady() {
        ListPodSandboxResponse listing = ListPodSandboxResponse.newBuilder()
                .addItems(PodSandbox.newBuilder().setId("a").setStateValue(7))
                .addItems(PodSandbox.newBuilder().setId("b").setStateValue(1))
                .build();
        assertThat(CriListing.pods(listing.getItemsList().iterator(), Set.of(A, B))
                        .values())
                .hasSize(2)
                .allSatisfy(pod -> assertThat(pod.ready()).isFalse());
    }

    @Test
    void sortsContainersByNameThenId() {
        ListContainersResponse listing = ListContainersResponse.newBuilder()
                .addContainers(container("3", "web"))
                .addContainers(container("2", "db"))
                .addContainers(container("1", "web"))
                .addContainers(container("9", "other").setPodSandboxId("b"))
                .build();
        assertThat(CriListing.containers(listing.getContainersList().iterator(), Set.of(A))
                        .get(A))
                .extracting(ContainerMetadata::id)
                .containsExactly("2", "1", "3");
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:1.27, sha256, sha256, nginx:1.27",
        "'', docker.io/library/nginx:1.27, sha256, docker.io/library/nginx:1.27",
        "'', sha256, registry.example/nginx@sha256, registry.example/nginx@sha256",
        "'', sha256, sha256, sha256",
        "'', '', '', ''",
    })
    void prefersTheImageNameThatAPersonWrote(String specified, String image, String ref, String expected) {
        Container container = container("1", "web")
                .setImage(ImageSpec.newBuilder()
                        .setUserSpecifiedImage(expand(specified))
                        .setImage(expand(image)))
                .setImageRef(expand(ref))
                .build();
        ListContainersResponse listing =
                ListContainersResponse.newBuilder().addContainers(container).build();
        assertThat(CriListing.containers(listing.getContainersList().iterator(), Set.of(A))
                        .get(A))
                .extracting(ContainerMetadata::image)
                .containsExactly(expand(expected));
    }

    @Test
    void boundsWhatAHostileRuntimeSends() {
        ListContainersResponse.Builder listing = ListContainersResponse.newBuilder();
        for (int i = 0; i < CriListing.MAX_CONTAINERS + 50; i++) {
            listing.addContainers(container("id" + i, "x".repeat(10_000)));
        }
        List<ContainerMetadata> containers = CriListing.containers(
                        listing.build().getContainersList().iterator(), Set.of(A))
                .getOrDefault(A, List.of());
        assertThat(containers).hasSize(CriListing.MAX_CONTAINERS);
        assertThat(containers.get(0).name()).hasSize(CriListing.MAX_TEXT);
    }

    private static String expand(String image) {
        return image.replace("sha256", DIGEST);
    }

    private static Container.Builder container(String id, String name) {
        return Container.newBuilder()
                .setId(id)
                .setPodSandboxId("a")
                .setMetadata(io.katacontainers.monitor.collector.runtime.cri.ContainerMetadata.newBuilder()
                        .setName(name));
    }
}
