// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import dev.secbeat.console.model.AlertLog;

/**
 * One fleet, or a recording of one, for as long as it is looked at.
 *
 * @param profile name of the fleet's profile; empty for a recording
 * @param title of the window
 */
record Visit(String profile, String title, Session session, AlertLog alerts) {}
