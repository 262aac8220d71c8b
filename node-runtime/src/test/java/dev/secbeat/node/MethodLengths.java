// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Finds long methods with the compiler's own parser. */
final class MethodLengths extends TreeScanner<Void, CompilationUnitTree> {
    private final int limit;
    private final SourcePositions positions;
    private final List<String> tooLong = new ArrayList<>();

    private MethodLengths(int limit, SourcePositions positions) {
        this.limit = limit;
        this.positions = positions;
    }

    /** File, method and line count of every method with more than {@code limit} lines. */
    static List<String> longerThan(int limit, List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager sources = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, sources, null, List.of("-proc:none"), null, sources.getJavaFileObjectsFromPaths(files));
            MethodLengths scanner =
                    new MethodLengths(limit, Trees.instance(task).getSourcePositions());
            for (CompilationUnitTree unit : task.parse()) {
                scanner.scan(unit, unit);
            }
            return scanner.tooLong;
        }
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
