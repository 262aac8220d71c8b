// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

/** One shape serves functions of every number and width of arguments. Needs no privilege. */
class CFunctionTest {
    private static final int EBADF = 9;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    @Test
    void numbersOf32BitsKeepTheirSign() {
        assertThat(c("abs").call(-5)).isEqualTo(5);
        assertThat(c("abs").call(Integer.MIN_VALUE + 1)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void numbersOf64BitsAreWhole() {
        assertThat(c("labs").ask(-(1L << 40)).register()).isEqualTo(1L << 40);
    }

    @Test
    void addressesReachTheFunction() {
        try (Arena arena = Arena.ofConfined()) {
            assertThat(c("strlen").ask(arena.allocateFrom("eleven char").address()))
                    .extracting(CFunction.Answer::register)
                    .isEqualTo(11L);
        }
    }

    @Test
    void allSixArgumentsArrive() {
        CFunction.Answer mapped = c("mmap").ask(0, 8192, LibC.PROT_READ, PRIVATE_ANONYMOUS, -1, 4096);
        assertThat(mapped.register()).isNotEqualTo(-1).isNotZero();
        assertThat(c("munmap").call(mapped.register(), 8192)).isZero();
        CFunction.Answer refused = c("mmap").ask(0, 8192, LibC.PROT_READ, PRIVATE_ANONYMOUS, -1, 1);
        assertThat(refused.register()).isEqualTo(-1);
        assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
    }

    @Test
    void theErrorIsTheOneOfThatCall() {
        CFunction.Answer closed = c("close").ask(-1);
        assertThat(closed.number()).isEqualTo(-1);
        assertThat(closed.errno()).isEqualTo(EBADF);
    }

    private static CFunction c(String name) {
        return NativeLibrary.c().bind(name);
    }
}
