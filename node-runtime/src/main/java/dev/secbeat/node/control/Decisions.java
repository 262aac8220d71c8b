// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import java.util.List;
import java.util.Optional;

/** What a command decides on each of its prefixes, apart from each other, so that it can be done some at a time. */
interface Decisions {

    List<Prefix> prefixes();

    /** Why nothing may be done because of any of {@code some}, once for each that is in the way; changes nothing. */
    List<Refusal> objections(List<Prefix> some, long epochMillis);

    /** What is newly decided for a time on {@code prefix}, in {@link CommandGuard#networks}, 0 if nothing; changes nothing. */
    double networks(Prefix prefix, long epochMillis);

    /** Adds {@code prefix} to {@link #blast}, to be called once for each; whether it would come to be blocked. */
    boolean weigh(Prefix prefix, long epochMillis);

    /** What all that was weighed would hit; empty of what shuts nobody out. */
    Optional<BlastCheck> blast();

    /**
     * Keeps what other nodes decide by the same command on {@code some} from taking effect here.
     *
     * @param waits it may be decided here yet, so that nothing but what comes to the same is kept off
     */
    void decline(List<Prefix> some, boolean waits, long epochMillis);

    /**
     * Whether what stands on {@code prefix} is somebody else's and is to be left alone; changes nothing.
     *
     * @param decidedHereMillis as of {@link SeenCommands#decidedAtMillis}
     */
    boolean isOvertaken(Prefix prefix, long decidedHereMillis, long epochMillis);

    /** Keeps what is left alone on {@code prefix} from being changed by what other nodes decide by the same command. */
    void keepApart(Prefix prefix, long epochMillis);

    /**
     * Decides and reads back.
     *
     * @param alone whether nobody but who gave the command has agreed to it
     */
    void carryOut(List<Prefix> some, boolean alone, long epochMillis, Shortfall shortfall);

    /** Looks, when all have been decided, which are not as meant. */
    void lookAt(List<Prefix> some, long epochMillis, Shortfall shortfall);
}
