// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Goes round the authoritative servers, one a look, and keeps what each said last against what the DNS was read to say. A server
 * that was away during a change may come back with what stood there before; nothing but asking tells. One that differs is asked
 * once more at the next look before it counts: a secondary follows a moment later.
 *
 * <p>Remembers nothing over a change of leader and needs to: whoever leads begins a round of its own. One thread.
 */
public final class ServerRound {
    private final TreeMap<Integer, List<String>> differing = new TreeMap<>();
    private final TreeMap<Integer, List<String>> silent = new TreeMap<>();
    private int next;
    private boolean doubted;

    /** Number of the server to ask, from 0; beyond the last one the first is meant again. */
    public int next() {
        return next;
    }

    /** Takes what server {@code server}, the one that {@link #next} means, answered. */
    public void take(int server, Verified said) {
        boolean differs = !said.differing().isEmpty();
        if (differs && !doubted && !differing.containsKey(server)) {
            doubted = true;
            return;
        }
        doubted = false;
        next = server + 1;
        keep(differing, server, said.differing());
        keep(silent, server, differs ? List.of() : said.silent());
    }

    /** A sentence for each answer that differs, of all servers. */
    public List<String> differing() {
        return all(differing);
    }

    /** A sentence for each question asked in vain, of all servers. */
    public List<String> silent() {
        return all(silent);
    }

    private static void keep(Map<Integer, List<String>> of, int server, List<String> sentences) {
        if (sentences.isEmpty()) {
            of.remove(server);
        } else {
            of.put(server, sentences);
        }
    }

    private static List<String> all(Map<Integer, List<String>> of) {
        List<String> all = new ArrayList<>();
        of.values().forEach(all::addAll);
        return all;
    }
}
