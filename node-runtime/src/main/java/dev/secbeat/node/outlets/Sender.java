// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.outlets;

/** Hands one delivery over. Owned by one thread; {@link #close} by any: it ends what is under way. */
interface Sender extends AutoCloseable {
    /**
     * Hands {@code delivery} over; returns once the receiver has taken it, as far as it can tell.
     *
     * @throws OutletException when it has not; it may be tried again
     */
    void send(Delivery delivery) throws OutletException, InterruptedException;

    @Override
    void close();
}
