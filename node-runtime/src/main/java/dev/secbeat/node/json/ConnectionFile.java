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
 */
public record ConnectionFile(List<String> nats, Optional<String> operatorSeedFile, Optional<String> prometheus) {
    private static final int MAX_SERVERS = 64;

    public ConnectionFile {
        nats = List.copyOf(nats);
        if (nats.isEmpty()) {
            throw new IllegalArgumentException("field nats names no server: write at least one nats:// address");
        }
    }

    static void write(FieldWriter out, ConnectionFile file) throws IOException {
        out.texts("nats", file.nats);
        if (file.operatorSeedFile.isPresent()) {
            out.text("operatorSeedFile", file.operatorSeedFile.get());
        }
        if (file.prometheus.isPresent()) {
            out.text("prometheus", file.prometheus.get());
        }
    }

    static ConnectionFile read(Fields in) throws DecodeException {
        return new ConnectionFile(
                in.texts("nats", MAX_SERVERS), in.optionalText("operatorSeedFile"), in.optionalText("prometheus"));
    }
}
