// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.crdt.OrderStamp;

/**
 * A command being carried out.
 *
 * @param isLong whether it is of a long order, see {@link OrderStamp}
 * @param by the key that decides alone; empty when a second person has agreed
 */
record Deciding(Command command, boolean isLong, String by) {
    static Deciding of(Command command, boolean isLong, boolean alone) {
        return new Deciding(command, isLong, alone ? command.actor() : "");
    }
}
