// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.testing.Until;
import dev.secbeat.console.view.shell.Theme;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;

/** Runs pieces of a test on the FX thread. */
final class Fx {
    private Fx() {}

    /** Starts JavaFX if nobody has yet; not in a static initialiser, for which the FX thread would wait for ever. */
    private static synchronized void start() {
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        try {
            Platform.startup(() -> started.complete(true));
        } catch (IllegalStateException alreadyRunning) {
            return;
        }
        started.orTimeout(60, TimeUnit.SECONDS).join();
        Platform.setImplicitExit(false);
        call(() -> {
            Theme.load();
            return true;
        });
    }

    static <T> T call(Callable<T> work) {
        start();
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Throwable problem) {
                result.completeExceptionally(problem);
            }
        });
        return result.orTimeout(60, TimeUnit.SECONDS).join();
    }

    static void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    static void until(String description, Callable<Boolean> condition) {
        Until.holds(description, () -> call(condition));
    }
}
