// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.api.Scope;

/** Reads what people type; says what was found and what is allowed. */
final class Arguments {
    private Arguments() {}

    static Prefix prefix(String text) throws CliException {
        try {
            return Prefix.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    static Scope scope(String text) throws CliException {
        try {
            return Scope.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    static RegionId region(String text) throws CliException {
        try {
            return new RegionId(text);
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
