// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.ArrayDeque;
import java.util.Deque;

/** Things to be let go of together, the newest first. Owned by one thread. */
final class Lifetime implements AutoCloseable {
    private final Deque<Runnable> releases = new ArrayDeque<>();

    /** Has {@code release} run on close. */
    void add(Runnable release) {
        releases.push(release);
    }

    /** Lets go of everything; a second call does nothing. */
    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
