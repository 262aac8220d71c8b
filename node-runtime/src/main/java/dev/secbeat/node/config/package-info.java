// SPDX-License-Identifier: Apache-2.0
/**
 * Settings of a node and of the orchestrator, read from TOML and checked before anything starts.
 *
 * <p>Thread rule: immutable once read. May import: {@code api}; the only room that uses TOML.
 */
@NullMarked
package dev.secbeat.node.config;

import org.jspecify.annotations.NullMarked;
