// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes databases in the format of MaxMind, good ones and broken ones. After MaxMind DB File Format Specification 2.0:
 * search tree, 16 zero bytes, data, marker, metadata. Owned by one thread.
 */
public final class MmdbFile {
    private static final int BITS_BEFORE_4 = 96;
    private static final int SEPARATOR_BYTES = 16;
    private static final byte[] MARKER = "\u00ab\u00cd\u00efMaxMind.com".getBytes(StandardCharsets.ISO_8859_1);

    private final int version;
    private final int recordBits;
    private final Node root = new Node();
    private final Map<Object, Integer> data = new LinkedHashMap<>();
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private long @Nullable [][] rawNodes;
    private boolean pointers;
    private int filler;

    /** Two places: each nothing, a Node or a Leaf. */
    private static final class Node {
        private final @Nullable Object[] next = new @Nullable Object[2];
    }

    private record Leaf(int data) {}

    /** An empty database of {@code version} 4 or 6 with records of 24, 28 or 32 bits. */
    public MmdbFile(int version, int recordBits) {
        this.version = version;
        this.recordBits = recordBits;
        metadata.put("binary_format_major_version", (short) 2);
        metadata.put("binary_format_minor_version", (short) 0);
        metadata.put("build_epoch", 1_767_225_600L);
        metadata.put("database_type", "Test-Country");
        metadata.put("description", Map.of("en", "made by a test"));
        metadata.put("ip_version", (short) version);
        metadata.put("languages", List.of("en"));
        metadata.put("record_size", (short) recordBits);
    }

    /** Gives {@code record} to a network; what is inside a network comes after it. */
    public MmdbFile network(String prefix, Object record) {
        put(bits(prefix), new Leaf(data.computeIfAbsent(record, _ -> data.size())));
        return this;
    }

    /** A network of a country, as GeoLite2 has it. */
    public MmdbFile country(String prefix, String code) {
        return network(prefix, Map.of("country", Map.of("iso_code", code, "names", Map.of("en", "Country " + code))));
    }

    /** Makes the nodes of the IPv4 addresses reachable under another prefix as well. */
    public MmdbFile alias(String prefix) {
        Node node = root;
        for (int i = 0; i < BITS_BEFORE_4; i++) {
            node = below(node, 0);
        }
        put(bits(prefix), node);
        return this;
    }

    /** Sets, or with nothing leaves out, what the metadata tell. */
    public MmdbFile metadata(String key, @Nullable Object value) {
        if (value == null) {
            metadata.remove(key);
            metadata.put(key + "_left_out", (short) 1);
        } else {
            metadata.put(key, value);
        }
        return this;
    }

    /** Replaces the tree: records below the number of nodes name nodes, that number nothing, those above it data. */
    public MmdbFile tree(long[]... nodes) {
        rawNodes = nodes;
        return this;
    }

    /** Writes texts that occur again as pointers, the first of them behind so many bytes of other data. */
    public MmdbFile pointers(int bytesBefore) {
        pointers = true;
        filler = bytesBefore;
        return this;
    }

    /** Writes the file beside {@code file} and renames it into place. */
    public void write(Path file) {
        try {
            Path next = file.resolveSibling("next.mmdb");
            Files.write(next, bytes());
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] bytes() {
        MmdbValues values = new MmdbValues(pointers);
        if (filler > 0) {
            values.put(new byte[filler]);
        }
        List<Integer> offsets = new ArrayList<>();
        for (Object record : data.keySet()) {
            offsets.add(values.size());
            values.put(record);
        }
        long[][] nodes = rawNodes == null ? nodes(offsets) : rawNodes;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (long[] node : nodes) {
            writeNode(out, node[0], node[1]);
        }
        out.writeBytes(new byte[SEPARATOR_BYTES]);
        out.writeBytes(values.bytes());
        out.writeBytes(MARKER);
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("node_count", nodes.length);
        told.putAll(metadata);
        MmdbValues end = new MmdbValues(false);
        end.put(told);
        out.writeBytes(end.bytes());
        return out.toByteArray();
    }

    private long[][] nodes(List<Integer> offsets) {
        IdentityHashMap<Node, Integer> numbers = new IdentityHashMap<>();
        List<Node> all = new ArrayList<>(List.of(root));
        numbers.put(root, 0);
        for (int i = 0; i < all.size(); i++) {
            for (Object next : all.get(i).next) {
                if (next instanceof Node node && numbers.putIfAbsent(node, all.size()) == null) {
                    all.add(node);
                }
            }
        }
        long[][] nodes = new long[all.size()][2];
        for (int i = 0; i < nodes.length; i++) {
            for (int bit = 0; bit < 2; bit++) {
                nodes[i][bit] = switch (all.get(i).next[bit]) {
                    case Node node -> numbers.getOrDefault(node, 0);
                    case Leaf leaf -> nodes.length + SEPARATOR_BYTES + offsets.get(leaf.data);
                    case null, default -> nodes.length;
                };
            }
        }
        return nodes;
    }

    private void writeNode(ByteArrayOutputStream out, long left, long right) {
        BigInteger node = switch (recordBits) {
            case 28 ->
                BigInteger.valueOf(left & 0xff_ffff)
                        .shiftLeft(32)
                        .or(BigInteger.valueOf(((left >>> 24 << 28) | (right & 0xfff_ffff)) & 0xffff_ffffL));
            default -> BigInteger.valueOf(left).shiftLeft(recordBits).or(BigInteger.valueOf(right));
        };
        byte[] bytes = node.toByteArray();
        int size = recordBits / 4;
        for (int i = size; i > 0; i--) {
            out.write(i > bytes.length ? 0 : bytes[bytes.length - i]);
        }
    }

    /** What stands there already gives way; a network around is divided. */
    private void put(List<Integer> path, Object what) {
        Node node = root;
        for (int bit : path.subList(0, path.size() - 1)) {
            node = below(node, bit);
        }
        node.next[path.getLast()] = what;
    }

    private static Node below(Node node, int bit) {
        if (node.next[bit] instanceof Node there) {
            return there;
        }
        Node fresh = new Node();
        fresh.next[0] = node.next[bit];
        fresh.next[1] = node.next[bit];
        node.next[bit] = fresh;
        return fresh;
    }

    private List<Integer> bits(String prefix) {
        String[] parts = prefix.split("/", 2);
        byte[] address;
        try {
            address = InetAddress.getByName(parts[0]).getAddress();
            if (address.length == 4 && parts[0].contains(":")) { // The platform takes mapped ones for IPv4.
                byte[] mapped = new byte[16];
                mapped[10] = mapped[11] = (byte) 0xff;
                System.arraycopy(address, 0, mapped, 12, 4);
                address = mapped;
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(prefix, e);
        }
        int before = address.length == 4 && version == 6 ? BITS_BEFORE_4 : 0;
        List<Integer> path = new ArrayList<>(Collections.nCopies(before, 0));
        for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
            path.add(address[i / 8] >>> (7 - i % 8) & 1);
        }
        return path;
    }
}
