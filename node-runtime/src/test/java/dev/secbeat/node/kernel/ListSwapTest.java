// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * While lists are exchanged, every packet sees one generation. What stands in both is listed in another way in each: as an
 * address here, by a prefix there; a packet that saw parts of two generations would find neither.
 */
@NeedsKernel
class ListSwapTest {
    private static final int SWAPS = 150;
    private static final int BATCH = 20_000;

    @Test
    void noPacketSeesPartsOfTwoGenerations() throws Exception {
        swap(
                ListTexts.list("198.51.100.1", "198.51.100.77"),
                ListTexts.list("198.51.100.2", "198.51.100.64/26"),
                "198.51.100.1",
                "198.51.100.2",
                "198.51.100.77");
    }

    @Test
    void norDoesOneOfIpv6() throws Exception {
        swap(
                ListTexts.list("2001:db8:1::/48", "2001:d00:7::7"),
                ListTexts.list("2001:db8:2::2", "2001:d00::/25"),
                "2001:db8:1::1",
                "2001:db8:2::2",
                "2001:d00:7::7");
    }

    private static void swap(ListEntries one, ListEntries other, String inOne, String inOther, String inBoth)
            throws Exception {
        try (XdpBench bench = new XdpBench(List.of("a", "b"), 100)) {
            SourceLists lists = bench.lists();
            lists.enforce(List.of(one, ListEntries.none()));
            AtomicInteger epoch = new AtomicInteger(); // Odd while a swap is under way.
            AtomicLong compared = new AtomicLong();
            AtomicLong wrong = new AtomicLong();
            TestRun program = new TestRun(bench.plane().programFd());
            Thread packets = Thread.ofPlatform().unstarted(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    int before = epoch.get();
                    int first = drops(program, inOne);
                    int second = drops(program, inOther);
                    if (before % 2 == 0 && before == epoch.get()) {
                        compared.incrementAndGet();
                        wrong.addAndGet(first + second == 1 && first == (before / 2 + 1) % 2 ? 0 : 1);
                    }
                    wrong.addAndGet(passed(bench, program, inBoth));
                }
            });
            packets.start();
            for (int i = 1; i <= SWAPS; i++) {
                epoch.incrementAndGet();
                lists.enforce(i % 2 == 0 ? List.of(one, ListEntries.none()) : List.of(ListEntries.none(), other));
                epoch.incrementAndGet();
                long seen = compared.get();
                while (compared.get() == seen && packets.isAlive()) {
                    Thread.onSpinWait(); // At least one pair of packets with each generation.
                }
            }
            packets.interrupt();
            packets.join();
            assertThat(compared.get()).isGreaterThanOrEqualTo(SWAPS);
            assertThat(wrong).hasValue(0);
        }
    }

    /** Of many packets, one right after the other, so that some are judged at the very moment of a swap. */
    private static long passed(XdpBench bench, TestRun program, String source) {
        long before = bench.plane().stats().of(XdpReason.Action.PASS).packets();
        program.verdict(Frame.from(source).udp(0).bytes(), BATCH);
        return bench.plane().stats().of(XdpReason.Action.PASS).packets() - before;
    }

    private static int drops(TestRun program, String source) {
        return program.verdict(Frame.from(source).udp(0).bytes(), 1) == TestRun.XDP_DROP ? 1 : 0;
    }
}
