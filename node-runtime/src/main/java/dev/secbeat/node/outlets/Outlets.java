// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.outlets.OutletSettings.Syslog;
import dev.secbeat.node.outlets.OutletSettings.Tcp;
import dev.secbeat.node.outlets.OutletSettings.Tls;
import dev.secbeat.node.outlets.OutletSettings.Udp;
import dev.secbeat.node.outlets.OutletSettings.Webhook;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLSocketFactory;

/** All outlets of a process. Thread rule: any thread. */
public final class Outlets implements AutoCloseable {
    private static final long REQUEST_MILLIS = 10_000;
    private static final long DEAD_BYTES = 16L << 20;

    private final List<Outlet> outlets;

    private Outlets(List<Outlet> outlets) {
        this.outlets = List.copyOf(outlets);
    }

    /** None. */
    public static Outlets none() {
        return new Outlets(List.of());
    }

    /**
     * Opens an outlet for each of {@code settings}; none has started to send.
     *
     * @param folder of dead letters and of what waits over a restart; made when it is not there
     * @throws IOException that says what cannot be opened
     */
    public static Outlets open(List<OutletSettings> settings, Path folder, NodeClock clock) throws IOException {
        if (!settings.isEmpty()) {
            Files.createDirectories(folder);
        }
        List<Outlet> outlets = new ArrayList<>();
        for (OutletSettings one : settings) {
            outlets.add(new Outlet(
                    one,
                    sender(one, clock),
                    new DeadLetters(folder, one.name(), DEAD_BYTES),
                    new WaitingFile(folder, one.name()),
                    clock,
                    () -> ThreadLocalRandom.current().nextDouble()));
        }
        return new Outlets(outlets);
    }

    /** Begins to send. */
    public void start() {
        outlets.forEach(Outlet::start);
    }

    public List<Outlet> all() {
        return outlets;
    }

    public boolean isEmpty() {
        return outlets.isEmpty();
    }

    /** Offers {@code delivery} to all. Never waits. */
    public void offer(Delivery delivery) {
        outlets.forEach(outlet -> outlet.offer(delivery));
    }

    @Override
    public void close() {
        outlets.forEach(Outlet::close);
    }

    private static Sender sender(OutletSettings settings, NodeClock clock) throws IOException {
        return switch (settings.target()) {
            case Webhook webhook -> new WebhookSender(webhook, clock, REQUEST_MILLIS);
            case Syslog syslog -> syslog(settings.name(), syslog);
        };
    }

    private static Sender syslog(String name, Syslog syslog) throws IOException {
        return switch (syslog.transport()) {
            case Udp _ -> new DatagramSender(syslog);
            case Tcp _ -> new StreamSender(syslog, null);
            case Tls tls -> new StreamSender(syslog, sockets(name, tls));
        };
    }

    private static SSLSocketFactory sockets(String name, Tls tls) throws IOException {
        if (tls.authority().isEmpty()) {
            return (SSLSocketFactory) SSLSocketFactory.getDefault();
        }
        Path pem = tls.authority().get();
        try {
            return TrustedAuthority.sockets(pem);
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("tls_ca of outlet " + name + ": " + pem + " cannot be used: " + e.getMessage(), e);
        }
    }
}
