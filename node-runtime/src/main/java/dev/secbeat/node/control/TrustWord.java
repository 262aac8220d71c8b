// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

/** What travels about trust: a file, or which one somebody holds. */
public sealed interface TrustWord {
    /** A trust file, published by an administrator or given in answer. */
    record File(TrustFile file) implements TrustWord {}

    /** A question, or the answer that there is nothing newer. */
    record Hello(TrustHello hello) implements TrustWord {}
}
