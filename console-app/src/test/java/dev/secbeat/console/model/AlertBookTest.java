// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which alerts begin, and which end by themselves. */
class AlertBookTest {
    private static final long EPOCH = 1_780_000_000_000L;
    private static final UUID ID = new UUID(1, 2);

    private final FleetInbox inbox = new FleetInbox();
    private final FleetModel model = new FleetModel(List.of());
    private long millis;

    @Test
    void aConsoleThatNeverConnectedSaysSoAfterAWhile() {
        link(ConnectionState.Phase.CONNECTING, EPOCH);
        after(9_000);
        assertThat(model.alerts()).isEmpty();
        after(1_000);
        assertThat(model.alerts()).extracting(Alert::title).containsExactly("Console cannot reach NATS");
        assertThat(model.alerts().getFirst().kind()).isEqualTo(AlertKind.CONNECTION);
        assertThat(model.alerts().getFirst().text()).startsWith("Refused. Trying 192.0.2.1:4222");
        link(ConnectionState.Phase.CONNECTED, EPOCH + 10_000);
        after(1_000);
        assertThat(model.alerts()).isEmpty();
    }

    @Test
    void aMissingReceiptAlarmsNoLongerThanTheBlockWouldLast() {
        link(ConnectionState.Phase.CONNECTED, EPOCH);
        inbox.offer(new Update.Sent(
                ID, "block", false, List.of("apac/a-1"), 0, EPOCH, true, Optional.empty(), EPOCH + 60_000));
        after(3_000);
        assertThat(model.alerts()).extracting(Alert::key).containsExactly("command." + ID);
        after(57_000);
        assertThat(model.alerts()).hasSize(1);
        after(1_000);
        assertThat(model.alerts()).isEmpty();
    }

    @Test
    void whatFoundNoRoomIsToldForAMinuteAndCountedForGood() {
        for (int i = 0; i < FleetInbox.MAX_QUEUED + 1_234; i++) {
            inbox.offer(new Update.Unsent(ID, "block", "", EPOCH));
        }
        after(1_000);
        assertThat(model.summary().get().updatesLost()).isEqualTo(1_234);
        assertThat(model.alerts()).extracting(Alert::title).containsExactly("The console is overloaded");
        assertThat(model.alerts().getFirst().text()).startsWith("1,234 updates found no room");
        after(61_000);
        assertThat(model.alerts()).isEmpty();
        assertThat(model.summary().get().updatesLost()).isEqualTo(1_234);
    }

    @Test
    void aRecordingThatFailedIsAnAlertUntilOneIsBegun() {
        inbox.offer(new Update.Recording(recording(true)));
        after(1_000);
        after(1_000);
        assertThat(model.alerts()).extracting(Alert::title).containsExactly("Incidents are not recorded");
        assertThat(model.alerts().getFirst().text()).isEqualTo("The folder is full.");
        inbox.offer(new Update.Recording(recording(false)));
        after(1_000);
        assertThat(model.alerts()).isEmpty();
    }

    private static RecordingState recording(boolean failed) {
        return new RecordingState(
                RecordingState.Phase.WAITING, "", 0, 1, 0, 0, 0, failed ? "The folder is full" : "", failed);
    }

    private void link(ConnectionState.Phase phase, long since) {
        inbox.offer(new Update.Nats(
                new ConnectionState(phase, "192.0.2.1:4222", since, Double.NaN, Freshness.NEVER, "Refused")));
    }

    private void after(long more) {
        millis += more;
        model.drain(inbox, millis * 1_000_000, EPOCH + millis);
    }
}
