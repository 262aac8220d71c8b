// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Refusal.Code;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many refusals are told. */
class ReceiptBudgetTest {
    private static final long NOW = 1_000_000_000;
    private final ReceiptBudget budget = new ReceiptBudget();

    private long told(Code code, String actor, int times, long epochMillis) {
        return IntStream.range(0, times)
                .filter(_ -> budget.admits(code, actor, epochMillis))
                .count();
    }

    /** Uses up what all share. */
    private void useUpSpare() {
        assertThat(told(Code.OVERLOADED, "somebody", 10_000, NOW)).isEqualTo(ReceiptBudget.BURST + ReceiptBudget.SPARE);
    }

    @Test
    void anActorsRefusalsOfACodeAreBoundedByThemselves() {
        useUpSpare();
        assertThat(told(Code.EXPIRED, "A", 1_000, NOW)).isEqualTo(ReceiptBudget.BURST);
        assertThat(told(Code.WRONG_ROLE, "A", 1_000, NOW)).isEqualTo(ReceiptBudget.BURST);
        assertThat(told(Code.EXPIRED, "B", 1_000, NOW)).isEqualTo(ReceiptBudget.BURST);
        assertThat(told(Code.EXPIRED, "A", 1_000, NOW + 60_000))
                .as("its own minute's and the common one's")
                .isEqualTo(2 * ReceiptBudget.A_MINUTE);
        assertThat(told(Code.EXPIRED, "A", 1_000, NOW)).as("a clock set back").isZero();
        assertThat(told(Code.EXPIRED, "A", 10_000, NOW + 86_400_000))
                .as("after a rest")
                .isEqualTo(ReceiptBudget.BURST + ReceiptBudget.SPARE);
    }

    @Test
    void aThousandRefusalsAreToldHoweverTheyAreMixed() {
        assertThat(told(Code.EXPIRED, "A", 1_000, NOW)).isEqualTo(1_000);
        ReceiptBudget another = new ReceiptBudget();
        List<Code> reasons = List.of(
                Code.BAD_SIGNATURE, Code.UNKNOWN_ACTOR, Code.REPLAYED, Code.EXPIRED, Code.MALFORMED, Code.TOO_WIDE);
        long mixed = IntStream.range(0, 1_002)
                .filter(i -> another.admits(reasons.get(i % reasons.size()), "A", NOW))
                .count();
        assertThat(mixed).isEqualTo(1_002);
    }

    /** Anybody may claim any name where the signature does not count. */
    @Test
    void whoProvesNothingSharesWithAllOthers() {
        long told = IntStream.range(0, 10_000)
                .filter(i -> budget.admits(Code.BAD_SIGNATURE, "actor " + i, NOW))
                .count();

        assertThat(told).isEqualTo(ReceiptBudget.BURST + ReceiptBudget.SPARE);
        assertThat(told(Code.EXPIRED, "A", 1_000, NOW))
                .as("and leaves the others theirs")
                .isEqualTo(ReceiptBudget.BURST);
    }

    @Test
    void manyActorsCostABoundedMemoryAndBoundedReceipts() {
        long told = IntStream.range(0, 200_000)
                .filter(i -> budget.admits(Code.EXPIRED, "actor " + i, NOW))
                .count();

        assertThat(told).isEqualTo(4_096L + ReceiptBudget.BURST + ReceiptBudget.SPARE);
        assertThat(told(Code.EXPIRED, "another", 10_000, NOW + 86_400_000))
                .as("once they have come to rest")
                .isEqualTo(ReceiptBudget.BURST + ReceiptBudget.SPARE);
    }

    /** Ten thousand a second for five minutes, of every code, by a key that the trust file knows. */
    @Test
    void aFloodOfMinutesIsToldNoMoreThanTheBucketsHave() {
        Code[] codes = Code.values();
        long told = 0;
        for (int second = 0; second < 300; second++) {
            long at = NOW + second * 1_000L;
            told += IntStream.range(0, 10_000)
                    .filter(i -> budget.admits(codes[i % codes.length], "A", at))
                    .count();
        }
        assertThat(told)
                .isBetween(
                        (long) codes.length * ReceiptBudget.BURST + ReceiptBudget.SPARE,
                        codes.length * (ReceiptBudget.BURST + 5L * ReceiptBudget.A_MINUTE)
                                + ReceiptBudget.SPARE
                                + 5L * ReceiptBudget.A_MINUTE);
    }
}
