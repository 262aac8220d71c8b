// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.Keys;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.cluster.Samples;
import dev.secbeat.node.control.CommandIntake;
import dev.secbeat.node.control.ReceivedCommand;
import dev.secbeat.node.control.TrustBytes;
import dev.secbeat.node.control.TrustChannel;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustGate;
import dev.secbeat.node.control.TrustHello;
import dev.secbeat.node.control.TrustKeeper;
import dev.secbeat.node.control.TrustMessage;
import dev.secbeat.node.control.TrustPeers;
import dev.secbeat.node.control.TrustWord;
import dev.secbeat.node.time.NodeClock;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders that wait until it is certain whom to obey. */
class OrderLineTest {
    private static final long STEP_NANOS = 100_000_000;

    @TempDir
    Path folder;

    private final Channel channel = new Channel();
    private final TrustFile file = new TrustFile(List.of());
    private NkeySigner signer;
    private TrustKeeper trust;
    private final OrderLine line = new OrderLine(NodeClock.system());
    private CommandIntake judged;
    private long nowNanos;

    @BeforeEach
    void open() throws Exception {
        signer = Keys.create(folder, "ada").signer();
        trust = new TrustKeeper(
                file,
                new TrustGate(List.of(signer.publicKey()), new NkeyVerifier()),
                channel,
                new TrustDesk(file, _ -> {}, () -> true, _ -> {}),
                TrustPeers.ofOrchestrator(new SplittableRandom(1)));
        judged = trust.holding(line);
        turns(1);
    }

    @AfterEach
    void close() {
        signer.close();
    }

    @Test
    void aNewerOrderNeverGoesBeforeOneThatWaits() {
        SignedCommand older = order();
        SignedCommand newer = order();
        line.add(older);
        assertThat(judged.next()).isEmpty();

        channel.arrived.add(new TrustMessage.Answer(new TrustHello(0, TrustBytes.digest(file), true)));
        turns(10);
        assertThat(trust.isSure()).isTrue();
        line.add(newer); // It comes at the moment at which the older one may go.

        assertThat(drain()).containsExactly(older, newer);
    }

    @Test
    void whatNobodyConfirmsIsToBeRefusedInItsTurn() {
        SignedCommand older = order();
        SignedCommand newer = order();
        line.add(older);
        line.add(newer);
        assertThat(judged.next()).isEmpty();

        turns(100);

        assertThat(List.of(judged.next().orElseThrow(), judged.next().orElseThrow()))
                .extracting(next -> ((ReceivedCommand.Unconfirmed) next).signed())
                .containsExactly(older, newer);
        assertThat(judged.next()).isEmpty();
    }

    /** Whoever floods loses his own; what the file names is obeyed in turns. */
    @Test
    void aFloodIsBoundedAndKeepsNobodyElseWaiting() throws Exception {
        try (NkeySigner other = Keys.create(folder, "bob").signer()) {
            line.know(Set.of(signer.publicKey(), other.publicKey()));
            for (int i = 0; i < OrderLine.MOST_WAITING; i++) {
                assertThat(line.add(order(signer))).isZero();
            }
            SignedCommand wanted = order(other);
            assertThat(line.add(wanted)).as("in the place of one of the flood").isOne();
            assertThat(line.add(order(signer))).isOne();

            assertThat(List.of(line.next().orElseThrow(), line.next().orElseThrow()))
                    .extracting(next -> ((ReceivedCommand.Decoded) next).signed())
                    .contains(wanted);
        }
    }

    private List<SignedCommand> drain() {
        List<SignedCommand> orders = new ArrayList<>();
        for (Optional<ReceivedCommand> next = judged.next(); next.isPresent(); next = judged.next()) {
            orders.add(((ReceivedCommand.Decoded) next.get()).signed());
        }
        return orders;
    }

    private SignedCommand order() {
        return order(signer);
    }

    private static SignedCommand order(NkeySigner signer) {
        return signer.sign(Samples.block(signer.publicKey(), new Scope.Fleet(), "203.0.113.1"));
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            nowNanos += STEP_NANOS;
            trust.doWork(nowNanos);
        }
    }

    /** Always connected; what arrives is put in by hand. */
    private static final class Channel implements TrustChannel {
        private final Queue<TrustMessage> arrived = new ArrayDeque<>();

        @Override
        public long joins() {
            return 1;
        }

        @Override
        public boolean ask(TrustHello hello) {
            return true;
        }

        @Override
        public int answer(String replyTo, TrustWord word) {
            return 0;
        }

        @Override
        public boolean isWaiting() {
            return !arrived.isEmpty();
        }

        @Override
        public Optional<TrustMessage> next() {
            return Optional.ofNullable(arrived.poll());
        }
    }
}
