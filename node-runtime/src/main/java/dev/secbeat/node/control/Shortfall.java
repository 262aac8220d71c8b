// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an order did not bring about on this node, prefix by prefix; the first few are named, the rest counted. */
final class Shortfall {
    private static final int NAMED = 5;

    private final List<String> failures = new ArrayList<>();
    private final List<String> covered = new ArrayList<>();
    private final Set<Prefix> covering = new TreeSet<>();
    private Refusal.Code code = Refusal.Code.KERNEL_FAILED;
    private int failed;
    private int insideOthers;

    /** The decision stands, but is not in force here. */
    void notInForce(Prefix prefix, String why) {
        failed++;
        name(failures, prefix + " (" + why + ")");
    }

    /** The decision was not taken. */
    void notTaken(Prefix prefix, String why) {
        code = Refusal.Code.OVERLOADED;
        notInForce(prefix, why);
    }

    /** Unblocked, but shut out by a block around it. */
    void coveredBy(Prefix prefix, Prefix wider) {
        insideOthers++;
        name(covered, prefix + " is inside " + wider);
        if (covering.size() < NAMED) {
            covering.add(wider);
        }
    }

    /** Prefixes that are not as ordered. */
    int count() {
        return failed + insideOthers;
    }

    /** What to answer of an order on {@code count} prefixes; empty when all is as ordered. */
    Optional<Refusal> refusal(int count) {
        if (failed > 0) {
            return Optional.of(new Refusal(
                    code,
                    failed + " of " + count + " prefixes are not in force on this node: " + String.join("; ", failures)
                            + ". The other nodes are not held back and this one keeps trying: watch its health, free"
                            + " its maps"));
        }
        if (insideOthers > 0) {
            String instead =
                    String.join(", ", covering.stream().map(Prefix::toString).toList());
            return Optional.of(new Refusal(
                    Refusal.Code.COVERED,
                    insideOthers + " of " + count + " prefixes stay shut out by a wider block: "
                            + String.join("; ", covered) + ". Unblock " + instead + " instead"));
        }
        return Optional.empty();
    }

    private static void name(List<String> names, String name) {
        if (names.size() < NAMED) {
            names.add(name);
        }
    }
}
