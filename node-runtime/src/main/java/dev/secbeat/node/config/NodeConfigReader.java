// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.config.NodeConfig.Alone;
import dev.secbeat.node.config.NodeConfig.Control;
import dev.secbeat.node.config.NodeConfig.Log;
import dev.secbeat.node.config.NodeConfig.Martians;
import dev.secbeat.node.config.NodeConfig.Metrics;
import dev.secbeat.node.config.NodeConfig.Nats;
import dev.secbeat.node.config.NodeConfig.Network;
import dev.secbeat.node.config.NodeConfig.OnPartition;
import dev.secbeat.node.config.NodeConfig.Protect;
import dev.secbeat.node.config.NodeConfig.Relay;
import dev.secbeat.node.config.NodeConfig.State;
import dev.secbeat.node.config.NodeConfig.TlsFiles;
import dev.secbeat.node.config.NodeConfig.Xdp;
import dev.secbeat.node.crdt.CounterSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of a node's file, their defaults and their limits. */
final class NodeConfigReader {
    static final String TRUST_FILE = "/etc/secbeat/trust.json";
    static final String DATA_DIRECTORY = "/var/lib/secbeat";

    private static final Pattern REGION_IN_FILE_NAME = Pattern.compile("config\\.([a-z0-9][a-z0-9-]{0,31})\\.toml");
    private static final URI NO_BACKEND = URI.create("http://127.0.0.1:8080");
    private static final int DAY = 86_400;
    private static final int MOST_ROOTS = 16;
    private final Environment environment;
    private final String fileName;

    private NodeConfigReader(Environment environment, String fileName) {
        this.environment = environment;
        this.fileName = fileName;
    }

    static NodeConfig read(String text, String fileName, Environment environment) {
        return ConfigFile.parse(text, fileName, environment, new NodeConfigReader(environment, fileName)::node);
    }

    private NodeConfig node(Section root) {
        return new NodeConfig(
                platform(root),
                network(root),
                nats(root),
                state(root),
                RateRuleReader.read(root),
                protect(root),
                xdp(root),
                SynCookiesReader.read(root),
                control(root),
                metrics(root, 9090),
                log(root));
    }

    private NodeId platform(Section root) {
        try (Section section = root.section("platform")) {
            Optional<RegionId> named = regionOfFileName();
            RegionId region = named.isPresent()
                    ? section.value("region", Kinds.REGION, named.get())
                    : section.required("region", Kinds.REGION, new RegionId("unknown"));
            String fallback = region + "-" + environment.hostName();
            return new NodeId(region, section.value("node_id", Kinds.NODE_NAME, fallback));
        }
    }

    private Optional<RegionId> regionOfFileName() {
        Path name = Path.of(fileName).getFileName();
        Matcher matcher = REGION_IN_FILE_NAME.matcher(name == null ? "" : name.toString());
        return matcher.matches() ? Optional.of(new RegionId(matcher.group(1))) : Optional.empty();
    }

    private static Network network(Section root) {
        try (Section section = root.section("network")) {
            return new Network(
                    section.value("listen_address", Kinds.ADDRESS, "::"),
                    section.value("listen_port", Kinds.PORT, 8443),
                    section.required("backend_url", Kinds.BACKEND_URL, NO_BACKEND),
                    InterfacesReader.read(section),
                    section.list("trusted_proxies", Kinds.PREFIX, List.of()),
                    tls(section));
        }
    }

    private static Optional<TlsFiles> tls(Section section) {
        Optional<Path> certificate = section.optional("tls_cert", Kinds.PATH);
        Optional<Path> key = section.optional("tls_key", Kinds.PATH);
        if (section.has("tls_cert") != section.has("tls_key")) {
            String missing = certificate.isPresent() ? "tls_key" : "tls_cert";
            String present = certificate.isPresent() ? "tls_cert" : "tls_key";
            section.problem(present, "stands without " + missing, "give both (PEM files) or neither");
        }
        return certificate.flatMap(c -> key.map(k -> new TlsFiles(c, k)));
    }

    static Nats nats(Section root) {
        try (Section section = root.section("nats")) {
            URI url = section.value("url", Kinds.NATS_URL, URI.create("nats://127.0.0.1:4222"));
            boolean tlsUrl = "tls".equals(url.getScheme());
            boolean tls = section.value("tls", Kinds.FLAG, tlsUrl);
            Optional<Path> tlsCa = section.optional("tls_ca", Kinds.PATH);
            if (tlsUrl && !tls) {
                section.problem(
                        "tls", "is false but the url begins with tls:", "leave it out, or write nats: in the url");
            } else if (tlsCa.isPresent() && !tls) {
                section.problem("tls_ca", "is set but tls is off", "set tls = true, or leave tls_ca out");
            }
            return new Nats(
                    url,
                    section.list("cluster_urls", Kinds.NATS_URL, List.of()),
                    section.optional("nkey_seed_file", Kinds.PATH),
                    tls,
                    tlsCa);
        }
    }

    private static State state(Section root) {
        try (Section section = root.section("state")) {
            section.value("type", Kinds.oneOf("crdt"), "crdt");
            section.value("persist_to_disk", NEVER, false);
            return new State(
                    section.value("sync_interval_ms", Kinds.integer(10, 10_000), 100),
                    section.value("cross_region", Kinds.FLAG, true),
                    section.value("relay", RELAY, Relay.AUTO),
                    section.value("on_partition", ON_PARTITION, OnPartition.LOCAL),
                    section.value("max_counter_age_seconds", Kinds.integer(1, DAY), 300),
                    section.value("max_sources", Kinds.integer(1_024, 4_194_304), CounterSettings.DEFAULT_SOURCES));
        }
    }

    /** A filled-in variable is a text. */
    private static final Kind<Relay> RELAY = new Kind<>(
            Object.class,
            "\"auto\", true or false",
            value -> Optional.ofNullable(
                    switch (String.valueOf(value)) {
                        case "auto" -> Relay.AUTO;
                        case "true" -> Relay.ON;
                        case "false" -> Relay.OFF;
                        default -> null;
                    }));

    private static final Kind<OnPartition> ON_PARTITION = Kind.text(
            "one of local, share",
            text -> Arrays.stream(OnPartition.values())
                    .filter(o -> o.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst());

    private static final Kind<Boolean> NEVER = new Kind<>(
            Boolean.class,
            "false (counters are rebuilt from the other nodes; operators' blocks are always kept on disk)",
            value -> value.equals(false) ? Optional.of(false) : Optional.empty());

    private static Protect protect(Section root) {
        try (Section section = root.section("protect")) {
            return new Protect(
                    section.list("never_block", Kinds.PREFIX, List.of()),
                    section.list("allow", Kinds.PREFIX, List.of()),
                    section.list("dns_servers", Kinds.PREFIX, List.of()),
                    section.list("health_checkers", Kinds.PREFIX, List.of()),
                    section.value("max_traffic_share", Kinds.SHARE, Protect.STANDARD_TRAFFIC_SHARE),
                    section.optional("country_database", Kinds.PATH),
                    section.value("country_share", Kinds.SHARE_ABOVE_0, Protect.STANDARD_COUNTRY_SHARE));
        }
    }

    private static Xdp xdp(Section root) {
        try (Section section = root.section("xdp")) {
            return new Xdp(
                    section.value("enabled", Kinds.FLAG, true),
                    section.value("pin_dir", Kinds.PATH, Path.of("/sys/fs/bpf/secbeat")),
                    section.value("max_host_blocks", Kinds.integer(1_024, 4_194_304), 1_000_000),
                    section.value("max_prefix_blocks", Kinds.integer(256, 1_048_576), 100_000),
                    section.value("max_sources", Kinds.integer(1_024, 4_194_304), 524_288),
                    section.value("martians", MARTIANS, Martians.INVALID),
                    section.list("amplification_ports", Kinds.UDP_PORT, List.of()),
                    section.value("sample_pass", SAMPLE_EVERY, 10_000),
                    section.value("sample_drop", SAMPLE_EVERY, 100),
                    section.value("sample_publish", Kinds.integer(0, 100), 20),
                    PacketRuleReader.read(section),
                    ServiceReader.read(section),
                    section.value("max_policed_sources", Kinds.integer(1_024, 4_194_304), 65_536),
                    ListReader.read(section));
        }
    }

    private static final Kind<Martians> MARTIANS = Kind.text(
            "one of off, invalid, unroutable",
            text -> Arrays.stream(Martians.values())
                    .filter(m -> m.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst());

    private static final Kind<Integer> SAMPLE_EVERY =
            Kinds.integer(0, 1 << 30, "a number of packets up to 1073741824, or 0 for no samples");

    private static Control control(Section root) {
        try (Section section = root.section("control")) {
            return new Control(
                    section.value("trust_file", Kinds.PATH, Path.of(TRUST_FILE)),
                    trustRoots(section),
                    section.value("data_dir", Kinds.PATH, Path.of(DATA_DIRECTORY)),
                    section.value("alone", Kinds.oneOf("auto", "yes"), "auto").equals("yes") ? Alone.YES : Alone.AUTO);
        }
    }

    static List<String> trustRoots(Section section) {
        List<String> roots = section.list("trust_roots", Kinds.NKEY, List.of());
        if (roots.size() > MOST_ROOTS) {
            section.problem("trust_roots", "names " + roots.size() + " keys", "at most " + MOST_ROOTS);
        }
        return roots;
    }

    static Metrics metrics(Section root, int defaultPort) {
        try (Section section = root.section("metrics")) {
            return new Metrics(
                    section.value("address", Kinds.ADDRESS, "::"), section.value("port", Kinds.PORT, defaultPort));
        }
    }

    static Log log(Section root) {
        try (Section section = root.section("log")) {
            String level = section.value("level", Kinds.oneOf("error", "warn", "info", "debug", "trace"), "info");
            return new Log(level.toLowerCase(Locale.ROOT));
        }
    }
}
