// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.DnsProvider;
import dev.secbeat.node.failover.SteeredRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the DNS on a thread of its own and waits for it only so long: servers, views and types add up their timeouts, and
 * who waits for all of them loses the lease meanwhile. Owned by one thread.
 */
final class DnsReader implements AutoCloseable {
    private final DnsProvider dns;
    private final Duration atMost;
    private final ExecutorService thread;
    private @Nullable Future<List<SteeredRecord>> question;

    DnsReader(DnsProvider dns, Duration atMost) {
        this.dns = dns;
        this.atMost = atMost;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("orchestrator-dns").daemon().factory());
    }

    /** @throws DnsException when the records are not known in time, or an earlier question is still unanswered */
    List<SteeredRecord> current() {
        Future<List<SteeredRecord>> before = question;
        if (before != null && !before.isDone()) {
            throw unreachable("an earlier question is still unanswered");
        }
        Future<List<SteeredRecord>> asked = thread.submit(dns::current);
        question = asked;
        try {
            return asked.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable("no answer within " + atMost.toMillis() + " ms");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DnsException dnsTrouble
                    ? dnsTrouble
                    : unreachable(String.valueOf(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("the orchestrator is closing");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static DnsException unreachable(String why) {
        return new DnsException(DnsException.Reason.UNREACHABLE, why + "; check the servers and the way to them");
    }
}
