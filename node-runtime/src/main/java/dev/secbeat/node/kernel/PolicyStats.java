// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What rules and services have done, by name, in the order of the configuration. Counters go on over restarts as long as
 * the name stays.
 *
 * @param rules packets and bytes that matched each rule
 * @param services packets of each service by what became of them; every verdict, also those that never occurred
 */
public record PolicyStats(Map<String, XdpStats.Tally> rules, Map<String, Map<Verdict, Long>> services) {

    public PolicyStats {
        rules = Collections.unmodifiableMap(new LinkedHashMap<>(rules));
        Map<String, Map<Verdict, Long>> copy = new LinkedHashMap<>();
        services.forEach((name, byVerdict) -> copy.put(name, Collections.unmodifiableMap(new EnumMap<>(byVerdict))));
        services = Collections.unmodifiableMap(copy);
    }

    /** What became of a packet to a service: {@code enum sb_service_verdict}. */
    public enum Verdict {
        PASSED(PolicyAbi.SERVICE_PASSED, "passed"),
        /** Dropped: its source sent more than it may. */
        POLICED(PolicyAbi.SERVICE_POLICED, "policed"),
        /** Dropped: the service is closed. */
        DROPPED(PolicyAbi.SERVICE_DROPPED, "dropped"),
        /** Passed, as the service is on a dry run; else it would have been dropped. */
        SPARED(PolicyAbi.SERVICE_SPARED, "spared");

        private final int code;
        private final String label;

        Verdict(int code, String label) {
            this.code = code;
            this.label = label;
        }

        int code() {
            return code;
        }

        /** Value of the metric label {@code verdict}. */
        public String label() {
            return label;
        }
    }
}
