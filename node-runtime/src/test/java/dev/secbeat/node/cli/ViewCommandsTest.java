// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import static dev.secbeat.node.cluster.Samples.EAST;
import static dev.secbeat.node.cluster.Samples.WEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.support.Await;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking at a small fleet over a real server. */
class ViewCommandsTest {
    @TempDir
    Path folder;

    private SmallFleet fleet;

    @BeforeEach
    void start() {
        fleet = new SmallFleet(folder);
    }

    @AfterEach
    void stop() {
        fleet.close();
    }

    @Test
    void blocksAreSummedOverTheNodes() {
        fleet.withNodes();

        Shell text = fleet.asked("blocks");
        Shell json = fleet.asked("blocks", "--json");

        assertThat(text.status()).isZero();
        assertThat(text.out())
                .containsPattern("2001:db8::/32 +operator +unknown +0 s +8 +2/2\n")
                .contains("1 listed; a node holds up to 1");
        assertThat(SmallFleet.objects(json)).singleElement().satisfies(object -> {
            assertThat(object.get("nodes").asInt()).isEqualTo(2);
            assertThat(object.get("held").asInt()).isEqualTo(1);
            JsonNode block = object.get("blocks").get(0);
            assertThat(block.get("prefix").asText()).isEqualTo("2001:db8::/32");
            assertThat(block.get("hits").asInt()).isEqualTo(8);
            assertThat(block.get("inKernel").asInt()).isEqualTo(2);
            assertThat(block.get("expiresAtMillis").asLong()).isEqualTo(99);
        });
    }

    /** What a feed drops is no block: it is told of as a list, with where it comes from. */
    @Test
    void listsAreToldOfWithTheirOrigin() {
        fleet.withNodes();
        NodeStatus.ListStatus feed = new NodeStatus.ListStatus("drop-v4", "feed", 1_200, 7);
        for (NodeId node : List.of(EAST, WEST)) {
            fleet.node(node).tell(Samples.withLists(Samples.status(node, System.currentTimeMillis()), feed));
        }
        fleet.node(WEST)
                .tell(Samples.withLists(
                        Samples.status(WEST, System.currentTimeMillis()),
                        feed,
                        new NodeStatus.ListStatus("own", "file", 3, 0)));
        Await.until("both answer so", () -> fleet.asked("blocks").out().matches("(?s).*drop-v4 .* 2\n.*own .*"));

        assertThat(fleet.asked("blocks").out())
                .containsPattern("LIST +ORIGIN +ENTRIES +HITS +ON NODES\n")
                .containsPattern("drop-v4 +feed +1200 +14 +2\n")
                .containsPattern("own +file +3 +0 +1\n");
        JsonNode lists =
                SmallFleet.objects(fleet.asked("blocks", "--json")).getFirst().get("lists");
        assertThat(lists).hasSize(2);
        assertThat(lists.get(0).get("name").asText()).isEqualTo("drop-v4");
        assertThat(lists.get(0).get("origins").get(0).asText()).isEqualTo("feed");
        assertThat(lists.get(0).get("hits").asInt()).isEqualTo(14);
        assertThat(fleet.asked("blocks", "--origin", "operator").out()).doesNotContain("drop-v4");
    }

    @Test
    void blocksAreFiltered() {
        fleet.withNodes();

        assertThat(blocks("--prefix", "2001:db8:1::/48")).hasSize(1);
        assertThat(blocks("--prefix", "203.0.113.0/24")).isEmpty();
        assertThat(blocks("--origin", "operator")).hasSize(1);
        assertThat(blocks("--cause", "rate-requests")).isEmpty();
        assertThat(blocks("--cause", "unknown")).hasSize(1);
        JsonNode own =
                blocks("--node", "node." + EAST.region() + "." + EAST.name()).get(0);
        assertThat(own.get("hits").asInt()).isEqualTo(4);
        assertThat(fleet.asked("blocks", "--origin", "heaven").status()).isEqualTo(ExitCode.USAGE);
    }

    private JsonNode blocks(String... options) {
        String[] words =
                Stream.concat(Stream.of("blocks", "--json"), Stream.of(options)).toArray(String[]::new);
        return SmallFleet.objects(fleet.asked(words)).getFirst().get("blocks");
    }

    @Test
    void theBusiestSourcesAreShownOnceOrSeveralTimes() {
        fleet.withNodes();

        Shell once = fleet.asked("top", "--once");
        Shell twice = fleet.asked("top", "--json", "--refreshes", "2", "--every", "1s");

        assertThat(once.status()).isZero();
        assertThat(once.out())
                .containsPattern("203\\.0\\.113\\.42\\S* +requests +4\\.5 +100 +5% +yes")
                .contains("2 nodes asked");
        List<JsonNode> looks = SmallFleet.objects(twice);
        assertThat(looks).hasSize(2).allSatisfy(look -> {
            assertThat(look.get("nodes").asInt()).isEqualTo(2);
            JsonNode source = look.get("sources").get(0);
            assertThat(source.get("perSecond").asDouble()).isEqualTo(4.5);
            assertThat(source.get("blocked").asBoolean()).isTrue();
            assertThat(source.get("regions")).hasSize(2);
        });
        assertThat(fleet.asked("top", "--rows", "0").status()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void withoutNodesThereIsNothingToSee() {
        assertThat(fleet.asked("top", "--once").status()).isEqualTo(ExitCode.NO_FLEET);
        assertThat(fleet.asked("blocks").status()).isEqualTo(ExitCode.NO_FLEET);
    }

    @Test
    void receiptsAndCommandsAreSeenAsTheyCome() {
        fleet.withNodes();
        CompletableFuture<Shell> watching = CompletableFuture.supplyAsync(
                () -> fleet.asked(fleet.viewer, "watch", "--json", "--kind", "receipt,command", "--count", "6"));
        Await.until("it has heard enough", () -> {
            Shell block = fleet.asked("block", "203.0.113.42", "--reason", "flood");
            assertThat(block.status()).isZero();
            return watching.isDone();
        });

        Shell shell = watching.join();

        assertThat(shell.status()).isZero();
        List<JsonNode> lines = SmallFleet.objects(shell);
        assertThat(lines).hasSize(6).allSatisfy(line -> {
            String kind = line.get("kind").asText();
            assertThat(kind).isIn("receipt", "command");
            assertThat(line.get(kind).isObject()).isTrue();
            assertThat(line.get("heardAtMillis").asLong()).isPositive();
        });
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line.path("receipt").path("state").asText()).isEqualTo("APPLIED"));
        assertThat(lines)
                .anySatisfy(line -> assertThat(
                                line.path("command").path("body").path("reason").asText())
                        .isEqualTo("flood"));
    }

    @Test
    void aWatchEndsWhenItIsToldTo() {
        fleet.withNodes();

        Shell shell = fleet.asked("watch", "--for", "1s", "--kind", "link");

        assertThat(shell.status()).isZero();
        assertThat(shell.out()).contains("link  connected to solo");
        assertThat(fleet.asked("watch", "--kind", "gossip").status()).isEqualTo(ExitCode.USAGE);
    }
}
