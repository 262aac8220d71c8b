// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Configuration of one region's nats-server (2.9 or newer), as text.
 *
 * <p>Three traps are avoided on purpose: no {@code accounts} block beside {@code authorization} (one that holds only
 * {@code $SYS} would lock every user out), no {@code no_auth_user} (with routes it lets anybody in), and no permission
 * on all of {@code $JS}.
 *
 * @param serverName unique in the cluster, such as {@code us-east}
 * @param listen {@code host:port} for clients
 * @param monitor {@code host:port} of the monitoring page; empty for none. Anybody who can reach it can read it
 * @param jetStreamDir where lease and audit stream are kept
 * @param users everybody who may connect; the same list on every server
 */
public record NatsServerConfig(
        String serverName,
        String listen,
        Optional<String> monitor,
        Optional<Cluster> cluster,
        Path jetStreamDir,
        List<NatsUser> users,
        Optional<Tls> tls) {
    /** Largest message in bytes; larger ones are refused by the server. */
    public static final int MAX_PAYLOAD = 256 * 1024;

    public NatsServerConfig {
        users = List.copyOf(users);
    }

    /**
     * How the regions' servers find each other.
     *
     * @param name the same on all servers
     * @param listen {@code host:port} for routes
     * @param advertised {@code host:port} under which the other servers reach it, where that is not {@code listen}
     * @param routes {@code host:port} of the other servers' routes
     * @param secret proves one server to another; the same on all servers
     */
    public record Cluster(
            String name, String listen, Optional<String> advertised, List<String> routes, Optional<Secret> secret) {}

    /** User and password between servers; put the file that holds them out of others' reach. */
    public record Secret(String user, String password) {
        @Override
        public String toString() {
            return "Secret[user=" + user + "]";
        }
    }

    /** PEM files of a server, for its clients and, in a cluster, for the other servers. */
    public record Tls(Path certificateFile, Path keyFile, Path caFile) {}

    /** The configuration file's content. */
    public String text() {
        ConfigText out = new ConfigText();
        out.comment("SecBeat: NATS server of region " + serverName + ". Check it with: nats-server -t -c FILE");
        out.field("server_name", serverName);
        out.field("listen", listen);
        monitor.ifPresent(address -> out.field("http", address));
        out.word("max_payload", Integer.toString(MAX_PAYLOAD));
        out.comment("A peer that is cut off without a goodbye is noticed within about six seconds.");
        out.field("ping_interval", "2s");
        out.word("ping_max", "2");
        out.field("write_deadline", "5s");
        tls.ifPresent(files -> writeTls(out, files));
        out.open("jetstream");
        out.field("store_dir", jetStreamDir.toString());
        out.word("max_memory_store", "16MB");
        out.word("max_file_store", "1GB");
        out.close();
        cluster.ifPresent(c -> writeCluster(out, c, tls));
        writeUsers(out);
        return out.toString();
    }

    private static void writeTls(ConfigText out, Tls files) {
        out.open("tls");
        out.field("cert_file", files.certificateFile().toString());
        out.field("key_file", files.keyFile().toString());
        out.field("ca_file", files.caFile().toString());
        out.close();
    }

    private static void writeCluster(ConfigText out, Cluster cluster, Optional<Tls> tls) {
        String credentials =
                cluster.secret().map(s -> s.user() + ":" + s.password() + "@").orElse("");
        out.open("cluster");
        out.field("name", cluster.name());
        out.field("listen", cluster.listen());
        cluster.advertised().ifPresent(address -> out.field("cluster_advertise", address));
        out.comment("Which servers a client may use is the client's configuration, not this server's advice.");
        out.word("no_advertise", "true");
        cluster.secret().ifPresent(secret -> {
            out.open("authorization");
            out.field("user", secret.user());
            out.field("password", secret.password());
            out.close();
        });
        // Here the certificates also prove the servers to each other: they are good for clients and servers both.
        tls.ifPresent(files -> writeTls(out, files));
        out.list(
                "routes",
                cluster.routes().stream()
                        .map(route -> "nats-route://" + credentials + route)
                        .toList());
        out.close();
    }

    private void writeUsers(ConfigText out) {
        out.open("authorization");
        out.startList("users");
        for (NatsUser user : users) {
            out.comment(user.comment());
            out.startObject();
            out.field("nkey", user.publicKey());
            out.open("permissions");
            out.open("publish");
            out.list("allow", user.publish());
            out.close();
            out.open("subscribe");
            out.list("allow", user.subscribe());
            if (!user.unheard().isEmpty()) {
                out.list("deny", user.unheard());
            }
            out.close();
            if (user.answers()) {
                out.comment("One answer to each question, on the asker's own inbox.");
                out.word("allow_responses", "{ max: 1, expires: \"5s\" }");
            }
            out.close();
            out.close();
        }
        out.endList();
        out.close();
    }
}
