// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.lang.model.element.Modifier;

/**
 * Counts the public methods that each type writes down: those it inherits and a record's accessors are not counted, nor
 * are constructors.
 */
final class PublicMethods extends TreeScanner<Void, CompilationUnitTree> {
    private final Map<String, Integer> counts = new TreeMap<>();

    private PublicMethods() {}

    /** The number of public methods of every named type that has more than {@code limit} of them, by simple name. */
    static Map<String, Integer> moreThan(int limit, ParsedSources sources) {
        PublicMethods scanner = new PublicMethods();
        sources.units().forEach(unit -> scanner.scan(unit, unit));
        scanner.counts.values().removeIf(count -> count <= limit);
        return scanner.counts;
    }

    @Override
    public Void visitClass(ClassTree type, CompilationUnitTree unit) {
        boolean isInterface = type.getKind() == Tree.Kind.INTERFACE;
        int count = 0;
        for (Tree member : type.getMembers()) {
            if (member instanceof MethodTree method && method.getReturnType() != null) {
                Set<Modifier> flags = method.getModifiers().getFlags();
                boolean isPublic = isInterface ? !flags.contains(Modifier.PRIVATE) : flags.contains(Modifier.PUBLIC);
                count += isPublic ? 1 : 0;
            }
        }
        if (!type.getSimpleName().isEmpty()) {
            counts.merge(type.getSimpleName().toString(), count, Math::max);
        }
        return super.visitClass(type, unit);
    }
}
