// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import dev.secbeat.console.model.FleetModel;
import dev.secbeat.console.model.RegionModel;
import dev.secbeat.node.api.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kordamp.ikonli.Ikon;

/** What the palette offers for what was typed: actions, and what can be done to the address or region named. */
final class PaletteHits {
    private static final int MOST = 9;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private final Actions actions;
    private final FleetModel model;

    PaletteHits(Actions actions, FleetModel model) {
        this.actions = actions;
        this.model = model;
    }

    /**
     * One offer.
     *
     * @param keys its shortcut as this platform writes it; empty for none
     */
    record Hit(String id, String text, String keys, Optional<Ikon> icon, Runnable run) {}

    private record Scored(int score, Hit hit) {}

    /** As it was typed, and as everyone writes it. */
    private record Address(String typed, String text) {}

    /** The best offers, best first; what cannot be done now is not among them. */
    List<Hit> find(String typed) {
        List<Scored> found = new ArrayList<>();
        address(typed).ifPresent(address -> addAddress(found, typed, address));
        for (ConsoleAction action : actions.all()) {
            if (actions.isPossible(action)) {
                add(found, Fuzzy.score(typed, action.text()), hit(action));
            }
        }
        if (!typed.isBlank()) {
            model.regions().forEach(region -> addRegion(found, typed, region));
        }
        return found.stream()
                .sorted(Comparator.comparingInt(Scored::score).reversed()) // stable: equals stay as they came
                .limit(MOST)
                .map(Scored::hit)
                .toList();
    }

    /** The first word that is an address or a prefix. */
    private static Optional<Address> address(String typed) {
        for (String word : SPACE.split(typed.strip(), -1)) {
            Optional<Address> address = addressIn(word);
            if (address.isPresent()) {
                return address;
            }
        }
        return Optional.empty();
    }

    private static Optional<Address> addressIn(String word) {
        if (word.indexOf('.') <= 0 && word.indexOf(':') < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Address(word, Prefix.parse(word).toString()));
        } catch (IllegalArgumentException notOne) {
            return Optional.empty();
        }
    }

    private void addAddress(List<Scored> found, String typed, Address address) {
        for (TargetAction action : actions.of(TargetAction.Kind.ADDRESS)) {
            String label = action.label().apply(address.text());
            if (action.enabled().getAsBoolean()) {
                int score = Fuzzy.score(typed, label + " " + address.typed());
                add(found, score, hit(action, label, address.text()));
            }
        }
    }

    private void addRegion(List<Scored> found, String typed, RegionModel region) {
        for (TargetAction action : actions.of(TargetAction.Kind.REGION)) {
            String label = action.label().apply(region.place().name());
            int score = Math.max(
                    Fuzzy.score(typed, action.label().apply(region.id())),
                    Fuzzy.score(typed, label + " " + region.place().city()));
            if (action.enabled().getAsBoolean()) {
                add(found, score, hit(action, label, region.id()));
            }
        }
    }

    private static void add(List<Scored> found, int score, Hit hit) {
        if (score > 0) {
            found.add(new Scored(score, hit));
        }
    }

    private Hit hit(ConsoleAction action) {
        return new Hit(
                action.id(),
                action.text(),
                Keys.text(action.shortcut()),
                action.icon(),
                () -> actions.run(action.id()));
    }

    private static Hit hit(TargetAction action, String label, String target) {
        return new Hit(
                action.id(),
                label,
                "",
                Optional.of(action.icon()),
                () -> action.run().accept(target));
    }
}
