// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.BlockCause;
import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeStatus;
import dev.secbeat.node.api.NodeStatus.BlockStatus;
import dev.secbeat.node.api.Origin;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SourceCount;
import dev.secbeat.node.api.SourceKey;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A heartbeat. Lenient: fields this version does not know are ignored. */
final class StatusJson {
    /** Most regions, queues or origins a heartbeat may list. */
    private static final int MAX_ENTRIES = 256;

    private StatusJson() {}

    static void write(FieldWriter out, NodeStatus status) throws IOException {
        out.text("node", status.node());
        out.number("incarnation", status.incarnation());
        out.text("version", status.version());
        out.number("uptimeMillis", status.uptimeMillis());
        out.number("epochMillis", status.epochMillis());
        out.text("health", status.health());
        out.text("xdpMode", status.xdpMode());
        out.number("packetsPassed", status.packetsPassed());
        out.number("packetsDropped", status.packetsDropped());
        out.number("requests", status.requests());
        out.numbers("blocks", status.blocks());
        out.text("blockDigest", Long.toHexString(status.blockDigest()));
        out.number("sourcesTracked", status.sourcesTracked());
        out.numbers("lagMillis", status.lagMillis());
        out.numbers("queueDropped", status.queueDropped());
        out.objects("topSources", StatusJson::writeSource, status.topSources());
        out.objects("newestBlocks", StatusJson::writeBlock, status.newestBlocks());
        out.number("served", status.answers().served());
        out.number("failed", status.answers().failed());
        out.objects("maps", StatusJson::writeMap, status.maps());
        if (!status.limits().isEmpty()) {
            out.objects("limits", LimitJson::writeStatus, status.limits());
        }
        if (!status.lists().isEmpty()) {
            out.objects("lists", StatusJson::writeList, status.lists());
        }
    }

    static NodeStatus read(Fields in) throws DecodeException {
        return new NodeStatus(
                ReceiptJson.node(in.text("node")),
                in.number("incarnation"),
                in.text("version"),
                in.number("uptimeMillis"),
                in.number("epochMillis"),
                in.word("health", NodeStatus.Health.class),
                in.text("xdpMode"),
                in.number("packetsPassed"),
                in.number("packetsDropped"),
                in.number("requests"),
                counts(in.numbers("blocks", MAX_ENTRIES)),
                Long.parseUnsignedLong(in.text("blockDigest"), 16),
                (int) in.number("sourcesTracked", 0, Integer.MAX_VALUE),
                in.numbers("lagMillis", MAX_ENTRIES),
                in.numbers("queueDropped", MAX_ENTRIES),
                in.objects("topSources", NodeStatus.MAX_TOP_SOURCES, StatusJson::readSource),
                in.objects("newestBlocks", NodeStatus.MAX_NEWEST_BLOCKS, StatusJson::readBlock),
                new NodeStatus.Answers(
                        in.optionalNumber("served", 0, Long.MAX_VALUE).orElse(0),
                        in.optionalNumber("failed", 0, Long.MAX_VALUE).orElse(0)),
                in.has("maps") ? in.objects("maps", NodeStatus.MAX_MAPS, StatusJson::readMap) : List.of(),
                in.has("limits") ? in.objects("limits", NodeStatus.MAX_LIMITS, LimitJson::readStatus) : List.of(),
                in.has("lists") ? in.objects("lists", NodeStatus.MAX_LISTS, StatusJson::readList) : List.of());
    }

    private static void writeList(FieldWriter out, NodeStatus.ListStatus list) throws IOException {
        out.text("name", list.name());
        out.text("origin", list.origin());
        out.number("entries", list.entries());
        out.number("dropped", list.dropped());
    }

    private static NodeStatus.ListStatus readList(Fields in) throws DecodeException {
        return new NodeStatus.ListStatus(
                in.text("name"),
                in.text("origin"),
                (int) in.number("entries", 0, Integer.MAX_VALUE),
                in.number("dropped", 0, Long.MAX_VALUE));
    }

    private static void writeMap(FieldWriter out, NodeStatus.MapFill fill) throws IOException {
        out.text("map", fill.map());
        out.number("entries", fill.entries());
        out.number("capacity", fill.capacity());
    }

    private static NodeStatus.MapFill readMap(Fields in) throws DecodeException {
        return new NodeStatus.MapFill(
                in.text("map"), in.number("entries", 0, Long.MAX_VALUE), in.number("capacity", 0, Long.MAX_VALUE));
    }

    private static void writeSource(FieldWriter out, SourceCount count) throws IOException {
        out.text("source", count.source());
        out.text("dimension", count.dimension());
        out.decimal("local", count.local());
        out.decimal("global", count.global());
        out.decimal("limit", count.limit());
        out.number("windowMillis", count.windowMillis());
        out.flag("blocked", count.blocked());
    }

    private static SourceCount readSource(Fields in) throws DecodeException {
        return new SourceCount(
                source(in.text("source")),
                in.word("dimension", Dimension.class),
                in.decimal("local"),
                in.decimal("global"),
                in.decimal("limit"),
                (int) in.number("windowMillis", 1, Integer.MAX_VALUE),
                in.flag("blocked"));
    }

    private static void writeBlock(FieldWriter out, BlockStatus block) throws IOException {
        out.text("prefix", block.prefix());
        out.text("origin", block.origin());
        out.number("expiresAtMillis", block.expiresAtMillis());
        out.flag("inKernel", block.inKernel());
        out.number("hits", block.hits());
        out.text("cause", block.cause().label());
        if (!block.scope().isFleet()) {
            out.text("scope", block.scope());
        }
    }

    private static BlockStatus readBlock(Fields in) throws DecodeException {
        return new BlockStatus(
                Prefix.parse(in.text("prefix")),
                in.word("origin", Origin.class),
                in.number("expiresAtMillis"),
                in.flag("inKernel"),
                in.number("hits"),
                in.optionalText("cause").map(BlockCause::ofLabel).orElse(BlockCause.UNKNOWN),
                in.optionalText("scope").map(Scope::parse).orElse(new Scope.Fleet()));
    }

    /** A source is written as the prefix that holds it: an IPv4 address, an IPv6 /64 or what a rule counts as one. */
    static SourceKey source(String text) throws DecodeException {
        Prefix prefix = Prefix.parse(text);
        if (prefix.length() == 0 || (prefix.family() == Family.IPV6 && prefix.length() > 64)) {
            throw new DecodeException("a source is an IPv4 prefix of /1 to /32 or an IPv6 one of /1 to /64");
        }
        return SourceKey.ofPrefix(prefix);
    }

    private static Map<String, Integer> counts(Map<String, Long> numbers) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        numbers.forEach((name, value) -> counts.put(name, Math.toIntExact(value)));
        return counts;
    }
}
