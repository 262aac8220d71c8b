// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.cluster.NatsSettings;
import dev.secbeat.node.cluster.NatsTls;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.CommandProcessor;
import dev.secbeat.node.crdt.CounterSettings;
import dev.secbeat.node.crdt.RelayUse;
import dev.secbeat.node.kernel.AbuseFilter;
import dev.secbeat.node.kernel.MapCapacities;
import dev.secbeat.node.kernel.Martians;
import dev.secbeat.node.kernel.PacketPolicy;
import dev.secbeat.node.kernel.PacketSampling;
import dev.secbeat.node.kernel.ReportPacing;
import dev.secbeat.node.kernel.SynCookies;
import dev.secbeat.node.kernel.XdpSettings;
import dev.secbeat.node.proxy.ProxySettings;
import dev.secbeat.node.verdict.RateRule;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What each room is told, from the one configuration; rooms do not know the file. */
final class RoomSettings {
    private static final int REPLICAS_IN_A_CLUSTER = 3;

    /** The kernel may keep the step of each member of a prefix to itself: all of them together a quarter of its limit. */
    private static final int SHARES_OF_PREFIX = 4;

    private static final int MOST_MEMBERS = 256;

    /** Reports that a source at its limit gives rise to in a window, at least. */
    private static final int STEPS_PER_LIMIT = 64;

    private static final int LARGE_PACKET_BYTES = 1500;

    private RoomSettings() {}

    static ProxySettings proxy(NodeConfig config) {
        NodeConfig.Network network = config.network();
        return new ProxySettings(
                network.listenAddress(),
                network.listenPort(),
                network.backendUrl(),
                network.trustedProxies(),
                config.protect().allow(),
                network.tls().map(tls -> new ProxySettings.Tls(tls.certificate(), tls.key())),
                proxyLimits(config));
    }

    /** The proxy holds every block that the block map can: no sink refuses what has been decided. */
    private static ProxySettings.Limits proxyLimits(NodeConfig config) {
        ProxySettings.Limits standard = ProxySettings.Limits.defaults();
        return standard.withSources(Math.max(standard.sources(), config.xdp().maxHostBlocks()));
    }

    /** The kernel lets protected prefixes through even when a wider block covers them. */
    static XdpSettings xdp(NodeConfig config) {
        NodeConfig.Xdp xdp = config.xdp();
        MapCapacities standard = MapCapacities.DEFAULT;
        MapCapacities capacities = new MapCapacities(
                        xdp.maxHostBlocks(),
                        xdp.maxPrefixBlocks(),
                        standard.allowPrefixes(),
                        xdp.maxSources(),
                        standard.ringBytes())
                .withListEntries(xdp.lists().entries());
        return new XdpSettings(
                interfaces(config.network()),
                xdp.pinDirectory(),
                protectedPrefixes(config),
                capacities,
                pacing(config.rateRules()),
                abuse(xdp),
                new PacketSampling(xdp.samplePass(), xdp.sampleDrop()),
                new PacketPolicy(xdp.rules(), xdp.services(), xdp.maxPolicedSources(), rules(config)),
                synCookies(config),
                xdp.lists().names());
    }

    private static List<String> interfaces(NodeConfig.Network network) {
        if (!network.interfaces().isEmpty()) {
            return network.interfaces();
        }
        return List.of(DefaultInterface.find()
                .orElseThrow(() -> new StartException(
                        "network.interface and network.interfaces are not set and there is no default route to take it from: name the"
                                + " interface that receives the clients' traffic, or set xdp.enabled = false")));
    }

    /** A port that is not known before the proxy listens cannot be guarded. */
    private static SynCookies synCookies(NodeConfig config) {
        NodeConfig.SynCookies wanted = config.synCookies();
        int proxy = config.network().listenPort();
        List<Integer> standard = proxy == 0 ? List.of() : List.of(proxy);
        SynCookies.Mode mode = switch (wanted.mode()) {
            case OFF -> SynCookies.Mode.OFF;
            case ON -> SynCookies.Mode.ON;
            case AUTO -> SynCookies.Mode.AUTO;
        };
        return new SynCookies(
                mode,
                new TreeSet<>(wanted.ports().isEmpty() ? standard : wanted.ports()),
                wanted.synsPerSecond(),
                Duration.ofSeconds(wanted.holdSeconds()));
    }

    private static AbuseFilter abuse(NodeConfig.Xdp xdp) {
        Martians martians = switch (xdp.martians()) {
            case OFF -> Martians.OFF;
            case INVALID -> Martians.INVALID;
            case UNROUTABLE -> Martians.UNROUTABLE;
        };
        return new AbuseFilter(martians, new TreeSet<>(xdp.amplificationPorts()));
    }

    /**
     * What the kernel keeps to itself of a source must be little against the strictest limit, so that a source over it
     * is not taken for one under it.
     */
    static ReportPacing pacing(Collection<NodeConfig.RateRule> rules) {
        ReportPacing standard = ReportPacing.DEFAULT;
        long step = standard.stepPackets();
        for (NodeConfig.RateRule rule : rules) {
            long perWindow = rule.limitPerSecond() * rule.windowSeconds() / steps(rule.grouping());
            step = switch (rule.dimension()) {
                case REQUESTS -> step;
                case CONNECTIONS, PACKETS -> Math.min(step, perWindow);
                case BYTES -> Math.min(step, perWindow / LARGE_PACKET_BYTES);
            };
        }
        return new ReportPacing((int) Math.max(1, step), standard.tick());
    }

    private static long steps(Grouping grouping) {
        long members = 1;
        for (Family family : Family.values()) {
            int beyond = grouping.counts(family) ? Grouping.ADDRESS.length(family) - grouping.length(family) : 0;
            members = Math.max(members, Math.min(MOST_MEMBERS, 1L << beyond));
        }
        return Math.max(STEPS_PER_LIMIT, members * SHARES_OF_PREFIX);
    }

    static NatsSettings nats(NodeConfig.Nats nats) {
        Path seed = nats.nkeySeedFile()
                .orElseThrow(() -> new StartException(
                        "nats.nkey_seed_file is not set: every member of a fleet proves who it is with a key; make one"
                                + " with 'secbeat keys new FILE' and add its public key to the NATS servers"));
        NatsSettings settings = NatsSettings.of(
                nats.url().toString(),
                nats.clusterUrls().stream().map(Object::toString).toList(),
                seed);
        return nats.tls() ? settings.withTls(new NatsTls(nats.tlsCa(), Optional.empty())) : settings;
    }

    static LoopSettings loop(NodeConfig config, long incarnation) {
        LoopSettings standard =
                LoopSettings.standard(config.node(), incarnation, rules(config), protectedPrefixes(config));
        CounterSettings counter = LoopSettings.counterFor(
                        rules(config),
                        CounterHeap.sources(config),
                        standard.counter().hashSeed())
                .withIntervals(
                        config.state().syncIntervalMillis(), config.state().maxCounterAgeSeconds() * 1000L);
        return standard.withCounter(counter)
                .withBlockCapacity(config.xdp().maxHostBlocks())
                .withSharedLimits(config.state().onPartition() == NodeConfig.OnPartition.SHARE)
                .withRelays(relays(config.state().relay()));
    }

    private static RelayUse relays(NodeConfig.Relay relay) {
        return switch (relay) {
            case AUTO -> RelayUse.LARGE_FLEETS;
            case ON -> RelayUse.ALWAYS;
            case OFF -> RelayUse.NEVER;
        };
    }

    static List<RateRule> rules(NodeConfig config) {
        return config.rateRules().stream().map(RoomSettings::rule).toList();
    }

    private static RateRule rule(NodeConfig.RateRule rule) {
        return new RateRule(
                rule.dimension(),
                rule.limitPerSecond(),
                rule.windowSeconds() * 1000,
                rule.burst(),
                rule.grouping(),
                rule.blockSeconds(),
                rule.maxBlockSeconds());
    }

    /** What no block may touch, each with what it is. */
    static Map<Prefix, String> neverBlock(NodeConfig config, Map<Prefix, String> lifelines) {
        Map<Prefix, String> kept = new LinkedHashMap<>(lifelines);
        protectedPrefixes(config).forEach(prefix -> kept.put(prefix, CommandProcessor.CONFIGURED));
        return kept;
    }

    /** A blocked load balancer would shut out everyone behind it, so those that are trusted are protected as well. */
    static List<Prefix> protectedPrefixes(NodeConfig config) {
        List<Prefix> all = new ArrayList<>(config.protect().neverBlock());
        all.addAll(config.protect().allow());
        all.addAll(config.network().trustedProxies());
        return all.stream().distinct().toList();
    }

    /** Three need three servers: JetStream refuses more replicas than the cluster has members. */
    static int replicas(NodeConfig.Nats nats) {
        Set<URI> servers = new HashSet<>(nats.clusterUrls());
        servers.add(nats.url());
        return servers.size() >= REPLICAS_IN_A_CLUSTER ? REPLICAS_IN_A_CLUSTER : 1;
    }
}
