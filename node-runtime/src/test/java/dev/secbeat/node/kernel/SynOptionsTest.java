// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the stack's timestamps are the plain clock, the answer carries what the client offers. */
@NeedsKernel
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SynOptionsTest {
    private static final int SEED = 42;
    private static final int NO_SCALE = 15;
    private static final int SACK = 16;
    private static final int BASIC = 24;
    private static final int WITH_TIMESTAMPS = 40;

    private GuardedPort guarded;

    /** Options of a SYN, and what the answer's timestamp must say in its low bits; negative: none is expected. */
    record Offer(String name, List<Integer> options, int said) {
        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeEach
    void open() {
        if (guarded == null) {
            guarded = new GuardedPort(
                    SynCookies.Mode.ON,
                    1000,
                    "ipv4/tcp_syncookies=2",
                    "ipv4/tcp_timestamps=2",
                    "ipv4/tcp_rmem=4096 131072 6291456");
            guarded.namespaces().ipInside("link", "set", NamespacePair.GUARDED, "down");
        }
    }

    @AfterAll
    void close() throws IOException {
        if (guarded != null) {
            guarded.close();
        }
    }

    static List<Offer> offers() {
        List<Integer> stamp = List.of(8, 10, 1, 2, 3, 4, 0, 0, 0, 0);
        return List.of(
                offer("as Linux", 7 | SACK, List.of(2, 4, 5, 180), List.of(4, 2), stamp, List.of(1, 3, 3, 7)),
                offer("as macOS", 6 | SACK, List.of(2, 4, 5, 180, 1, 3, 3, 6, 1, 1), stamp, List.of(4, 2, 0, 0)),
                offer("timestamps alone", NO_SCALE, List.of(1, 1), stamp),
                offer("no window scale", NO_SCALE | SACK, List.of(4, 2), stamp),
                offer("no SACK", 3, stamp, List.of(3, 3, 3), List.of(0, 0, 0)),
                offer("scale of zero", 0, stamp, List.of(3, 3, 0), List.of(1, 1, 1)),
                offer("scale beyond all", 14, stamp, List.of(3, 3, 200), List.of(1, 1, 1)),
                offer("an option nobody knows", NO_SCALE, List.of(253, 6, 8, 10, 8, 10), stamp),
                offer(
                        "stamp at the very end",
                        NO_SCALE,
                        Collections.nCopies(12, 1),
                        List.of(253, 18),
                        Collections.nCopies(16, 8),
                        stamp),
                offer("as Windows", -1, List.of(2, 4, 5, 180, 1, 3, 3, 8, 1, 1, 4, 2)),
                offer("none", -1),
                offer("behind the end", -1, List.of(0, 0), stamp),
                offer("of no length", -1, List.of(253, 0), stamp),
                offer("longer than the header", -1, List.of(253, 200), stamp),
                offer("stamp cut short", -1, List.of(1, 1, 1, 1, 8, 10, 1, 2)),
                offer("stamp of a wrong length", -1, List.of(8, 12, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0)),
                offer("kind without length", -1, List.of(1, 1, 1, 8)),
                offer("behind too much padding", -1, Collections.nCopies(18, 1), stamp));
    }

    @SafeVarargs
    private static Offer offer(String name, int said, List<Integer>... parts) {
        List<Integer> options = new ArrayList<>();
        for (List<Integer> part : parts) {
            options.addAll(part);
        }
        return new Offer(name, options, said);
    }

    private TcpFrame answer(List<Integer> options) {
        TcpFrame.Segment syn = TcpFrame.Segment.syn(40_000, GuardedPort.PORT, 1).with(options, 0);
        GuardedPort.Judged judged =
                guarded.judge(TcpFrame.say("198.51.100.7", GuardedPort.SERVICE4, guarded.mac(), syn, it -> it));
        assertThat(judged.reason()).isEqualTo(XdpReason.SYN_COOKIE);
        TcpFrame answer = TcpFrame.of(judged.frame().array());
        assertThat(answer.checksumErrors()).containsExactly(0, 0);
        return answer;
    }

    @ParameterizedTest
    @MethodSource("offers")
    void theEchoedTimestampWillSayWhatWasOffered(Offer offer) {
        TcpFrame answer = answer(offer.options);
        if (offer.said < 0) {
            assertThat(answer.tcpBytes()).isEqualTo(BASIC);
            return;
        }
        assertThat(answer.tcpBytes()).isEqualTo(WITH_TIMESTAMPS);
        ByteBuffer options = ByteBuffer.wrap(answer.options());
        boolean sack = (offer.said & SACK) != 0;
        assertThat(options.getInt(0)).isEqualTo(0x02040000 | 1460);
        assertThat(options.getInt(4)).isEqualTo(sack ? 0x0402080A : 0x0101080A);
        int stamp = options.getInt(8);
        assertThat(stamp & 63).isEqualTo(offer.said);
        assertThat((int) (System.nanoTime() / 1_000_000) - stamp)
                .as("never ahead of the stack's own")
                .isNotNegative();
        assertThat(options.getInt(12)).as("echo").isEqualTo(0x01020304);
        assertThat(options.getInt(16)).isEqualTo((offer.said & 15) == NO_SCALE ? 0x01010101 : 0x01030307);
    }

    @Test
    void noOptionsConfuseIt() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            List<Integer> options = random.ints(4L * random.nextInt(11), 0, random.nextBoolean() ? 12 : 256)
                    .boxed()
                    .toList();
            assertThat(answer(options).tcpBytes()).isIn(BASIC, WITH_TIMESTAMPS);
        }
    }
}
