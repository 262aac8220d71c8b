// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.SignedCommand;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Whether a command is authentic, fresh, and permitted to its actor. Changes nothing: replay is checked where ids are
 * remembered. Also for the orchestrator, which obeys the same operators.
 */
public final class CommandCheck {
    /** Longest life of a command, from issue to expiry: how long a node that was cut off may still act on it. */
    public static final Duration MAX_LIFE = Duration.ofMinutes(5);

    /** How far ahead of this node's clock a sender's may be. */
    public static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(60);

    private final Supplier<TrustFile> trust;
    private final SignatureVerifier verifier;

    /** @param trust whom to obey, asked for each command */
    public CommandCheck(Supplier<TrustFile> trust, SignatureVerifier verifier) {
        this.trust = trust;
        this.verifier = verifier;
    }

    /** Whether a second person may have to agree before nodes carry {@code body} out. */
    public static boolean mayNeedApproval(CommandBody body) {
        return switch (body) {
            case CommandBody.OnPrefixes order -> CommandGuard.needsApproval(order);
            case CommandBody.Undo undo -> true;
            case CommandBody.Part part -> true;
            case CommandBody.Approve approve -> false;
            case CommandBody.Limit limit -> CommandGuard.needsApproval(limit.within());
            case CommandBody.Unlimit unlimit -> false;
            case CommandBody.Drill drill -> false;
            case CommandBody.OnRegion order -> false;
        };
    }

    /** The actor, if trusted. */
    public Optional<Operator> actor(Command command) {
        return trust.get().find(command.actor());
    }

    /** Why the command must not be obeyed at {@code epochMillis}, if so. */
    public Optional<Refusal> check(SignedCommand signed, long epochMillis) {
        Command command = signed.command();
        if (actor(command).isEmpty()) {
            return refusal(Refusal.Code.UNKNOWN_ACTOR, unknown(command.actor()));
        }
        if (!verifier.verify(command.actor(), CanonicalBytes.of(command), signed.signature())) {
            return refusal(
                    Refusal.Code.BAD_SIGNATURE,
                    "the signature does not fit the command and the key it names: it was changed on the way or forged");
        }
        return role(command).or(() -> checkTime(command, epochMillis)).or(() -> reach(command));
    }

    /** Why a command that was authentic and fresh when it came may not be carried out any more, if so. */
    Optional<Refusal> permits(Command command) {
        return trusts(command).or(() -> role(command)).or(() -> reach(command));
    }

    /** Why nobody who gave {@code command} is obeyed any more, if so. */
    Optional<Refusal> trusts(Command command) {
        return actor(command).isEmpty()
                ? refusal(Refusal.Code.UNKNOWN_ACTOR, unknown(command.actor()))
                : Optional.empty();
    }

    /** Why the actor of {@code command} may not move clients from or to {@code region}, which the command need not name. */
    public Optional<Refusal> reaches(Command command, RegionId region) {
        return actor(command).flatMap(actor -> ReachCheck.region(region, actor));
    }

    private Optional<Refusal> reach(Command command) {
        return actor(command).flatMap(actor -> ReachCheck.check(command, actor));
    }

    private Optional<Refusal> role(Command command) {
        Optional<Operator> actor = actor(command);
        Role needed = neededRole(command);
        if (actor.isPresent() && !actor.get().role().covers(needed)) {
            return refusal(
                    Refusal.Code.WRONG_ROLE,
                    actor.get().name() + " has role " + actor.get().role() + ", this takes " + needed
                            + ": ask somebody who has it");
        }
        return Optional.empty();
    }

    /** Whether the trust file names {@code key}, be it as one that was withdrawn. */
    public boolean knows(String key) {
        TrustFile now = trust.get();
        return now.find(key).isPresent() || now.hasWithdrawn(key);
    }

    private String unknown(String key) {
        TrustFile now = trust.get();
        return now.hasWithdrawn(key)
                ? "key " + key + " was withdrawn (trust file version " + now.version()
                        + "): sign with another, or make a new one with 'secbeat keys new' and have it added"
                : "key " + key + " is not in this node's trust file (version " + now.version()
                        + "): have it added with 'secbeat keys add', or sign with a key that is";
    }

    /** Why a command is not for {@code self}, if so: whatever subject it came on, its signed scope counts. */
    static Optional<Refusal> checkScope(Command command, NodeId self) {
        if (command.scope().includes(self)) {
            return Optional.empty();
        }
        return refusal(Refusal.Code.OUT_OF_SCOPE, "the command is for " + command.scope() + ", this node is " + self);
    }

    private static Role neededRole(Command command) {
        return neededRole(command.body(), command.dryRun());
    }

    private static Role neededRole(CommandBody body, boolean dryRun) {
        return switch (body) {
            case CommandBody.Block block -> block.overrides().isEmpty() ? Role.OPERATOR : Role.ADMIN;
            case CommandBody.Unblock unblock -> Role.OPERATOR;
            case CommandBody.Allow allow -> Role.OPERATOR;
            case CommandBody.Part part -> neededRole(part.order(), dryRun);
            case CommandBody.Undo undo -> Role.OPERATOR;
            case CommandBody.OnLimits order -> Role.OPERATOR;
            case CommandBody.Drill drill -> Role.OPERATOR;
            case CommandBody.Approve approve -> Role.ADMIN;
            case CommandBody.OnRegion order -> dryRun ? Role.OPERATOR : Role.ADMIN;
        };
    }

    private static Optional<Refusal> checkTime(Command command, long epochMillis) {
        long issued = command.issuedAt().toEpochMilli();
        long expires = command.expiresAt().toEpochMilli();
        LongFunction<String> seconds = millis -> Math.ceilDiv(millis, 1_000) + " s";
        if (expires - issued > MAX_LIFE.toMillis()) {
            return refusal(
                    Refusal.Code.MALFORMED,
                    "a command lives at most " + MAX_LIFE.toMinutes() + " min, this one states "
                            + seconds.apply(expires - issued));
        }
        if (issued - epochMillis > MAX_CLOCK_SKEW.toMillis()) {
            return refusal(
                    Refusal.Code.NOT_YET_VALID,
                    "issued " + seconds.apply(issued - epochMillis)
                            + " ahead of this node's clock: set both clocks by NTP, then send it again");
        }
        if (epochMillis >= expires) {
            return refusal(
                    Refusal.Code.EXPIRED,
                    "expired " + seconds.apply(epochMillis - expires)
                            + " ago, by this node's clock: send it again if it is still wanted");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(Refusal.Code code, String text) {
        return Optional.of(new Refusal(code, text));
    }
}
