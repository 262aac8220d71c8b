// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import io.nats.client.Options;
import io.nats.client.ServerPool;
import io.nats.client.support.NatsUri;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;

/**
 * Offers the regional server first, at the beginning and after every loss, then the others in order, round and round.
 * Servers that the cluster advertises are ignored: where a node may connect is configuration. Called by the client's
 * connecting thread alone; synchronized because that thread changes.
 */
final class HomeFirstPool implements ServerPool {
    private final List<NatsUri> servers;
    private int next;

    HomeFirstPool(List<String> urls) {
        servers = new ArrayList<>(urls.size());
        for (String url : urls) {
            try {
                servers.add(new NatsUri(url));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("'" + url + "' is not a NATS address: write nats://host:4222", e);
            }
        }
    }

    @Override
    public void initialize(Options options) {}

    @Override
    public boolean acceptDiscoveredUrls(List<String> discovered) {
        return false;
    }

    @Override
    public synchronized NatsUri peekNextServer() {
        return servers.get(next);
    }

    @Override
    public synchronized NatsUri nextServer() {
        NatsUri server = servers.get(next);
        next = (next + 1) % servers.size();
        return server;
    }

    @Override
    @SuppressWarnings("deprecation") // the interface still demands it; names are left to the JDK
    public List<String> resolveHostToIps(String host) {
        return List.of();
    }

    @Override
    public synchronized void connectSucceeded(NatsUri server) {
        next = 0;
    }

    @Override
    public void connectFailed(NatsUri server) {}

    @Override
    public List<String> getServerList() {
        return servers.stream().map(NatsUri::toString).toList();
    }

    @Override
    public boolean hasSecureServer() {
        return servers.stream().anyMatch(NatsUri::isSecure);
    }
}
