// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import dev.secbeat.node.api.Subjects;
import dev.secbeat.node.support.Await;
import io.nats.client.Connection;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody with all rights in the servers: the administrator's key, stolen. */
public final class Intruder implements AutoCloseable {
    private final FleetLink link;

    public Intruder(NatsSettings settings) {
        link = FleetLink.open(settings, "intruder", new FleetListener() {});
        Await.until("connected", () -> link.connection().isConnected());
    }

    /** Takes a message out of the audit stream. */
    public void delete(long sequence) throws Exception {
        connection().jetStreamManagement().deleteMessage(Subjects.AUDIT_STREAM, sequence);
    }

    /** Puts a message into it. */
    public void publish(String subject, byte[] content) throws Exception {
        connection().jetStream().publish(subject, content);
    }

    /** Says something on a subject, whether or not any stream keeps it. */
    public void say(String subject, byte[] content) throws Exception {
        connection().publish(subject, content);
        connection().flush(Duration.ofSeconds(10));
    }

    /** Asks without end, until interrupted, for answers nobody wants. */
    public void ask(String subject, byte[] question) throws Exception {
        while (!Thread.currentThread().isInterrupted()) {
            for (int i = 0; i < 1_000; i++) {
                connection().publish(subject, connection().createInbox(), question);
            }
            connection().flush(Duration.ofSeconds(10));
        }
    }

    /** Counts what comes on a subject from now on. */
    public AtomicInteger count(String subject) throws Exception {
        AtomicInteger heard = new AtomicInteger();
        connection().createDispatcher(_ -> heard.incrementAndGet()).subscribe(subject);
        connection().flush(Duration.ofSeconds(10));
        return heard;
    }

    @Override
    public void close() {
        link.close();
    }

    private Connection connection() {
        return link.session().usable().orElseThrow();
    }
}
