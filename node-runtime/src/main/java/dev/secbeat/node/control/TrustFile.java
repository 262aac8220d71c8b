// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whom a node obeys, and how far; read once at start. A key appears once. */
public record TrustFile(List<Operator> operators) {
    /** Most operators in one file. */
    public static final int MAX_OPERATORS = 1_000;

    public TrustFile {
        operators = List.copyOf(operators);
        if (operators.size() > MAX_OPERATORS) {
            throw new IllegalArgumentException("at most " + MAX_OPERATORS + " operators, got " + operators.size());
        }
        Set<String> keys = new HashSet<>();
        for (Operator operator : operators) {
            if (!keys.add(operator.publicKey())) {
                throw new IllegalArgumentException(
                        "key " + operator.publicKey() + " is listed twice: keep the line with the role that is meant");
            }
        }
    }

    /** The operator with this key, if trusted. */
    public Optional<Operator> find(String publicKey) {
        return operators.stream()
                .filter(operator -> operator.publicKey().equals(publicKey))
                .findFirst();
    }
}
