// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.support;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A strict reader of pcapng, written from the draft and not from the writer: what is not exactly as it says is an error.
 * Knows the blocks and options that a capture of SecBeat may hold.
 */
public final class PcapngFile {
    private static final int HEADER = 0x0A0D0D0A;

    private final List<Interface> interfaces = new ArrayList<>();
    private final List<Packet> packets = new ArrayList<>();
    private final List<Statistics> statistics = new ArrayList<>();
    private Map<Integer, byte[]> header = Map.of();

    private PcapngFile() {}

    /** An interface description. */
    public record Interface(String name, int snapLength, int resolution) {}

    /** An enhanced packet. */
    public record Packet(
            Interface on,
            long epochNanos,
            List<Byte> start,
            int frameBytes,
            String comment,
            int flags,
            List<Byte> verdict) {}

    /** Interface statistics. */
    public record Statistics(
            Interface of, long atNanos, long startNanos, long endNanos, long systemDrops, long delivered) {}

    public static PcapngFile parse(byte[] bytes) {
        PcapngFile file = new PcapngFile();
        ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        require(rest.remaining() >= 12 && rest.getInt(0) == HEADER, "does not start with a section header");
        require(rest.getInt(8) == 0x1A2B3C4D, "is not little endian");
        while (rest.hasRemaining()) {
            int type = rest.getInt();
            int length = rest.getInt();
            require(length >= 12 && length % 4 == 0, "has a block of " + length + " bytes");
            require(length - 8 <= rest.remaining(), "ends within a block");
            ByteBuffer body = rest.slice(rest.position(), length - 12).order(ByteOrder.LITTLE_ENDIAN);
            rest.position(rest.position() + length - 12);
            require(rest.getInt() == length, "has a block whose lengths differ");
            file.block(type, body);
        }
        return file;
    }

    public String application() {
        return text(header, 4);
    }

    public String comment() {
        return text(header, 1);
    }

    public List<Interface> interfaces() {
        return interfaces;
    }

    public List<Packet> packets() {
        return packets;
    }

    /** Empty when the capture was killed. */
    public Optional<Statistics> statistics() {
        require(statistics.size() <= 1, "has statistics twice");
        return statistics.stream().findFirst();
    }

    /** Of a file with several interfaces. */
    public List<Statistics> statisticsOfEach() {
        return statistics;
    }

    private void block(int type, ByteBuffer body) {
        require(statistics.isEmpty() || type == 5, "goes on after its statistics");
        switch (type) {
            case HEADER -> {
                require(header.isEmpty(), "has a second section");
                require(body.getInt() == 0x1A2B3C4D && body.getShort() == 1 && body.getShort() == 0, "is of a version");
                require(body.getLong() == -1, "tells a length");
                header = options(body);
            }
            case 1 -> {
                require(body.getShort() == 1 && body.getShort() == 0, "is not of Ethernet");
                int snapLength = body.getInt();
                Map<Integer, byte[]> options = options(body);
                interfaces.add(new Interface(text(options, 2), snapLength, value(options, 9, 1)[0]));
            }
            case 6 -> packet(body);
            case 5 -> {
                Interface of = on(body);
                long at = time(body);
                Map<Integer, byte[]> options = options(body);
                statistics.add(new Statistics(
                        of,
                        at,
                        time(number(options, 2, 8)),
                        time(number(options, 3, 8)),
                        number(options, 7, 8).getLong(),
                        number(options, 8, 8).getLong()));
            }
            default -> throw new AssertionError("the file has a block of type " + type);
        }
    }

    private void packet(ByteBuffer body) {
        Interface on = on(body);
        long at = time(body);
        int captured = body.getInt();
        int frameBytes = body.getInt();
        require(captured == Math.min(frameBytes, on.snapLength), captured + " bytes captured of " + frameBytes);
        List<Byte> start = list(take(body, captured));
        Map<Integer, byte[]> options = options(body);
        packets.add(new Packet(
                on,
                at,
                start,
                frameBytes,
                text(options, 1),
                number(options, 2, 4).getInt(),
                list(value(options, 7, 9))));
    }

    private Interface on(ByteBuffer body) {
        int id = body.getInt();
        require(id >= 0 && id < interfaces.size(), "names interface " + id + " before it describes it");
        return interfaces.get(id);
    }

    private static Map<Integer, byte[]> options(ByteBuffer body) {
        Map<Integer, byte[]> options = new LinkedHashMap<>();
        while (true) {
            int code = Short.toUnsignedInt(body.getShort());
            int length = Short.toUnsignedInt(body.getShort());
            if (code == 0) {
                require(length == 0 && !body.hasRemaining(), "has something after the options' end");
                return options;
            }
            require(options.put(code, take(body, length)) == null, "has option " + code + " twice");
        }
    }

    private static byte[] take(ByteBuffer body, int length) {
        byte[] bytes = new byte[length];
        body.get(bytes);
        while (body.position() % 4 != 0) {
            require(body.get() == 0, "pads with something else than zero");
        }
        return bytes;
    }

    private static long time(ByteBuffer body) {
        return (long) body.getInt() << 32 | Integer.toUnsignedLong(body.getInt());
    }

    private static ByteBuffer number(Map<Integer, byte[]> options, int code, int length) {
        return ByteBuffer.wrap(value(options, code, length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] value(Map<Integer, byte[]> options, int code, int length) {
        byte[] value = options.getOrDefault(code, new byte[0]);
        require(value.length == length, "has option " + code + " of " + value.length + " bytes");
        return value;
    }

    private static String text(Map<Integer, byte[]> options, int code) {
        return new String(options.getOrDefault(code, new byte[0]), StandardCharsets.UTF_8);
    }

    /** Bytes that can be compared and are shown. */
    public static List<Byte> list(byte[] bytes) {
        List<Byte> list = new ArrayList<>(bytes.length);
        for (byte one : bytes) {
            list.add(one);
        }
        return list;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("the file " + otherwise);
        }
    }
}
