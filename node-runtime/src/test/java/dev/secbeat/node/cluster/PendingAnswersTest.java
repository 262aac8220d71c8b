// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What receipts say of a command that was sent again. */
class PendingAnswersTest {
    private static final UUID ID = new UUID(1, 2);
    private static final NodeId EAST = NodeId.of("us-east", "n1");

    private final PendingAnswers.ReceiptWait wait = new PendingAnswers().openWait(ID, List.of(EAST), _ -> {});

    /** The command had arrived, its receipt had not. */
    @Test
    void aNodeThatHadCarriedOutWhatIsRepeatedHasItInForce() {
        wait.askedAgain(EAST);
        wait.answered(repeated(true));
        assertThat(wait.soFar().isInForce()).isTrue();
    }

    @Test
    void aNodeThatHadNotRefusesTheRepetition() {
        wait.askedAgain(EAST);
        wait.answered(repeated(false));
        assertThat(wait.soFar().isInForce()).isFalse();
        assertThat(wait.soFar().refusals()).hasSize(1);
    }

    @Test
    void aReplayIsNoAnswerToWhoHasNotRepeatedAnything() {
        wait.answered(repeated(true));
        assertThat(wait.soFar().isInForce()).isFalse();
    }

    private static Receipt repeated(boolean carriedOut) {
        Refusal refusal = new Refusal(Refusal.Code.REPLAYED, "handled already");
        return new Receipt(ID, EAST, Receipt.State.REFUSED, carriedOut, 5, Optional.of(refusal));
    }
}
