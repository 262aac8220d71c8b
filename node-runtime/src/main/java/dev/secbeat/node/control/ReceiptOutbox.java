// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;

/** Port: receipts on their way to the operators. Called by the node loop's thread; never blocks, never throws. */
@FunctionalInterface
public interface ReceiptOutbox {

    void send(Receipt receipt);

    /** Counts a refusal that is not told, as too many like it have been. */
    default void untold(Refusal.Code code) {}
}
