// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end of a session, which waits for its files on a thread of its own. */
class FleetSessionTest {
    @TempDir
    private Path folder;

    @Test
    void itIsClosedElsewhereAndLetsGoOfTheModelOnlyOnTheFxThread() throws InterruptedException {
        FleetSession session = Fx.call(() -> {
            FleetSession made = new FleetSession(
                    ConsoleOptions.parse(
                            List.of("--headless", "--prometheus", "http://127.0.0.1:1"), folder.resolve("none")),
                    Clock.systemUTC());
            made.start();
            return made;
        });
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Platform.runLater(() -> {
            held.countDown();
            try {
                goOn.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(held.await(60, TimeUnit.SECONDS)).isTrue();
        session.close();
        assertThat(session.isWatching())
                .as("the FX thread is at work with the model")
                .isTrue();
        goOn.countDown();
        assertThat(Fx.call(session::isWatching)).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .as("all else is closed")
                .noneMatch(thread -> thread.getName().equals("recorder"));
    }
}
