// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.TrustFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node never blocks: what it is told, what it lives by, and the fleet's machines as administrators name them. */
class NeverBlockedTest {
    private static final Prefix CONFIGURED = Prefix.parse("198.51.100.1");
    private static final Prefix GATEWAY = Prefix.parse("192.0.2.254");
    private static final Prefix PEER = Prefix.parse("203.0.113.7");
    private static final Prefix CHECKER = Prefix.parse("2001:db8::7");
    private static final TrustFile NOBODY = TrustFile.nobody();

    @TempDir
    Path folder;

    private final Map<Prefix, String> there = new HashMap<>(Map.of(GATEWAY, "its default gateway"));
    private final LoopWorld world = new LoopWorld();
    private final List<Map<Prefix, String>> told = new ArrayList<>();
    private LifelineWatch lifelines;
    private NeverBlocked kept;
    private TrustFile machines;

    @BeforeEach
    void open() throws IOException {
        lifelines = new LifelineWatch(_ -> Map.copyOf(there), world);
        machines = file(List.of(
                new Member.Node(key("west"), NodeId.of("eu-west", "b"), List.of(PEER, GATEWAY)),
                new Member.Orchestrator(key("one"), "one", List.of(CHECKER))));
        kept = kept("");
        kept.addTaker(told::add);
    }

    private NeverBlocked kept(String more) {
        NodeConfig config = NodeConfig.parse("""
                [platform]
                region = "us-east"
                [network]
                backend_url = "http://127.0.0.1:8080"
                interface = "lo"
                [protect]
                never_block = ["198.51.100.1"]
                """ + more, "node.toml", Map.of());
        return new NeverBlocked(config, lifelines, NOBODY);
    }

    private String key(String name) throws IOException {
        try (NkeySigner signer = NkeySigner.create(folder.resolve(name + ".nk"))) {
            return signer.publicKey();
        }
    }

    private static TrustFile file(List<Member> members) {
        return new TrustFile(0, List.of(), members, List.of(), Optional.empty());
    }

    @Test
    void theFleetsMachinesAreKeptAsLongAsTheTrustFileNamesThem() {
        assertThat(kept.all()).containsOnlyKeys(CONFIGURED, GATEWAY);
        assertThat(kept.doWork(1, 1, NOBODY)).isZero();

        assertThat(kept.doWork(2, 2, machines)).isOne();
        assertThat(kept.doWork(3, 3, machines)).as("no news").isZero();
        assertThat(told).containsExactly(kept.all());
        assertThat(kept.all())
                .containsEntry(CONFIGURED, CommandProcessor.CONFIGURED)
                .containsEntry(GATEWAY, "its default gateway")
                .containsEntry(PEER, "an address of node eu-west/b, by the trust file")
                .containsEntry(CHECKER, "an address of orchestrator one, by the trust file")
                .hasSize(4);

        assertThat(kept.doWork(4, 4, NOBODY)).isOne();
        assertThat(told.getLast()).containsOnlyKeys(CONFIGURED, GATEWAY);
    }

    /** Else an order could make the name unknown, or the region look dead to those who send clients there. */
    @Test
    void dnsServersAndHealthCheckersAreKeptByNameAndExemptInTheKernel() {
        Prefix dns = Prefix.parse("198.51.100.53");
        Prefix checkers = Prefix.parse("203.0.113.128/26");
        NeverBlocked named = kept("""
                dns_servers = ["198.51.100.53", "192.0.2.254"]
                health_checkers = ["203.0.113.128/26"]
                """);
        assertThat(named.all())
                .containsEntry(dns, "an authoritative DNS server, by protect.dns_servers")
                .containsEntry(GATEWAY, "its default gateway")
                .containsEntry(checkers, "a health checker, by protect.health_checkers")
                .hasSize(4);
        assertThat(named.exempted()).contains(GATEWAY, dns, checkers).doesNotContain(CONFIGURED);
        assertThat(named.doWork(1, 1, machines)).isOne();
        assertThat(named.all()).containsKeys(dns, checkers, PEER);
    }

    @Test
    void lifelinesThatChangeComeBesideThem() {
        kept.doWork(1, 1, machines);
        Prefix server = Prefix.parse("198.51.100.9");
        there.put(server, "its NATS server");
        lifelines.look();

        assertThat(kept.doWork(2, 2, machines)).isOne();

        assertThat(kept.all()).containsOnlyKeys(CONFIGURED, GATEWAY, PEER, CHECKER, server);
        assertThat(told.getLast()).isEqualTo(kept.all());
    }

    @Test
    void theKernelExemptsWhoAsksAfterHealthButNoPeers() {
        kept.doWork(1, 1, machines);

        assertThat(kept.exempted()).containsExactlyInAnyOrder(GATEWAY, CHECKER);
    }
}
