// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** Binds C functions. Safe for all threads. */
@SuppressWarnings("restricted") // Calling C is what this class is for; the launcher passes --enable-native-access.
final class NativeLibrary {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final String name;
    private final SymbolLookup symbols;

    private NativeLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
    }

    /** The C library the Java runtime itself is linked with. */
    static NativeLibrary c() {
        return new NativeLibrary("libc", LINKER.defaultLookup());
    }

    /**
     * A shared library of the system.
     *
     * @throws XdpException when it is not installed, with {@code advice}
     */
    static NativeLibrary open(String fileName, String advice) {
        try {
            return new NativeLibrary(fileName, SymbolLookup.libraryLookup(fileName, Arena.global()));
        } catch (IllegalArgumentException e) {
            throw new XdpException(fileName + " cannot be loaded, so XDP cannot be used: " + advice, e);
        }
    }

    /** A function that reports errors by its result alone. */
    MethodHandle bind(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(address(function), descriptor);
    }

    /** A function that reports errors through errno: the handle's first argument takes {@link #newErrno}. */
    MethodHandle bindWithErrno(String function, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(address(function), descriptor, CAPTURE_ERRNO);
    }

    static MemorySegment newErrno(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    static int errno(MemorySegment captured) {
        return (int) ERRNO.get(captured, 0L);
    }

    /** What to throw when a handle throws: it cannot, as C has no exceptions. */
    static AssertionError unexpected(Throwable thrown) {
        return new AssertionError("a native call threw", thrown);
    }

    private MemorySegment address(String function) {
        return symbols.find(function)
                .orElseThrow(() -> new XdpException(
                        name + " has no function " + function + ": it is too old; install libbpf 1.0 or newer"));
    }
}
