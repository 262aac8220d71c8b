// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;

/** Finds long methods. */
final class MethodLengths extends TreeScanner<Void, CompilationUnitTree> {
    private final int limit;
    private final SourcePositions positions;
    private final List<String> tooLong = new ArrayList<>();

    private MethodLengths(int limit, SourcePositions positions) {
        this.limit = limit;
        this.positions = positions;
    }

    /** File, method and line count of every method with more than {@code limit} lines. */
    static List<String> longerThan(int limit, ParsedSources sources) {
        MethodLengths scanner = new MethodLengths(limit, sources.positions());
        sources.units().forEach(unit -> scanner.scan(unit, unit));
        return scanner.tooLong;
    }

    @Override
    public Void visitMethod(MethodTree method, CompilationUnitTree unit) {
        LineMap lines = unit.getLineMap();
        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
        if (last - first + 1 > limit) {
            tooLong.add(unit.getSourceFile().getName() + " " + method.getName() + ": " + (last - first + 1) + " lines");
        }
        return super.visitMethod(method, unit);
    }
}
