// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;

/** Finds C functions. Safe for all threads. */
@SuppressWarnings("restricted") // Calling C is what this class is for; the launcher passes --enable-native-access.
final class NativeLibrary {
    private final String name;
    private final SymbolLookup symbols;

    private NativeLibrary(String name, SymbolLookup symbols) {
        this.name = name;
        this.symbols = symbols;
    }

    /** The C library the Java runtime itself is linked with. */
    static NativeLibrary c() {
        return new NativeLibrary("libc", Linker.nativeLinker().defaultLookup());
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

    /**
     * A function of the library.
     *
     * @throws XdpException when the library has none of that name
     */
    CFunction bind(String function) {
        return new CFunction(symbols.find(function)
                .orElseThrow(() -> new XdpException(
                        name + " has no function " + function + ": it is too old; install libbpf 1.0 or newer")));
    }
}
