// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A C function of at most six whole numbers or addresses. All are called by one shape, six registers in and one out, as
 * the kernel's own calls are: what a function has no parameter for, it does not look at. Java makes and compiles code for
 * every shape it meets, and with one per function that was a fifth of a node's start. Holds for the calling conventions of
 * 64-bit Linux, where a whole number of any size fills a register. Safe for all threads.
 */
@SuppressWarnings("restricted") // Calling C is what this class is for; the launcher passes --enable-native-access.
final class CFunction {
    private static final int REGISTERS = 6;
    private static final FunctionDescriptor SHAPE =
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle CALL =
            Linker.nativeLinker().downcallHandle(SHAPE, Linker.Option.captureCallState("errno"));

    private final MemorySegment entry;

    CFunction(MemorySegment entry) {
        this.entry = entry;
    }

    /**
     * What a function returned.
     *
     * @param register as the function left it; of an {@code int} only the lower half means something
     * @param errno as the function left it, which means something only when the result says that it failed
     */
    record Answer(long register, int errno) {
        /** The result of a function that returns {@code int}. */
        int number() {
            return (int) register;
        }
    }

    /** Calls a function that tells by its {@code int} alone how it went. Arguments as for {@link #ask}. */
    int call(long... arguments) {
        return ask(arguments).number();
    }

    /** Calls the function; what the addresses among {@code arguments} point to must live until it returns. */
    Answer ask(long... arguments) {
        long[] in = Arrays.copyOf(arguments, REGISTERS);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            long register = (long) CALL.invokeExact(entry, state, in[0], in[1], in[2], in[3], in[4], in[5]);
            return new Answer(register, (int) ERRNO.get(state, 0L));
        } catch (Throwable t) {
            throw new AssertionError("a native call threw, which C cannot", t);
        }
    }
}
