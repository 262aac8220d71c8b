// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import io.nats.client.Connection;
import io.nats.client.support.NatsUri;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a connection that has gone to another region's server back to the regional one.
 *
 * <p>A server greets with a line that begins {@code INFO}; two greetings in a row count as back, so that a server which
 * is just coming up and failing again does not make its clients flap. Used by the session's thread alone.
 */
final class HomeCheck {
    private static final Logger LOG = LoggerFactory.getLogger(HomeCheck.class);
    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int GREETINGS_NEEDED = 2;
    private static final byte[] GREETING = {'I', 'N', 'F', 'O'};

    private final NatsSettings settings;
    private int greetings;

    HomeCheck(NatsSettings settings) {
        this.settings = settings;
    }

    void returnIfBack(Connection connection) throws InterruptedException {
        try {
            NatsUri home = new NatsUri(settings.url());
            String used = connection.getConnectedUrl();
            if (used == null || home.equivalent(new NatsUri(used))) {
                greetings = 0;
                return;
            }
            greetings = greets(home) ? greetings + 1 : 0;
            if (greetings >= GREETINGS_NEEDED) {
                greetings = 0;
                LOG.info("event=nats_going_home from={} to={}", used, home);
                connection.forceReconnect();
            }
        } catch (IOException | URISyntaxException e) {
            LOG.debug("event=nats_home_check_failed error={}", e.toString());
        }
    }

    private static boolean greets(NatsUri server) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), TIMEOUT_MILLIS);
            return Arrays.equals(socket.getInputStream().readNBytes(GREETING.length), GREETING);
        } catch (IOException e) {
            return false;
        }
    }
}
