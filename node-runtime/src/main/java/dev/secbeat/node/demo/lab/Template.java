// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A packed text with places written {@code ${NAME}}. */
final class Template {
    private Template() {}

    /**
     * Fills the places of {@code resource} (absolute, on the class path).
     *
     * @throws LabException when the resource is missing or a place is left open
     */
    static String fill(String resource, Map<String, Object> values) {
        String text = read(resource);
        for (Map.Entry<String, Object> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue().toString());
        }
        int open = text.indexOf("${");
        if (open >= 0) {
            throw new LabException(
                    "the template '" + resource + "' has a place that nobody filled: "
                            + text.substring(open, text.indexOf('}', open) + 1),
                    "Build again: ./secbeat build");
        }
        return text;
    }

    static String read(String resource) {
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new LabException("the template '" + resource + "' is not packed", "Build again: ./secbeat build");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new LabException("the template '" + resource + "' cannot be read", String.valueOf(e.getMessage()));
        }
    }
}
