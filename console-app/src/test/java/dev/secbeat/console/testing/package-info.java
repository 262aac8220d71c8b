// SPDX-License-Identifier: GPL-3.0-or-later
/** What the console's tests share: test nodes, waiting on conditions, pictures. */
package dev.secbeat.console.testing;
