// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The fields of one object as read; every getter names the field it could not give. */
final class Fields {
    private final String path;
    private final Map<String, Object> values;
    private final Set<String> asked = new HashSet<>();

    Fields(String path, Map<String, Object> values) {
        this.path = path;
        this.values = values;
    }

    String text(String name) throws DecodeException {
        return required(name, String.class, "a text");
    }

    Optional<String> optionalText(String name) throws DecodeException {
        return has(name) ? Optional.of(text(name)) : Optional.empty();
    }

    long number(String name) throws DecodeException {
        return required(name, Long.class, "a whole number");
    }

    /** A whole number within {@code min} and {@code max}, both included. */
    long number(String name, long min, long max) throws DecodeException {
        long value = number(name);
        if (value < min || value > max) {
            throw new DecodeException(path + name + " is " + value + ", allowed are " + min + " to " + max);
        }
        return value;
    }

    /** The same, when it is there. */
    OptionalLong optionalNumber(String name, long min, long max) throws DecodeException {
        return has(name) ? OptionalLong.of(number(name, min, max)) : OptionalLong.empty();
    }

    double decimal(String name) throws DecodeException {
        double value = required(name, Number.class, "a number").doubleValue();
        if (!Double.isFinite(value)) {
            throw new DecodeException(path + name + " is not a finite number");
        }
        return value;
    }

    boolean flag(String name) throws DecodeException {
        return required(name, Boolean.class, "true or false");
    }

    boolean has(String name) {
        asked.add(name);
        return values.containsKey(name);
    }

    <E extends Enum<E>> E word(String name, Class<E> type) throws DecodeException {
        String text = text(name);
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw new DecodeException(path + name + " is '" + shortened(text) + "', which is no " + type.getSimpleName()
                + ": " + List.of(type.getEnumConstants()));
    }

    List<String> texts(String name, int limit) throws DecodeException {
        List<String> result = new ArrayList<>();
        for (Object item : list(name, limit)) {
            if (!(item instanceof String text)) {
                throw new DecodeException(path + name + " holds something that is not a text");
            }
            result.add(text);
        }
        return result;
    }

    Map<String, Long> numbers(String name, int limit) throws DecodeException {
        Fields fields = object(name);
        if (fields.values.size() > limit) {
            throw new DecodeException(path + name + " has more than " + limit + " entries");
        }
        Map<String, Long> result = new LinkedHashMap<>();
        for (String key : fields.values.keySet()) {
            result.put(key, fields.number(key));
        }
        return result;
    }

    Fields object(String name) throws DecodeException {
        return nested(name, required(name, Map.class, "an object"));
    }

    <T> List<T> objects(String name, int limit, JsonCodec.Reader<T> reader) throws DecodeException {
        List<T> result = new ArrayList<>();
        for (Object item : list(name, limit)) {
            if (!(item instanceof Map<?, ?> map)) {
                throw new DecodeException(path + name + " holds something that is not an object");
            }
            result.add(reader.read(nested(name, map)));
        }
        return result;
    }

    /** Refuses fields nobody asked for: whoever signs something must know that all of it is understood. */
    void refuseUnknown() throws DecodeException {
        for (String name : values.keySet()) {
            if (!asked.contains(name)) {
                throw new DecodeException("unknown field " + path + shortened(name));
            }
        }
    }

    List<?> list(String name, int limit) throws DecodeException {
        List<?> list = required(name, List.class, "a list");
        if (list.size() > limit) {
            throw new DecodeException(path + name + " has " + list.size() + " elements, at most " + limit);
        }
        return list;
    }

    private Fields nested(String name, Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put((String) key, value));
        return new Fields(path + name + ".", copy);
    }

    private <T> T required(String name, Class<T> type, String wanted) throws DecodeException {
        asked.add(name);
        Object value = values.get(name);
        if (value == null) {
            throw new DecodeException("field " + path + name + " is missing");
        }
        if (!type.isInstance(value)) {
            throw new DecodeException("field " + path + name + " is not " + wanted);
        }
        return type.cast(value);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
