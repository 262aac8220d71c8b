// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

/** What {@code secbeat watch} tells apart; the words people type. */
enum WatchKind {
    event,
    receipt,
    command,
    plan,
    outcome,
    state,
    link
}
