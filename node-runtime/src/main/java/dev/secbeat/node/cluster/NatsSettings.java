// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How to reach the NATS servers.
 *
 * @param url the regional server; whenever it can be reached, it is the one that is used
 * @param clusterUrls servers of other regions, used in order while the regional one is away
 * @param nkeySeedFile this client's key, mode 0600
 * @param retryAfterRefusal pause before a server that refused the key is asked again
 * @param homeCheck pause between looks whether the regional server is back, while another one is used
 * @param trustRoots public keys of the administrators who may sign trust files, so that a link which watches hears no node whose key was
 *     withdrawn; none: all that the servers let speak are heard
 * @param seed this client's key where it is in no file; it goes before the file
 */
public record NatsSettings(
        String url,
        List<String> clusterUrls,
        Path nkeySeedFile,
        Optional<NatsTls> tls,
        Duration retryAfterRefusal,
        Duration homeCheck,
        Optional<Seed> seed,
        List<String> trustRoots) {

    public NatsSettings {
        clusterUrls = List.copyOf(clusterUrls);
        trustRoots = List.copyOf(trustRoots);
    }

    /** With the key in a file. */
    public NatsSettings(
            String url,
            List<String> clusterUrls,
            Path nkeySeedFile,
            Optional<NatsTls> tls,
            Duration retryAfterRefusal,
            Duration homeCheck) {
        this(url, clusterUrls, nkeySeedFile, tls, retryAfterRefusal, homeCheck, Optional.empty(), List.of());
    }

    /** Without TLS; a refused key is tried again each 10 s, the way home is looked for each 5 s. */
    public static NatsSettings of(String url, List<String> clusterUrls, Path nkeySeedFile) {
        return new NatsSettings(
                url, clusterUrls, nkeySeedFile, Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(5));
    }

    /** The same with TLS. */
    public NatsSettings withTls(NatsTls files) {
        return new NatsSettings(
                url, clusterUrls, nkeySeedFile, Optional.of(files), retryAfterRefusal, homeCheck, seed, trustRoots);
    }

    /** The same with a key that is in no file. */
    public NatsSettings withSeed(Seed key) {
        return new NatsSettings(
                url, clusterUrls, nkeySeedFile, tls, retryAfterRefusal, homeCheck, Optional.of(key), trustRoots);
    }

    /** The same for a link that hears no node whose key was withdrawn, as a trust file says that one of {@code roots} has signed. */
    public NatsSettings withTrustRoots(List<String> roots) {
        return new NatsSettings(url, clusterUrls, nkeySeedFile, tls, retryAfterRefusal, homeCheck, seed, roots);
    }

    /** This client's key, read anew; the caller closes it. */
    NkeySigner signer() throws KeyFileException {
        return seed.isPresent() ? seed.get().open() : NkeySigner.load(nkeySeedFile);
    }

    /** All servers in order of preference. */
    List<String> servers() {
        List<String> servers = new ArrayList<>();
        servers.add(url);
        servers.addAll(clusterUrls);
        return servers;
    }
}
