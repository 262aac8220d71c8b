// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.console.testing.TileHost;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tiles are fetched once and kept as far as they fit; a server of maps is trusted with nothing. */
class TileFeedTest {
    private static final byte[] TILE = new byte[1_000];

    @Test
    void whatWasFetchedIsKeptTheNewestUsedTheLongest() throws Exception {
        try (TileHost host = new TileHost(TileHost.sending(200, TILE))) {
            TileFeed feed = new TileFeed(3_500);
            for (int column = 0; column < 3; column++) {
                feed.load(host.tile(column));
            }
            feed.load(host.tile(0));
            assertThat(host.asked()).as("the first was there still").hasSize(3);
            feed.load(host.tile(3));
            assertThat(feed.keptBytes()).isEqualTo(3_000);
            feed.load(host.tile(0));
            assertThat(host.asked()).as("it was used last but one").hasSize(4);
            feed.load(host.tile(1));
            assertThat(host.asked()).as("this had to go").hasSize(5);
        }
    }

    @Test
    void oneThatIsTooLargeToKeepIsGivenAllTheSame() throws Exception {
        try (TileHost host = new TileHost(TileHost.sending(200, TILE))) {
            TileFeed feed = new TileFeed(10);
            assertThat(feed.load(host.tile(0))).hasSize(1_000);
            assertThat(feed.keptBytes()).isZero();
        }
    }

    @Test
    void aMissingTileIsNoReasonToAskForNoOther() throws Exception {
        try (TileHost host = new TileHost(TileHost.sending(404, TILE))) {
            TileFeed feed = new TileFeed(1 << 20);
            assertThatThrownBy(() -> feed.load(host.tile(0))).hasMessageContaining("status 404");
            assertThatThrownBy(() -> feed.load(host.tile(1))).hasMessageContaining("status 404");
            assertThat(host.asked()).hasSize(2);
        }
    }

    @Test
    void aServerInTroubleIsLeftAloneForAWhile() throws Exception {
        for (int status : new int[] {429, 503}) {
            try (TileHost host = new TileHost(TileHost.sending(status, TILE))) {
                TileFeed feed = new TileFeed(1 << 20);
                assertThatThrownBy(() -> feed.load(host.tile(0))).hasMessageContaining("status " + status);
                assertThatThrownBy(() -> feed.load(host.tile(1))).hasMessageContaining("left alone");
                assertThat(host.asked()).hasSize(1);
            }
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws Exception {
        try (TileHost host = new TileHost(TileHost.sending(200, new byte[(1 << 20) + 1]))) {
            TileFeed feed = new TileFeed(8 << 20);
            assertThatThrownBy(() -> feed.load(host.tile(0))).isInstanceOf(IOException.class);
            assertThat(feed.keptBytes()).isZero();
        }
        try (TileHost host = new TileHost(asked -> asked.sendResponseHeaders(200, 0))) { // a body that never comes
            TileFeed feed = new TileFeed(1 << 20, Duration.ofMillis(300));
            assertThatThrownBy(() -> feed.load(host.tile(0))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> feed.load(host.tile(1))).hasMessageContaining("left alone");
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (TileHost other = new TileHost(TileHost.sending(200, TILE));
                TileHost host = new TileHost(asked -> {
                    asked.getResponseHeaders().add("Location", other.tile(0).toString());
                    asked.sendResponseHeaders(302, -1);
                    asked.close();
                })) {
            assertThatThrownBy(() -> new TileFeed(1 << 20).load(host.tile(0))).hasMessageContaining("status 302");
            assertThat(other.asked()).isEmpty();
        }
    }
}
