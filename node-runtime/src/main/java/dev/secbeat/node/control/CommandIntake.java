// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.Optional;

/** Port: commands that have arrived, in order of arrival. Called by the node loop's thread alone; never blocks. */
@FunctionalInterface
public interface CommandIntake {

    /** Takes the next command, if one has arrived. */
    Optional<ReceivedCommand> next();
}
