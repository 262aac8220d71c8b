// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds a daemon's main thread until SIGTERM or SIGINT, then closes it in order. */
final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private Daemon() {}

    /** Returns only in theory: the process ends while the shutdown hook runs. */
    static int runUntilStopped(AutoCloseable daemon) throws InterruptedException {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> close(daemon)));
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }

    private static void close(AutoCloseable daemon) {
        try {
            daemon.close();
            LOG.info("event=stopped");
        } catch (Exception e) { // The process ends either way; the log keeps why it was not clean.
            LOG.error("event=stop_failed error=\"{}\"", e.toString());
        }
    }
}
