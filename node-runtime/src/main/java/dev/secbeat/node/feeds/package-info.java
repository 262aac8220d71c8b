// SPDX-License-Identifier: Apache-2.0
/**
 * Feeds: block lists that others publish, in files or behind a URL, and decisions of a CrowdSec agent. Takes the newest whole
 * version of each, keeps it over restarts and lets it grow old.
 *
 * <p>The only room besides {@code outlets} that asks over HTTP by {@code java.net.http}. Thread rule: one thread asks for all
 * feeds, one request at a time; versions and figures are for all threads. May import: {@code api}, {@code time}, {@code json}
 * and slf4j.
 */
@NullMarked
package dev.secbeat.node.feeds;

import org.jspecify.annotations.NullMarked;
