// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.node.cluster.ConnectionState;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.KeyFileException;
import dev.secbeat.node.cluster.NkeySigner;
import java.time.Duration;

/** Tries whether a profile's NATS servers let the console in. */
public final class ConnectionTrial {
    private ConnectionTrial() {}

    /**
     * What a trial found.
     *
     * @param good whether the console gets in
     * @param text what was tried and what came of it
     */
    public record Result(boolean good, String text) {}

    /** Connects and leaves again; waits at most {@code patience}, on a background thread. */
    public static Result connect(FleetProfile profile, Duration patience) {
        try (FleetLink link = FleetLink.open(profile.nats(), "console-trial", new FleetListener() {})) {
            ConnectionState state = link.awaitFirstAttempt(patience);
            if (state.isConnected()) {
                String server =
                        state.server().or(state::url).orElse(profile.nats().url());
                return new Result(true, Messages.of("link.trial.connected", server));
            }
            String why = state.trouble().orElse(Messages.of("link.trial.silent", patience.toSeconds()));
            return new Result(false, Messages.of("link.trial.failed", why));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(false, Messages.of("link.trial.silent", patience.toSeconds()));
        }
    }

    /** Whether the operator's key can be read; whether nodes trust it, only a command can tell. */
    public static Result sign(FleetProfile profile) {
        if (!profile.canSign()) {
            return new Result(true, Messages.of("link.trial.read-only"));
        }
        try (NkeySigner signer = profile.signer()) {
            return new Result(true, Messages.of("link.trial.signs", signer.publicKey()));
        } catch (KeyFileException e) {
            return new Result(false, Messages.of("link.trial.no-signer", String.valueOf(e.getMessage())));
        }
    }
}
