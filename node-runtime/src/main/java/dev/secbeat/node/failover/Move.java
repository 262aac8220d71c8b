// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverPlan.Act;
import dev.secbeat.node.api.RegionId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a leader wrote down in the DNS of one record set that it changed, in the same update as the change: so that whoever
 * leads later knows it exactly when the change is there.
 *
 * @param view the group of clients that it is about
 * @param region whose clients went or came back
 * @param to where they went; of a failback the region itself
 * @param atMillis epoch milliseconds of the change, by the leader's clock
 * @param issuedAtMillis of the order, by its sender's clock
 * @param command id of the order
 * @param passedPerSecond what the region let through just before, packets per second, for those who plan the way back
 * @param type {@code A} or {@code AAAA}; of a failback {@code -}: it stands for the whole view
 * @param before addresses that were answered before; of a failback empty
 */
record Move(
        String view,
        RegionId region,
        Act act,
        RegionId to,
        long atMillis,
        long issuedAtMillis,
        UUID command,
        long passedPerSecond,
        String type,
        List<String> before) {
    private static final String VERSION = "secbeat1";
    private static final String NOTHING = "-";
    /** RFC 1035, 3.3: a text is made of strings of at most so many bytes. */
    private static final int MAX_STRING = 255;

    private static final Pattern FORM =
            Pattern.compile(VERSION + " (\\S{1,64}) (failover|drain|failback) (\\S{1,64}) (\\d{1,15}) (\\d{1,15})"
                    + " ([0-9a-f-]{36}) (\\d{1,15}) (A|AAAA|-) ([0-9a-f.:,-]{1,4096})");

    Move {
        before = before.stream().sorted().toList();
    }

    /** Reads one text; empty for what is none of ours, or of a later version. */
    static Optional<Move> parse(String view, String presented) {
        Matcher form = FORM.matcher(joined(presented));
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Move(
                    view,
                    new RegionId(form.group(1)),
                    Act.valueOf(form.group(2).toUpperCase(Locale.ROOT)),
                    new RegionId(form.group(3)),
                    Long.parseLong(form.group(4)),
                    Long.parseLong(form.group(5)),
                    UUID.fromString(form.group(6)),
                    Long.parseLong(form.group(7)),
                    form.group(8),
                    form.group(9).equals(NOTHING)
                            ? List.of()
                            : List.of(form.group(9).split(",", -1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Not a region's name, or not an id.
        }
    }

    /** As the DNS presents it: strings in quotes. */
    String text() {
        String text = String.join(
                " ",
                VERSION,
                region.value(),
                act.name().toLowerCase(Locale.ROOT),
                to.value(),
                Long.toString(atMillis),
                Long.toString(issuedAtMillis),
                command.toString(),
                Long.toString(passedPerSecond),
                type,
                before.isEmpty() ? NOTHING : String.join(",", before));
        StringBuilder quoted = new StringBuilder();
        for (int i = 0; i < text.length(); i += MAX_STRING) {
            quoted.append(i == 0 ? "\"" : " \"")
                    .append(text, i, Math.min(text.length(), i + MAX_STRING))
                    .append('"');
        }
        return quoted.toString();
    }

    /** Whether the region's clients are away because of it. */
    boolean isAway() {
        return act != Act.FAILBACK;
    }

    /** The same on another state of the record set before it. */
    Move over(List<String> earlier) {
        return new Move(view, region, act, to, atMillis, issuedAtMillis, command, passedPerSecond, type, earlier);
    }

    private static String joined(String presented) {
        return presented.replace("\" \"", "").replace("\"", "");
    }
}
