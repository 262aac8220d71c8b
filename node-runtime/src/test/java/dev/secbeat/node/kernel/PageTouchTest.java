// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.support.Await;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PageTouchTest {
    private static final int PAGE = 4_096;

    @Test
    void comesToEachPageOnceAndChangesNothing() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment large = counted(arena.allocate(100L * PAGE, PAGE));
            MemorySegment odd = counted(arena.allocate(2L * PAGE + 2, PAGE));
            MemorySegment small = counted(arena.allocate(64, PAGE));
            byte[] before = large.toArray(ValueLayout.JAVA_BYTE);
            try (PageTouch touch = PageTouch.start(List.of(large, odd, small), 0)) {
                Await.until("all but what is no whole word", () -> touch.touched() == 100 + 2 + 1);
                assertThat(large.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(before);
            }
        }
    }

    @Test
    void undoesNothingThatIsWrittenMeanwhile() throws InterruptedException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment page = arena.allocate(PAGE, PAGE);
            List<MemorySegment> oneAndTheSame = Collections.nCopies(20_000, page);
            AtomicBoolean over = new AtomicBoolean();
            long[] lost = new long[1];
            Thread writer = Thread.ofPlatform().start(() -> {
                int written = 0;
                while (!over.get()) {
                    page.set(ValueLayout.JAVA_INT, 0, ++written);
                    lost[0] += page.get(ValueLayout.JAVA_INT, 0) == written ? 0 : 1;
                }
            });
            try (PageTouch touch = PageTouch.start(oneAndTheSame, 0)) {
                Await.until("often enough", () -> touch.touched() == oneAndTheSame.size());
            } finally {
                over.set(true);
                writer.join();
            }
            assertThat(lost[0]).isZero();
        }
    }

    @Test
    void endsWhereverItIs() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment table = arena.allocate(1_000L * PAGE, PAGE);
            PageTouch touch = PageTouch.start(List.of(table), TimeUnit.HOURS.toNanos(1));
            touch.close();
            assertThat(touch.touched()).isZero();
        }
    }

    private static MemorySegment counted(MemorySegment segment) {
        for (long i = 0; i < segment.byteSize(); i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31));
        }
        return segment;
    }
}
