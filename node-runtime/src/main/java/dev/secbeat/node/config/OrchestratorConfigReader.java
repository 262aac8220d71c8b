// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.config.OrchestratorConfig.Dns;
import dev.secbeat.node.config.OrchestratorConfig.Region;
import dev.secbeat.node.config.OrchestratorConfig.Safety;
import dev.secbeat.node.config.OrchestratorConfig.ViewKey;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The keys of an orchestrator's file, their defaults and their limits. */
final class OrchestratorConfigReader {
    private static final Kind<String> VIEW = Kinds.oneOf("NA", "SA", "EU", "AF", "AS", "OC", "AN", "default");
    private static final Kind<String> DOMAIN = Kind.text(
            "a domain name such as secbeat.example",
            text -> Optional.of(text)
                    .filter(t -> t.length() < 254
                            && t.matches("([A-Za-z0-9_]([A-Za-z0-9_-]{0,62})\\.)*[A-Za-z0-9-]{1,63}\\.?"))
                    .map(t -> (t.endsWith(".") ? t : t + ".").toLowerCase(Locale.ROOT)));

    private static final String DATA_DIRECTORY = "/var/lib/secbeat-orchestrator";

    private final Environment environment;

    private OrchestratorConfigReader(Environment environment) {
        this.environment = environment;
    }

    static OrchestratorConfig read(String text, String fileName, Environment environment) {
        return ConfigFile.parse(text, fileName, environment, new OrchestratorConfigReader(environment)::file);
    }

    private OrchestratorConfig file(Section root) {
        try (Section section = root.section("orchestrator")) {
            return new OrchestratorConfig(
                    section.value("name", Kinds.NODE_NAME, environment.hostName()),
                    NodeConfigReader.nats(root),
                    regions(section),
                    dns(section),
                    new Safety(
                            section.value("lease_seconds", Kinds.integer(3, 300), 10),
                            section.value("min_healthy_regions", Kinds.integer(1, 100), 1)),
                    section.value("trust_file", Kinds.PATH, Path.of(NodeConfigReader.TRUST_FILE)),
                    section.value("data_dir", Kinds.PATH, Path.of(DATA_DIRECTORY)),
                    OutletReader.read(root),
                    NodeConfigReader.trustRoots(section),
                    NodeConfigReader.metrics(root, 9091),
                    NodeConfigReader.log(root));
        }
    }

    private static List<Region> regions(Section section) {
        List<Region> regions = section.tables("regions", OrchestratorConfigReader::region, List.of());
        if (!section.has("regions")) {
            section.problem("regions", "is missing", "write one [[orchestrator.regions]] a region");
        }
        Set<RegionId> names = new HashSet<>();
        Set<String> views = new HashSet<>();
        for (Region region : regions) {
            if (!names.add(region.region())) {
                section.problem("regions", "region '" + region.region() + "' is there twice", "name each region once");
            }
            region.views().stream()
                    .filter(view -> !views.add(view))
                    .forEach(view -> section.problem(
                            "regions", "view '" + view + "' has two homes", "give each view to one region"));
        }
        return regions;
    }

    private static Region region(Section section) {
        return new Region(
                section.required("name", Kinds.REGION, new RegionId("unknown")),
                section.value("capacity_per_second", Kinds.count(0, 1_000_000_000_000L), 0L),
                section.list("addresses", Kinds.HOST_ADDRESS, List.of()),
                section.list("views", VIEW, List.of()));
    }

    private static Optional<Dns> dns(Section orchestrator) {
        if (!orchestrator.has("dns")) {
            return Optional.empty();
        }
        try (Section section = orchestrator.section("dns")) {
            section.value("provider", Kinds.oneOf("rfc2136"), "rfc2136");
            Dns dns = new Dns(
                    section.required("zone", DOMAIN, "zone.invalid."),
                    section.required("name", DOMAIN, "zone.invalid."),
                    section.value("ttl_seconds", Kinds.integer(1, 86_400), 30),
                    section.list("servers", Kinds.ENDPOINT, List.of()),
                    section.tables("views", OrchestratorConfigReader::viewKey, List.of()));
            check(section, dns);
            return Optional.of(dns);
        }
    }

    private static void check(Section section, Dns dns) {
        if (!dns.name().equals(dns.zone()) && !dns.name().endsWith("." + dns.zone())) {
            section.problem("name", "'" + dns.name() + "' is outside the zone", "a name in " + dns.zone());
        }
        if (!section.has("servers")) {
            section.problem("servers", "is missing", "an array of " + Kinds.ENDPOINT.allowed());
        }
        if (!section.has("views")) {
            section.problem("views", "is missing", "write one [[orchestrator.dns.views]] a view");
        }
    }

    private static ViewKey viewKey(Section section) {
        return new ViewKey(
                section.required("view", VIEW, "default"),
                section.required("tsig_key", DOMAIN, "key."),
                section.value(
                        "tsig_algorithm", Kinds.oneOf("hmac-sha256", "hmac-sha384", "hmac-sha512"), "hmac-sha256"),
                section.required("tsig_secret_file", Kinds.PATH, Path.of("secret")));
    }
}
