// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.FleetEvent;
import dev.secbeat.node.api.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever searches for an alert's code finds what to do; of many troubles the newest are told. */
class AlertCodesTest {
    @ParameterizedTest
    @EnumSource
    void theOperationsGuideSaysWhatToDo(AlertKind kind) throws IOException {
        assertThat(Files.readAllLines(Path.of("..", "docs", "operations.md")))
                .anyMatch(line -> line.matches("\\| `" + kind.code() + "` \\| .{10,} \\| .{10,} \\|"));
    }

    @Test
    void ofMoreTroublesThanAreKeptTheOldestGoes() {
        FleetInbox inbox = new FleetInbox();
        FleetModel model = new FleetModel(List.of());
        for (int i = 0; i < 150; i++) {
            inbox.offer(new Update.Happened(
                    new FleetEvent.Trouble(NodeId.of("apac", "node-" + i), 1_000, "FULL", "The map is full.")));
        }
        model.drain(inbox, 1, 1_000);
        assertThat(model.alerts())
                .extracting(Alert::key)
                .contains("trouble.apac/node-149.FULL")
                .doesNotContain("trouble.apac/node-0.FULL")
                .hasSizeGreaterThanOrEqualTo(100);
    }
}
