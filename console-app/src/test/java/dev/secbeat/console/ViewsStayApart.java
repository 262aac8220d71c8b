// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** A class of {@code view.x} uses {@code view.x}, the shared widgets and the shell, and no other view. */
final class ViewsStayApart extends ArchCondition<JavaClass> {
    private static final Set<String> SHARED = Set.of("", "shell", "theme", "widget");

    private final String prefix;

    ViewsStayApart(String prefix) {
        super("use no other view than " + SHARED);
        this.prefix = prefix;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String own = view(type);
        type.getDirectDependenciesFromSelf().stream()
                .filter(use -> use.getTargetClass().getPackageName().startsWith(prefix))
                .filter(use -> !view(use.getTargetClass()).equals(own))
                .filter(use -> !SHARED.contains(view(use.getTargetClass())))
                .forEach(use -> events.add(SimpleConditionEvent.violated(type, use.getDescription())));
    }

    private String view(JavaClass type) {
        String name = type.getPackageName() + ".";
        return name.startsWith(prefix) ? name.substring(prefix.length()).replaceAll("\\..*", "") : "";
    }
}
