// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.CanonicalBytes;
import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.cluster.FleetLink;
import dev.secbeat.node.cluster.FleetListener;
import dev.secbeat.node.cluster.NatsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever agrees, agrees to what was shown first under an id. */
class AgreementsTest {
    private static final String ADA = "UADA";
    private static final UUID ID = new UUID(7, 7);

    @TempDir
    Path folder;

    @Test
    void whatWasShownIsAgreedToAndWhatCouldNotBeIsNot() throws Exception {
        Agreements agreements = new Agreements();
        Command shown = block(ID, "198.18.0.0/15");
        agreements.heard(shown, true);
        agreements.heard(block(ID, "198.16.0.0/15"), true);
        Command others = block("UEVE", ID, "198.20.0.0/15");
        agreements.heard(others, true);
        Command first = block(new UUID(8, 8), "198.18.0.0/15");
        agreements.heard(first, false);
        NatsSettings nowhere = NatsSettings.of("nats://127.0.0.1:1", List.of(), folder.resolve("none.nk"));
        try (FleetLink link = FleetLink.open(nowhere, "test", new FleetListener() {})) {
            assertThat(agreements.to(link, ID, ADA))
                    .isEqualTo(new CommandBody.Approve(ID, Optional.of(CanonicalBytes.digest(shown))));
            assertThat(agreements.to(link, ID, "UEVE"))
                    .as("another key's under the same id is another order")
                    .isEqualTo(new CommandBody.Approve(ID, Optional.of(CanonicalBytes.digest(others))));
            assertThatThrownBy(() -> agreements.to(link, first.id(), ADA))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("could not be looked up");
        }
    }

    private static Command block(UUID id, String prefix) {
        return block(ADA, id, prefix);
    }

    private static Command block(String actor, UUID id, String prefix) {
        Instant now = Instant.ofEpochMilli(1_780_000_000_000L);
        CommandBody body = new CommandBody.Block(List.of(Prefix.parse(prefix)), Duration.ofMinutes(10), "test");
        return new Command(id, now, now.plusSeconds(300), actor, new Scope.Fleet(), false, body);
    }
}
