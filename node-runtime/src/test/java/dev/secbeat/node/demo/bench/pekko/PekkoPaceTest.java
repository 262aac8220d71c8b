// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench.pekko;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.apache.pekko.cluster.ddata.Replicator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a pace sets is what the library reads, and its defaults are those that the documents tell. */
class PekkoPaceTest {
    @ParameterizedTest
    @CsvSource({"DEFAULTS, 2000, 500", "FAST, 100, 50", "DIRECT, 100, 10"})
    void theLibraryReadsWhatIsSet(PekkoPace pace, long gossipMillis, long notifyMillis) {
        String place = "pekko.cluster.distributed-data";
        Config read = ConfigFactory.parseString(place + " { " + pace.settings() + " }")
                .withFallback(ConfigFactory.load())
                .getConfig(place);

        assertThat(read.getDuration("gossip-interval")).isEqualTo(Duration.ofMillis(gossipMillis));
        assertThat(read.getDuration("notify-subscribers-interval")).isEqualTo(Duration.ofMillis(notifyMillis));
        assertThat(read.getBoolean("delta-crdt.enabled")).isTrue();
        assertThat(pace.consistency() instanceof Replicator.WriteAll).isEqualTo(pace == PekkoPace.DIRECT);
    }
}
