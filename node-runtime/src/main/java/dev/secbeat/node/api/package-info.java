// SPDX-License-Identifier: Apache-2.0
/**
 * The words every other room shares: identities, prefixes, rules for packets and services, commands, receipts,
 * heartbeats, subjects and metric names.
 *
 * <p>Thread rule: everything here is an immutable value. May import: nothing but {@code java.*}.
 */
@NullMarked
package dev.secbeat.node.api;

import org.jspecify.annotations.NullMarked;
