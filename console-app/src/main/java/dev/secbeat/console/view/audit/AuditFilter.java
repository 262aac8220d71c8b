// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.audit;

import dev.secbeat.console.model.AuditOrder;
import java.util.List;
import java.util.Locale;

/**
 * Which orders to show.
 *
 * @param text words that must all stand in who gave it, what it was, its id, its writers or their answers
 * @param sinceMillis nothing older, epoch milliseconds
 * @param outcome only those that came to this; empty: all
 */
record AuditFilter(String text, long sinceMillis, String outcome) {

    List<AuditOrder> of(List<AuditOrder> orders) {
        String[] words = text.strip().toLowerCase(Locale.ROOT).split("\\s+", -1);
        return orders.stream()
                .filter(order -> order.epochMillis() >= sinceMillis)
                .filter(order -> outcome.isEmpty() || order.outcome().equals(outcome))
                .filter(order -> holds(order, words))
                .toList();
    }

    private static boolean holds(AuditOrder order, String[] words) {
        String told = told(order).toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (!told.contains(word)) {
                return false;
            }
        }
        return true;
    }

    private static String told(AuditOrder order) {
        StringBuilder all = new StringBuilder(order.who());
        all.append(' ')
                .append(order.actor())
                .append(' ')
                .append(order.what())
                .append(' ')
                .append(order.id());
        order.replies()
                .forEach(reply ->
                        all.append(' ').append(reply.writer()).append(' ').append(reply.text()));
        return all.toString();
    }
}
