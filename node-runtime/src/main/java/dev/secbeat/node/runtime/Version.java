// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version this was built as, from a resource that the build fills in. */
final class Version {
    private Version() {}

    static String read() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the jar's version.properties cannot be read", e);
        }
        return properties.getProperty("version", "unknown");
    }
}
