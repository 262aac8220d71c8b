// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import com.fasterxml.jackson.databind.JsonNode;
import dev.secbeat.console.i18n.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads fields of a JSON object, each with a standard value for where it is missing, and says what is wrong. */
final class Reading {
    private static final int MOST = 1_000;

    private final JsonNode object;
    private final List<String> troubles;

    Reading(JsonNode object, List<String> troubles) {
        this.object = object;
        this.troubles = troubles;
    }

    String text(String field, String standard) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return standard;
        }
        return node.isTextual() ? node.asText() : wrong(field, standard);
    }

    Optional<String> optional(String field) {
        return Optional.of(text(field, "")).filter(text -> !text.isBlank());
    }

    boolean flag(String field, boolean standard) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return standard;
        }
        return node.isBoolean() ? node.asBoolean() : wrong(field, standard);
    }

    /** A number within bounds, both included. */
    double number(String field, double standard, double least, double most) {
        JsonNode node = object.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return standard;
        }
        boolean good = node.isNumber() && node.asDouble() >= least && node.asDouble() <= most;
        return good ? node.asDouble() : wrong(field, standard);
    }

    /** Text that {@code parse} understands; its exception is what is wrong. */
    <V> V parsed(String field, V standard, Function<String, V> parse) {
        Optional<String> text = optional(field);
        try {
            return text.map(parse).orElse(standard);
        } catch (RuntimeException e) {
            return wrong(field, standard);
        }
    }

    List<String> texts(String field) {
        List<String> texts = new ArrayList<>();
        for (JsonNode node : object.path(field)) {
            if (node.isTextual() && texts.size() < MOST) {
                texts.add(node.asText());
            }
        }
        return texts;
    }

    boolean has(String field) {
        return object.path(field).isObject();
    }

    /** The object in a field; an empty one where there is none. */
    Reading object(String field) {
        return new Reading(object.path(field), troubles);
    }

    /** The objects of an array. */
    List<Reading> objects(String field) {
        List<Reading> objects = new ArrayList<>();
        for (JsonNode node : object.path(field)) {
            if (node.isObject() && objects.size() < MOST) {
                objects.add(new Reading(node, troubles));
            }
        }
        return objects;
    }

    /** The objects of an object, by name. */
    Map<String, Reading> named(String field) {
        Map<String, Reading> named = new TreeMap<>();
        object.path(field).properties().forEach(entry -> {
            if (entry.getValue().isObject() && named.size() < MOST) {
                named.put(entry.getKey(), new Reading(entry.getValue(), troubles));
            }
        });
        return named;
    }

    void trouble(String text) {
        troubles.add(text);
    }

    private <V> V wrong(String field, V standard) {
        troubles.add(Messages.of("settings.file.field", field, standard));
        return standard;
    }
}
