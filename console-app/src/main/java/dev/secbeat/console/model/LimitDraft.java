// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.model.BlockDraft.Danger;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.LimitRule;
import dev.secbeat.node.api.Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An order on a limit being written: what was typed, whether it makes sense, and whom it would hold now.
 *
 * @param rule what was understood; empty when it makes no sense
 * @param problem what is wrong and what is allowed; empty when nothing is
 * @param danger as of a block of the same width
 * @param sources of those known now, how many are counted in this dimension and lie inside
 * @param over how many of them do more now
 */
public record LimitDraft(Optional<LimitRule> rule, String problem, Danger danger, int sources, int over) {
    /** What is typed for every source there is. */
    public static final String ALL = LimitRule.named(Optional.empty());

    /**
     * Reads what was typed.
     *
     * @param of an address or a prefix, or {@link #ALL}
     * @param most a whole number
     * @param block how long who does more is shut out
     * @param known sources counted now
     */
    public static LimitDraft of(
            String of, String most, Dimension dimension, Duration window, Duration block, List<SourceRow> known) {
        boolean all = of.strip().equals(ALL);
        BlockDraft whose = BlockDraft.of(of, List.of());
        if (!all && whose.prefix().isEmpty()) {
            return invalid(whose.isValid() ? Messages.of("orders.limit.one") : whose.problem());
        }
        try {
            LimitRule rule = new LimitRule(
                    all ? Optional.empty() : whose.prefix(), dimension, number(most), (int) window.toMillis(), (int)
                            block.toSeconds());
            return valid(rule, all ? Danger.WIDE : whose.danger(), known);
        } catch (NumberFormatException e) {
            return invalid(Messages.of("orders.limit.number"));
        } catch (IllegalArgumentException e) {
            return invalid(String.valueOf(e.getMessage()));
        }
    }

    /** Whether it could be sent. */
    public boolean isValid() {
        return rule.isPresent();
    }

    /** Whose sources it is for, as everyone writes it; empty when invalid. What confirms a wide one is this. */
    public String text() {
        return rule.map(some -> LimitRule.named(some.within())).orElse("");
    }

    /** Without the marks that people set between thousands. */
    private static long number(String text) {
        return Long.parseLong(text.strip().replaceAll("[ \u00a0\u202f,.'_]", ""));
    }

    private static LimitDraft invalid(String problem) {
        return new LimitDraft(Optional.empty(), problem, Danger.SOURCE, 0, 0);
    }

    private static LimitDraft valid(LimitRule rule, Danger danger, List<SourceRow> known) {
        double perSecond = rule.most() * 1_000.0 / rule.windowMillis();
        int inside = 0;
        int over = 0;
        for (SourceRow row : known) {
            boolean meant = row.dimension().equals(rule.dimension().label())
                    && rule.within()
                            .map(prefix -> prefix.overlaps(Prefix.parse(row.source())))
                            .orElse(true);
            inside += meant ? 1 : 0;
            over += meant && row.globalPerSecond() > perSecond ? 1 : 0;
        }
        return new LimitDraft(Optional.of(rule), "", danger, inside, over);
    }
}
