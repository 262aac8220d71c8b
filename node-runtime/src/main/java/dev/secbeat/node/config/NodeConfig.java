// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.GeoSelection;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.crdt.CounterSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything a mitigation node is told at its start; checked as a whole, never changed. */
public record NodeConfig(
        NodeId node,
        Network network,
        Nats nats,
        State state,
        List<RateRule> rateRules,
        Protect protect,
        Xdp xdp,
        SynCookies synCookies,
        Control control,
        Metrics metrics,
        Log log) {

    /**
     * Reads and checks a file with the environment of this process.
     *
     * @throws ConfigException listing all problems
     */
    public static NodeConfig load(Path file) {
        return ConfigFile.read(file, NodeConfig::parse);
    }

    /**
     * Reads and checks a text.
     *
     * @param fileName stands in messages; {@code config.<region>.toml} also gives the region when the text does not
     * @throws ConfigException listing all problems
     */
    public static NodeConfig parse(String text, String fileName) {
        return NodeConfigReader.read(text, fileName, Environment.process());
    }

    /** As {@link #parse(String, String)}, with ${NAME} taken from {@code variables}. */
    public static NodeConfig parse(String text, String fileName, Map<String, String> variables) {
        return NodeConfigReader.read(text, fileName, Environment.of(variables, "node"));
    }

    /**
     * The way from clients to the origin.
     *
     * @param listenPort 0 for any free one
     * @param interfaces where XDP is attached, at most 16; empty: the interface of the default route
     * @param trustedProxies peers whose X-Forwarded-For is believed
     * @param tls certificate and key (PEM) with which clients are served; empty for plain HTTP
     */
    public record Network(
            String listenAddress,
            int listenPort,
            URI backendUrl,
            List<String> interfaces,
            List<Prefix> trustedProxies,
            Optional<TlsFiles> tls) {}

    /** A certificate chain and its private key, PEM files. */
    public record TlsFiles(Path certificate, Path key) {}

    /**
     * The bus between nodes.
     *
     * @param url the region's own server
     * @param clusterUrls the other regions' servers, tried when the own one is away
     * @param nkeySeedFile the node's identity; empty only where the servers ask for none
     * @param tls whether to insist on TLS; implied by a tls:// URL
     * @param tlsCa certificate authority of the servers (PEM); empty for those the Java runtime trusts
     */
    public record Nats(
            URI url, List<URI> clusterUrls, Optional<Path> nkeySeedFile, boolean tls, Optional<Path> tlsCa) {}

    /**
     * Counting over regions.
     *
     * @param crossRegion false: counts of other regions are not merged; the own ones are sent all the same
     * @param relay whether other regions' counts come by one relay each
     * @param onPartition what holds while other nodes cannot be heard
     * @param maxCounterAgeSeconds after which a source that fell silent is forgotten
     * @param maxSources sources that all rules together have room for, about; see {@link CounterSettings#withSources}
     */
    public record State(
            int syncIntervalMillis,
            boolean crossRegion,
            Relay relay,
            OnPartition onPartition,
            int maxCounterAgeSeconds,
            int maxSources) {}

    /** How counts of other regions come. */
    public enum Relay {
        /** By one relay a region once the fleet is large. */
        AUTO,
        /** By one relay a region. */
        ON,
        /** From each node. */
        OFF
    }

    /** By what a node judges while peers that were there are not heard. */
    public enum OnPartition {
        /** By whole limits and what it sees: each side may let through as much. */
        LOCAL,
        /** By its side's share of the limits. */
        SHARE
    }

    /**
     * How much one source may ask for over all regions.
     *
     * @param limitPerSecond events per second over the window; more is too much
     * @param burst so many more may come at once
     * @param grouping what counts as one source
     * @param maxBlockSeconds up to which the block of a source that comes back doubles; {@code blockSeconds}: it does not
     */
    public record RateRule(
            Dimension dimension,
            long limitPerSecond,
            int windowSeconds,
            long burst,
            Grouping grouping,
            int blockSeconds,
            int maxBlockSeconds) {
        /** For each address, without burst; blocks of one length. */
        public RateRule(Dimension dimension, long limitPerSecond, int windowSeconds, int blockSeconds) {
            this(dimension, limitPerSecond, windowSeconds, 0, Grouping.ADDRESS, blockSeconds, blockSeconds);
        }
    }

    /**
     * What is kept from blocks.
     *
     * @param neverBlock prefixes no block may touch
     * @param allow prefixes that skip counting and blocking altogether
     * @param dnsServers that answer for the protected names: nobody finds the service while they are shut out
     * @param healthCheckers of others, whose word moves clients: a load balancer's, a DNS provider's
     * @param countryDatabase tells which addresses are of which country
     * @param countryShare of a country's addresses, above 0 to 1, from which on two administrators must want them blocked
     * @param maxTrafficShare of the legitimate traffic that passes, 0 to 1, so much may one order shut out; 1: all
     */
    public record Protect(
            List<Prefix> neverBlock,
            List<Prefix> allow,
            List<Prefix> dnsServers,
            List<Prefix> healthCheckers,
            double maxTrafficShare,
            Optional<Path> countryDatabase,
            double countryShare) {
        /** What is meant where nothing is said. */
        public static final double STANDARD_COUNTRY_SHARE = 0.5;

        /** What is meant where nothing is said. */
        public static final double STANDARD_TRAFFIC_SHARE = 0.05;
    }

    /**
     * The kernel's part.
     *
     * @param enabled false: only the proxy enforces
     * @param pinDirectory in the BPF file system; holds what goes on filtering while the daemon is down
     * @param maxHostBlocks blocked single addresses the kernel can hold
     * @param maxPrefixBlocks blocked prefixes the kernel can hold
     * @param maxSources sources the kernel counts at the same time
     * @param amplificationPorts UDP source ports, 1 to 65535, that are dropped
     * @param samplePass of so many packets that pass one is shown to a capture that asks for nothing else; 0: none can be
     * @param sampleDrop the same of packets that are dropped
     * @param samplePublish samples a second that a console which asks is shown at most; 0: none
     * @param rules asked in this order
     * @param maxPolicedSources sources of each policed service whose rate the kernel keeps at the same time
     * @param lists files and databases with sources that are dropped
     */
    public record Xdp(
            boolean enabled,
            Path pinDirectory,
            int maxHostBlocks,
            int maxPrefixBlocks,
            int maxSources,
            Martians martians,
            List<Integer> amplificationPorts,
            int samplePass,
            int sampleDrop,
            int samplePublish,
            List<PacketRule> rules,
            List<ServicePolicy> services,
            int maxPolicedSources,
            Lists lists) {}

    /**
     * Sources to drop, kept in files.
     *
     * @param entries of all lists together that the kernel can hold; 0 without lists
     * @param files the first that holds a source has its hits
     * @param feeds lists as well, asked after the files; at most 16 of both
     */
    public record Lists(int entries, List<ListFile> files, List<FeedConfig> feeds) {
        /** Lists without feeds. */
        public Lists(int entries, List<ListFile> files) {
            this(entries, files, List.of());
        }

        /** Names of all, in the order in which they are asked. */
        public List<String> names() {
            return Stream.concat(
                            files.stream().map(ListFile::name), feeds.stream().map(FeedConfig::name))
                    .toList();
        }
    }

    /**
     * A list.
     *
     * @param name in metrics and logs
     * @param file an absolute path
     * @param selection what of the file makes the list, which then is a database; empty: the file is the list, as text
     * @param dryRun what would be dropped is counted only
     */
    public record ListFile(String name, Path file, Optional<GeoSelection> selection, boolean dryRun) {
        /** A list whose sources are dropped. */
        public ListFile(String name, Path file, Optional<GeoSelection> selection) {
            this(name, file, selection, false);
        }

        /** The same of a file of text. */
        public ListFile(String name, Path file) {
            this(name, file, Optional.empty());
        }
    }

    /** Which sources the kernel drops because nothing from the Internet can have them. */
    public enum Martians {
        /** None. */
        OFF,
        /** Those no host may send from. */
        INVALID,
        /** Also those the Internet does not route. */
        UNROUTABLE
    }

    /**
     * Protection of TCP ports against SYN floods.
     *
     * @param ports at most 16; empty: the proxy's
     * @param synsPerSecond to one port, above which AUTO begins to answer
     * @param holdSeconds how long it goes on once there are fewer
     */
    public record SynCookies(SynCookieMode mode, List<Integer> ports, int synsPerSecond, int holdSeconds) {}

    /** When SYNs are answered by cookie. */
    public enum SynCookieMode {
        /** Never. */
        OFF,
        /** Always. */
        ON,
        /** During a flood. */
        AUTO
    }

    /**
     * Commands and what outlives a restart.
     *
     * @param trustFile who may command this node, and how far; with roots, what it begins with
     * @param trustRoots public keys of the administrators whose signed trust files this node takes; at most 16
     * @param dataDirectory journals of operator blocks and of the audit, and the newest trust file
     * @param alone whether this node is all of its fleet
     */
    public record Control(Path trustFile, List<String> trustRoots, Path dataDirectory, Alone alone) {}

    /** Whether a node is all of its fleet, so that nobody can tell it of a newer trust file. */
    public enum Alone {
        /** Unless other servers are configured or other nodes were ever heard. */
        AUTO,
        /** Whatever was heard. */
        YES
    }

    /** Where metrics, health and counters are served. */
    public record Metrics(String address, int port) {}

    /** Logging: {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}. */
    public record Log(String level) {}
}
