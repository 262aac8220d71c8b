// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A BIND that steers the lab's clients: a view a continent, a TSIG key a view, by which the orchestrator changes it. One thread. */
final class NameServer {
    /** The service's name, which is the whole zone. */
    static final String NAME = "secbeat.example";
    /** For how long a client may remember where it was sent. */
    static final int TTL_SECONDS = 5;

    static final int PORT = 53;
    private static final String DIRECTORY = "dns";
    private static final int SECRET_BYTES = 32;

    private final StateDirectory state;
    private final Children children;
    private final SecureRandom random = new SecureRandom();

    NameServer(StateDirectory state, Children children) {
        this.state = state;
        this.children = children;
    }

    static String keyName(String view) {
        return "secbeat-" + view.toLowerCase(Locale.ROOT);
    }

    static String secretFile(String view) {
        return Keys.DIRECTORY + "/" + view + ".tsig";
    }

    Child start(AddressPlan plan) {
        Path directory = state.directory(DIRECTORY);
        Views views = Views.of(plan);
        StringBuilder config = new StringBuilder("""
                options {
                    directory "%s";
                    pid-file none;
                    session-keyfile none;
                    listen-on port %d { %s; };
                    listen-on-v6 { none; };
                    recursion no;
                    dnssec-validation no;
                    notify no;
                    minimal-responses yes;
                };
                controls { };
                """.formatted(directory, PORT, AddressPlan.DNS_ADDRESS));
        for (AddressPlan.Region region : plan.regions()) {
            views.continent(region.id())
                    .ifPresent(view -> config.append(view(view, region, region.clients4() + ".0/24;")));
        }
        config.append(view(Views.DEFAULT, plan.region(views.last()), "any;")); // The last: it takes whoever is left.
        Path file = state.write(DIRECTORY + "/named.conf", config.toString());
        return children.start(
                "named", AddressPlan.DNS, List.of("named", "-g", "-n", "1", "-c", file.toString()), Map.of());
    }

    boolean answers() {
        return InNamespace.answers(AddressPlan.INTERNET, AddressPlan.DNS_ADDRESS, PORT)
                && InNamespace.answers(AddressPlan.WAN, AddressPlan.DNS_ADDRESS, PORT);
    }

    private String view(String view, AddressPlan.Region home, String clients) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getEncoder().encodeToString(bytes);
        state.write(secretFile(view), secret);
        state.write(DIRECTORY + "/" + view + ".zone", """
                $TTL %1$d
                @ IN SOA ns.%2$s. root.%2$s. 1 3600 600 86400 %1$d
                @ IN NS ns.%2$s.
                ns IN A %3$s
                @ IN A %4$s
                @ IN AAAA %5$s
                """.formatted(
                        TTL_SECONDS, NAME, AddressPlan.DNS_ADDRESS, home.service4(), home.service6()));
        return """
                key "%1$s" { algorithm hmac-sha256; secret "%2$s"; };
                view "%3$s" {
                    match-clients { key "%1$s"; %4$s };
                    zone "%5$s" { type primary; file "%3$s.zone"; update-policy { grant "%1$s" zonesub ANY; }; };
                };
                """.formatted(keyName(view), secret, view, clients, NAME);
    }
}
