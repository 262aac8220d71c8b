// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NatsLink;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.control.ReceivedCommand;
import java.util.Optional;

/** The answering end of a test node: takes one command off the real link and sends its receipt. */
final class FakeNode {
    private final NatsLink link;
    private Optional<SignedCommand> taken = Optional.empty();

    FakeNode(NatsLink link) {
        this.link = link;
    }

    /** Answers the next command, if one has arrived. */
    boolean answerOne() {
        Optional<ReceivedCommand> next = link.commands().next();
        if (next.isPresent() && next.get() instanceof ReceivedCommand.Decoded decoded) {
            taken = Optional.of(decoded.signed());
            link.reports()
                    .send(new Receipt(
                            decoded.signed().command().id(),
                            NodeId.of("apac", "a-1"),
                            Receipt.State.APPLIED,
                            true,
                            900,
                            Optional.empty()));
        }
        return taken.isPresent();
    }

    String prefixes() {
        return taken.map(signed -> signed.command().body())
                .filter(CommandBody.Block.class::isInstance)
                .map(body -> ((CommandBody.Block) body).prefixes().toString())
                .orElse("");
    }

    boolean signatureHolds() {
        SignedCommand signed = taken.orElseThrow();
        return new NkeyVerifier()
                .verify(signed.command().actor(), CanonicalBytes.of(signed.command()), signed.signature());
    }
}
