// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.config;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.config.NodeConfig.RateRule;
import dev.secbeat.node.crdt.CounterSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The counting rules: {@code [[rate_limit.rules]]}. */
final class RateRuleReader {
    /** The limit of the documented example: 100 requests a second over all regions. */
    private static final RateRule DEFAULT_RULE = new RateRule(Dimension.REQUESTS, 100, 1, 60);

    /** Each may take tables of its own. */
    private static final int MOST_RULES = 8;

    private static final int DAY = 86_400;
    private static final int MOST_WINDOW = 60;
    private static final int MILLIS_PER_SECOND = 1000;
    private static final Kind<Dimension> DIMENSION = PolicyKinds.constant(Dimension.class);

    /** Rules that agree in all of this would be counted in the same place, so one of them in vain. */
    private record Counted(Dimension dimension, Grouping grouping, int bucketMillis) {}

    private final Set<Counted> counted = new HashSet<>();

    private RateRuleReader() {}

    static List<RateRule> read(Section root) {
        RateRuleReader reader = new RateRuleReader();
        try (Section section = root.section("rate_limit")) {
            List<RateRule> rules = section.tables("rules", reader::rule, List.of(DEFAULT_RULE));
            if (rules.size() > MOST_RULES) {
                section.problem("rules", "found " + rules.size() + " rules", "allowed: at most " + MOST_RULES);
            }
            return rules;
        }
    }

    private RateRule rule(Section section) {
        Dimension dimension = section.required("dimension", DIMENSION, Dimension.REQUESTS);
        long limit = section.required("limit", Kinds.count(1, 1_000_000_000_000L), 1L);
        int window = section.value("window_seconds", Kinds.integer(1, MOST_WINDOW), 1);
        long burst = section.value("burst", Kinds.count(0, 1_000_000_000_000L), 0L);
        checkReach(section, limit, window);
        Grouping grouping = grouping(section);
        int block = section.value("block_seconds", Kinds.integer(1, DAY), 60);
        int longest = section.value("max_block_seconds", Kinds.integer(1, DAY), block);
        if (longest < block) {
            section.problem(
                    "max_block_seconds",
                    "found the number " + longest,
                    "allowed: at least block_seconds, " + block + ": blocks get longer, not shorter");
        }
        checkOnce(section, new Counted(dimension, grouping, bucketMillis(window)));
        return new RateRule(dimension, limit, window, burst, grouping, block, Math.max(block, longest));
    }

    /** Without either, each address for itself; a rule that names one family counts that alone. */
    private static Grouping grouping(Section section) {
        Optional<Integer> ipv4 = section.optional("prefix4", Kinds.integer(Grouping.WIDEST_IPV4, 32));
        Optional<Integer> ipv6 = section.optional("prefix6", Kinds.integer(Grouping.WIDEST_IPV6, 64));
        return ipv4.isEmpty() && ipv6.isEmpty() ? Grouping.ADDRESS : new Grouping(ipv4.orElse(0), ipv6.orElse(0));
    }

    /** Counters stop at a number; a limit beyond it looks like protection and never is. */
    private static void checkReach(Section section, long limit, int windowSeconds) {
        long most = CounterSettings.standard(0).mostPerSecond(windowSeconds * MILLIS_PER_SECOND);
        if (limit > most) {
            section.problem(
                    "limit",
                    "found the number " + limit,
                    "allowed: at most " + most + " a second with a window of " + windowSeconds
                            + " seconds: a node counts no more of a source, so the rule would never find any");
        }
    }

    private void checkOnce(Section section, Counted rule) {
        if (section.has("dimension") && !counted.add(rule)) {
            section.problem(
                    "dimension",
                    "found '" + rule.dimension.label() + "' for " + rule.grouping + " again",
                    "allowed: each dimension once for the same prefixes and each of windows " + windows());
        }
    }

    /** The windows that are counted in buckets of one width, as people read them: {@code up to 12, 13 to 24}. */
    private static String windows() {
        StringBuilder text = new StringBuilder("of 1");
        for (int window = 2; window <= MOST_WINDOW; window++) {
            if (bucketMillis(window) != bucketMillis(window - 1)) {
                text.append(" to ").append(window - 1).append(", ").append(window);
            }
        }
        return text.append(" to ").append(MOST_WINDOW).append(" seconds").toString();
    }

    private static int bucketMillis(int windowSeconds) {
        return CounterSettings.standard(0).widthFor(windowSeconds * MILLIS_PER_SECOND);
    }
}
