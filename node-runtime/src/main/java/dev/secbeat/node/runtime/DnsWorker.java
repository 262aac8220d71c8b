// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.failover.DnsAnswers;
import dev.secbeat.node.failover.DnsException;
import dev.secbeat.node.failover.DnsProvider;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks and changes the DNS on a thread of its own, one thing after the other, and waits for it only so long: servers, views
 * and types add up their timeouts, and who waits for all of them loses the lease meanwhile. Owned by one thread.
 */
final class DnsWorker implements AutoCloseable {
    private final DnsProvider dns;
    private final Duration atMost;
    private final ExecutorService thread;
    private @Nullable Future<?> underway;

    DnsWorker(DnsProvider dns, Duration atMost) {
        this.dns = dns;
        this.atMost = atMost;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("orchestrator-dns").daemon().factory());
    }

    /** Whether it is at work. */
    boolean isBusy() {
        Future<?> before = underway;
        return before != null && !before.isDone();
    }

    /** Begins {@code task}; only while it {@link #isBusy is not busy}. */
    <T> CompletableFuture<T> begin(Function<DnsProvider, T> task) {
        if (isBusy()) {
            throw new IllegalStateException("the DNS is being asked or changed already");
        }
        CompletableFuture<T> begun = CompletableFuture.supplyAsync(() -> task.apply(dns), thread);
        underway = begun;
        return begun;
    }

    /** @throws DnsException when the records are not known in time, or an earlier question is still unanswered */
    DnsAnswers current() {
        long deadlineNanos = System.nanoTime() + atMost.toNanos();
        if (!isIdleBy(deadlineNanos)) {
            throw unreachable("an earlier question is still unanswered");
        }
        Future<DnsAnswers> asked = begin(DnsProvider::current);
        try {
            return asked.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
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

    private boolean isIdleBy(long deadlineNanos) {
        Future<?> before = underway;
        if (before == null) {
            return true;
        }
        try {
            before.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return before.isDone();
        } catch (ExecutionException e) {
            return true; // Whoever began it looks at what became of it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private static DnsException unreachable(String why) {
        return new DnsException(DnsException.Reason.UNREACHABLE, why + "; check the servers and the way to them");
    }
}
