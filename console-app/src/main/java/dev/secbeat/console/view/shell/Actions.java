// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * All that a person can have this window do. Rail, menus, palette, keys and the sheet of shortcuts are views of this one
 * list, so that nothing can be reached by one of them only. FX thread only.
 */
public final class Actions {
    private final Map<String, ConsoleAction> actions = new LinkedHashMap<>();
    private final Map<String, TargetAction> targets = new LinkedHashMap<>();
    private BooleanSupplier covered = () -> false;

    /** No action yet. */
    public Actions() {}

    /**
     * Adds an action after those already there.
     *
     * @throws IllegalArgumentException when its id or shortcut is taken, which is a fault of the program
     */
    public void add(ConsoleAction action) {
        boolean keyTaken = !action.shortcut().isEmpty()
                && actions.values().stream().anyMatch(known -> known.shortcut().equals(action.shortcut()));
        if (keyTaken || actions.putIfAbsent(action.id(), action) != null) {
            throw new IllegalArgumentException("action " + action.id() + " or its shortcut " + action.shortcut()
                    + " is there already: choose another");
        }
    }

    /** Adds something that can be done to a region or an address. */
    public void add(TargetAction action) {
        targets.put(action.id(), action);
    }

    /** While {@code sheet} says that one is open, only what does not reach below it can be done. */
    public void coveredBy(BooleanSupplier sheet) {
        covered = sheet;
    }

    /** Whether it can be done now. */
    public boolean isPossible(ConsoleAction action) {
        return action.enabled().getAsBoolean() && (action.overSheets() || !covered.getAsBoolean());
    }

    /** All actions in the order they were added. */
    public List<ConsoleAction> all() {
        return List.copyOf(actions.values());
    }

    /** Those of one menu. */
    public List<ConsoleAction> of(ConsoleAction.Menu menu) {
        return actions.values().stream().filter(action -> action.menu() == menu).toList();
    }

    /** What can be done to a region or an address. */
    public List<TargetAction> of(TargetAction.Kind kind) {
        return targets.values().stream().filter(action -> action.kind() == kind).toList();
    }

    /** The action of this id. */
    public Optional<ConsoleAction> find(String id) {
        return Optional.ofNullable(actions.get(id));
    }

    /** Does it, if it is there and can be done now; returns whether it was done. */
    public boolean run(String id) {
        Optional<ConsoleAction> possible = find(id).filter(this::isPossible);
        possible.ifPresent(action -> action.run().run());
        return possible.isPresent();
    }
}
