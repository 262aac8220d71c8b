// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import java.nio.file.Path;

/** Where the seed of a key is; never the seed itself. */
public sealed interface Credential {

    /** In a file that only this person may read. */
    record InFile(Path file) implements Credential {}

    /** In the keychain of the operating system, under this name. */
    record InKeychain(String name) implements Credential {}
}
