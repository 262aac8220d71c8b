// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.control.DecisionLog.State;
import dev.secbeat.node.support.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for the disk, in front of a disk that takes a write only when it is let. */
class JournalWriterTest {
    private static final int ROOM = 10;

    private final SlowDisk disk = new SlowDisk();
    private final AtomicInteger told = new AtomicInteger();
    private final JournalWriter<String> writer = new JournalWriter<>("test-journal", ROOM, disk, told::incrementAndGet);

    /** Entries are a letter, which is the key, and a number. */
    private static final class SlowDisk implements JournalWriter.Journal<String> {
        final Semaphore writes = new Semaphore(0);
        final AtomicInteger tried = new AtomicInteger();
        final List<String> written = new ArrayList<>();
        volatile boolean broken;
        volatile boolean closed;

        @Override
        public Object key(String entry) {
            return entry.charAt(0);
        }

        @Override
        public int weight(String entry) {
            return 1;
        }

        @Override
        public void append(List<String> entries) throws IOException {
            tried.incrementAndGet();
            writes.acquireUninterruptibly();
            if (broken) {
                throw new IOException("broken");
            }
            synchronized (written) {
                written.addAll(entries);
            }
        }

        List<String> written() {
            synchronized (written) {
                return List.copyOf(written);
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @AfterEach
    void close() {
        disk.writes.release(1_000);
        writer.close();
    }

    @Test
    void nothingIsDurableBeforeTheDiskHasItAndAllIsAfter() {
        offer("a1", "b1");
        writer.start();
        Await.until("the disk is asked", () -> disk.tried.get() == 1);
        offer("c1");
        assertThat(writer.newest()).isEqualTo(3);
        assertThat(writer.state(0, 1)).isEqualTo(State.PENDING);
        disk.writes.release();
        Await.until("the first batch is told of", () -> told.get() == 1);
        assertThat(writer.state(0, 2)).isEqualTo(State.DURABLE);
        assertThat(writer.state(2, 3)).isEqualTo(State.PENDING);
        disk.writes.release();
        Await.until("the second batch is told of", () -> told.get() == 2);
        assertThat(writer.state(0, 3)).isEqualTo(State.DURABLE);
        assertThat(disk.written()).containsExactly("a1", "b1", "c1");
    }

    /** The newest takes the place of what it supersedes: it is never later than what it stands for. */
    @Test
    void ofOneKeyTheNewestIsWrittenAtThePlaceOfTheFirst() {
        offer("a1", "b1", "a2", "c1", "b2", "a3");
        disk.writes.release();
        writer.start();
        Await.until("written", () -> told.get() == 1);
        assertThat(disk.written()).containsExactly("a3", "b2", "c1");
        assertThat(writer.state(0, 6)).isEqualTo(State.DURABLE);
        assertThat(writer.lost()).isZero();
    }

    @Test
    void theSameKeyOverAndOverNeverFillsTheRoom() {
        for (int i = 0; i < 1_000; i++) {
            offer("a" + i, "b" + i);
        }
        disk.writes.release();
        writer.start();
        Await.until("written", () -> told.get() == 1);
        assertThat(disk.written()).containsExactly("a999", "b999");
        assertThat(writer.lost()).isZero();
    }

    @Test
    void whatFindsNoRoomIsCountedAndNeverCalledDurable() {
        for (char key = 'a'; key < 'a' + ROOM + 2; key++) {
            offer(key + "1");
        }
        assertThat(writer.lost()).isEqualTo(2);
        disk.writes.release();
        writer.start();
        Await.until("written", () -> told.get() == 1);
        assertThat(disk.written()).hasSize(ROOM).doesNotContain("a1", "b1");
        assertThat(writer.state(0, 1)).isEqualTo(State.NOT_KEPT);
        assertThat(writer.state(1, 2)).isEqualTo(State.NOT_KEPT);
        assertThat(writer.state(2, 12)).isEqualTo(State.DURABLE);
    }

    @Test
    void whatTheDiskRefusesIsTriedUntilItTakesIt() {
        disk.broken = true;
        disk.writes.release(2);
        offer("a1");
        writer.start();
        Await.until("tried three times", () -> disk.tried.get() == 3);
        assertThat(writer.state(0, 1)).isEqualTo(State.PENDING);
        offer("b1");
        disk.broken = false;
        disk.writes.release(2);
        Await.until("both are written", () -> told.get() == 2);
        assertThat(disk.written()).containsExactly("a1", "b1");
        assertThat(writer.lost()).isZero();
    }

    @Test
    void closingWritesWhatWaits() {
        offer("a1", "b1");
        disk.writes.release();
        writer.start();
        writer.close();
        assertThat(disk.written()).containsExactly("a1", "b1");
        assertThat(disk.closed).isTrue();
    }

    @Test
    void closingGivesUpOnADiskThatRefuses() {
        disk.broken = true;
        disk.writes.release(1_000);
        offer("a1", "b1");
        writer.start();
        writer.close();
        assertThat(disk.closed).isTrue();
        assertThat(writer.lost()).isEqualTo(2);
        assertThat(writer.state(0, 2)).isEqualTo(State.NOT_KEPT);
    }

    private void offer(String... entries) {
        List.of(entries).forEach(writer::offer);
    }
}
