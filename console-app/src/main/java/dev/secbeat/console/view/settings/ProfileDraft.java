// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.settings.Profile;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A profile being written: what was understood, and what is wrong with it.
 *
 * @param profile empty while something is wrong
 * @param problem the first thing that is, and what to do; empty when nothing is
 */
record ProfileDraft(Optional<Profile> profile, String problem) {
    private static final Pattern SEPARATORS = Pattern.compile("[\\s,]+");
    private static final Set<String> NATS = Set.of("nats", "tls");
    private static final Set<String> HTTP = Set.of("http", "https");
    private static final int LONGEST_NAME = 60;
    private static final int MOST_SERVERS = 64;

    /**
     * Reads what was typed.
     *
     * @param taken names of the other profiles
     */
    static ProfileDraft of(
            String name,
            String servers,
            Optional<Credential> key,
            Optional<Credential> operatorKey,
            String prometheus,
            List<String> taken) {
        List<String> nats = new ArrayList<>();
        for (String word : SEPARATORS.split(servers.strip(), -1)) {
            if (!word.isEmpty()) {
                nats.add(word.contains("://") ? word : "nats://" + word);
            }
        }
        String wrong = problem(name.strip(), nats, key, operatorKey, prometheus.strip(), taken);
        if (!wrong.isEmpty()) {
            return new ProfileDraft(Optional.empty(), wrong);
        }
        Optional<String> metrics = Optional.of(prometheus.strip()).filter(text -> !text.isEmpty());
        return new ProfileDraft(Optional.of(new Profile(name.strip(), nats, key, operatorKey, metrics)), "");
    }

    private static String problem(
            String name,
            List<String> nats,
            Optional<Credential> key,
            Optional<Credential> operatorKey,
            String prometheus,
            List<String> taken) {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            return Messages.of("settings.profile.no-name", LONGEST_NAME);
        }
        if (taken.contains(name)) {
            return Messages.of("settings.profile.taken", name);
        }
        if ((nats.isEmpty() && prometheus.isEmpty()) || nats.size() > MOST_SERVERS) {
            return Messages.of("settings.profile.no-server", MOST_SERVERS);
        }
        for (String server : nats) {
            if (!isAddress(server, NATS)) {
                return Messages.of("settings.profile.nats-wrong", server);
            }
        }
        if (!nats.isEmpty() && key.isEmpty() && operatorKey.isEmpty()) {
            return Messages.of("settings.profile.no-key");
        }
        return prometheus.isEmpty() || isAddress(prometheus, HTTP)
                ? ""
                : Messages.of("settings.profile.prometheus-wrong", prometheus);
    }

    private static boolean isAddress(String text, Set<String> schemes) {
        try {
            URI address = new URI(text);
            return address.getScheme() != null && schemes.contains(address.getScheme()) && address.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
