// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.Optional;
import java.util.Set;

/** Port: commands that have arrived, those that name one key in order of arrival. Called by the node loop's thread alone; never blocks. */
@FunctionalInterface
public interface CommandIntake {

    /** Takes the next command, if one has arrived. */
    Optional<ReceivedCommand> next();

    /** The keys that are trusted from now on, so that none of them keeps the others' commands waiting. */
    default void know(Set<String> keys) {}
}
