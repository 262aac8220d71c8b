// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.incident;

import dev.secbeat.console.model.EmbeddedNode;
import java.util.ArrayList;
import java.util.List;

/** The node in the console's own process, as fields. */
final class NodeWords {
    /** It is told anew each second: of its log only the end is kept. */
    private static final int MAX_LINES = 40;

    private NodeWords() {}

    static byte[] node(EmbeddedNode node) {
        int over = Math.max(0, node.log().size() - MAX_LINES);
        FieldWriter out = new FieldWriter()
                .text(node.phase().name())
                .text(node.file())
                .text(node.name())
                .text(node.text())
                .text(node.xdpMode())
                .text(node.health())
                .number(node.uptimeMillis())
                .number(node.maps().size());
        node.maps().forEach(map -> out.text(map.map()).number(map.entries()).number(map.capacity()));
        return out.texts(node.log().subList(over, node.log().size()))
                .number(node.linesLost() + over)
                .bytes();
    }

    static EmbeddedNode node(FieldReader in) {
        EmbeddedNode.Phase phase = in.constant(EmbeddedNode.Phase.class);
        String file = in.text();
        String name = in.text();
        String text = in.text();
        String xdpMode = in.text();
        String health = in.text();
        long uptimeMillis = in.number();
        int count = in.count();
        List<EmbeddedNode.MapUse> maps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            maps.add(new EmbeddedNode.MapUse(in.text(), in.number(), in.number()));
        }
        return new EmbeddedNode(phase, file, name, text, xdpMode, health, uptimeMillis, maps, in.texts(), in.number());
    }
}
