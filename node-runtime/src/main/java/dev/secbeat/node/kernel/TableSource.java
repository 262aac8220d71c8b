// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Maps that make up the tables of one program: those of this start, or those that an earlier one left. */
interface TableSource {
    int mapFd(KernelMap map);

    /** Whether there is such a map; the tables of an earlier version may lack one. */
    boolean has(KernelMap map);

    /** Whether {@code map} may hold what an earlier daemon left; one made for this start is empty. */
    boolean kept(KernelMap map);

    /** Most entries {@code map} can hold as it is in the kernel, which may differ from what was configured. */
    int capacity(KernelMap map);

    /** All entries of an array map, in this process's memory until {@code lifetime} closes. */
    MemorySegment memory(KernelMap map, Arena lifetime);

    /** How the flat tables are hashed. */
    ExactHash hash();
}
