// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * How a console or command line tool finds a fleet; whoever starts a fleet leaves one.
 *
 * @param nats server addresses, the preferred one first, at least one
 * @param operatorSeedFile path of the nkey seed to connect and sign with
 * @param prometheus address of the global Prometheus
 * @param trustRoots public keys of the administrators who may sign trust files; with these, what nodes say whose key was withdrawn is
 *     not believed
 */
public record ConnectionFile(
        List<String> nats, Optional<String> operatorSeedFile, Optional<String> prometheus, List<String> trustRoots) {
    private static final int MAX_SERVERS = 64;
    private static final int MAX_ROOTS = 64;

    public ConnectionFile {
        nats = List.copyOf(nats);
        trustRoots = List.copyOf(trustRoots);
        if (nats.isEmpty()) {
            throw new IllegalArgumentException("field nats names no server: write at least one nats:// address");
        }
    }

    /** Without roots. */
    public ConnectionFile(List<String> nats, Optional<String> operatorSeedFile, Optional<String> prometheus) {
        this(nats, operatorSeedFile, prometheus, List.of());
    }

    static void write(FieldWriter out, ConnectionFile file) throws IOException {
        out.texts("nats", file.nats);
        if (file.operatorSeedFile.isPresent()) {
            out.text("operatorSeedFile", file.operatorSeedFile.get());
        }
        if (file.prometheus.isPresent()) {
            out.text("prometheus", file.prometheus.get());
        }
        if (!file.trustRoots.isEmpty()) {
            out.texts("trustRoots", file.trustRoots);
        }
    }

    static ConnectionFile read(Fields in) throws DecodeException {
        return new ConnectionFile(
                in.texts("nats", MAX_SERVERS),
                in.optionalText("operatorSeedFile"),
                in.optionalText("prometheus"),
                in.has("trustRoots") ? in.texts("trustRoots", MAX_ROOTS) : List.of());
    }
}
