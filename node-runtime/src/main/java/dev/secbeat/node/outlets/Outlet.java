// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

import dev.secbeat.node.time.NodeClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receiver with the queue before it. Deliveries go out in their order, each tried again and again, less and less often, up to
 * a number of times; then it is kept as a dead letter and the next one's turn has come. So a delivery arrives at least once, or
 * is counted as dead or dropped; one that may arrive twice has the same id both times.
 *
 * <p>Thread rule: {@link #offer} and the figures are for all threads and never wait; a thread of its own sends.
 */
public final class Outlet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);
    private static final long JOIN_MILLIS = 5_000;

    private final OutletSettings settings;
    private final Sender sender;
    private final DeadLetters dead;
    private final WaitingFile kept;
    private final NodeClock clock;
    private final DoubleSupplier dice;
    private final BlockingQueue<Delivery> queue;
    private final Thread thread;
    private final OutletFigures figures = new OutletFigures();
    private @Nullable Delivery sending;
    private String toldProblem = "";

    Outlet(
            OutletSettings settings,
            Sender sender,
            DeadLetters dead,
            WaitingFile kept,
            NodeClock clock,
            DoubleSupplier dice) {
        this.settings = settings;
        this.sender = sender;
        this.dead = dead;
        this.kept = kept;
        this.clock = clock;
        this.dice = dice;
        this.queue = new ArrayBlockingQueue<>(settings.queue());
        this.thread =
                Thread.ofPlatform().name("outlet-" + settings.name()).daemon().unstarted(this::run);
    }

    /** Begins to send, first what the last start left. */
    public void start() {
        kept.take(settings.queue()).forEach(this::offer);
        thread.start();
    }

    public String name() {
        return settings.name();
    }

    /** Takes {@code delivery} if the receiver is told such; one for which there is no room is counted. Never waits. */
    public void offer(Delivery delivery) {
        if (settings.kinds().contains(delivery.kind()) && !queue.offer(delivery)) {
            figures.dropped.incrementAndGet();
        }
    }

    /** Deliveries that wait. */
    public int waiting() {
        return queue.size();
    }

    /** What became of the others, since the start. */
    public OutletFigures figures() {
        return figures;
    }

    /** Ends what is under way; what still waits is kept for the next start. */
    @Override
    public void close() {
        thread.interrupt();
        sender.close();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sending = queue.take();
                deliver(sending);
                sending = null;
            }
        } catch (InterruptedException e) {
            LOG.debug("event=outlet_stopped outlet={}", name());
        }
        boolean interrupted = Thread.interrupted(); // It would close the file that is written now.
        List<Delivery> left = new ArrayList<>();
        if (sending != null) {
            left.add(sending);
        }
        queue.drainTo(left);
        if (!kept.save(left)) {
            figures.dropped.addAndGet(left.size());
        }
        LOG.debug("event=outlet_kept outlet={} deliveries={} interrupted={}", name(), left.size(), interrupted);
    }

    private void deliver(Delivery delivery) throws InterruptedException {
        for (int tries = 1; true; tries++) {
            String problem = attempt(delivery);
            if (problem.isEmpty()) {
                figures.delivered.incrementAndGet();
                toldProblem = "";
                return;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException("closed");
            }
            tell(problem);
            if (tries >= settings.tries()) {
                boolean written = dead.keep(delivery, tries, problem, clock.epochMillis());
                (written ? figures.dead : figures.dropped).incrementAndGet();
                return;
            }
            figures.retries.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(settings.backoff().delayMillis(tries, dice.getAsDouble()));
        }
    }

    /** The problem; empty when there is none. */
    private String attempt(Delivery delivery) throws InterruptedException {
        try {
            sender.send(delivery);
            return "";
        } catch (OutletException e) {
            return e.problem();
        } catch (RuntimeException e) { // One delivery must not end the outlet.
            return e.getClass().getSimpleName();
        }
    }

    /** Once for each problem, not once for each delivery. */
    private void tell(String problem) {
        if (!problem.equals(toldProblem)) {
            toldProblem = problem;
            LOG.warn(
                    "event=outlet_refused outlet={} problem=\"{}\" meaning=\"it is tried again, then kept as a dead letter\""
                            + " action=\"see whether the receiver is well\"",
                    name(),
                    problem);
        }
    }
}
