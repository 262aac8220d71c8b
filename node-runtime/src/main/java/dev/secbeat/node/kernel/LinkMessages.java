// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes and reads messages of the kernel's routing socket (rtnetlink(7)) about interfaces. Numbers are in the machine's
 * order. What does not fit its own lengths is refused.
 */
final class LinkMessages {
    /** A header and struct ifinfomsg. */
    static final int REQUEST_BYTES = 32;

    private static final int HEADER = 16;
    private static final int INTERFACE_INFO = 16;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ALIGNMENT = 4;
    private static final int TYPE_MASK = 0x3fff;

    private static final short ERROR = 2;
    private static final short DONE = 3;
    private static final short NEW_LINK = 16;
    private static final short GET_LINK = 18;
    private static final short DUMP = 1 | 0x300;
    private static final int CHANGED_MEANWHILE = 0x10;

    private static final int ADDRESS = 1;
    private static final int NAME = 3;
    private static final int MTU = 4;
    private static final int LINK = 5;
    private static final int MASTER = 10;
    private static final int LINK_INFO = 18;
    private static final int LINK_NAMESPACE = 37;
    private static final int INFO_KIND = 1;
    private static final int INFO_PORT_KIND = 4;
    private static final int MAC_BYTES = 6;

    private LinkMessages() {}

    /** What a datagram says about the list it belongs to. */
    enum Progress {
        /** There is more. */
        MORE,
        /** It was the last. */
        DONE,
        /** Interfaces came or went meanwhile: ask again. */
        CHANGED
    }

    /** Asks for all interfaces. */
    static byte[] request() {
        return ByteBuffer.allocate(REQUEST_BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(REQUEST_BYTES)
                .putShort(GET_LINK)
                .putShort(DUMP)
                .array();
    }

    /** Adds the interfaces of one datagram to {@code found}. */
    static Progress read(ByteBuffer datagram, List<LinkDevice> found) {
        ByteBuffer in = datagram.order(ByteOrder.nativeOrder());
        while (in.remaining() >= HEADER) {
            int bytes = in.getInt(in.position());
            short type = in.getShort(in.position() + 4);
            short flags = in.getShort(in.position() + 6);
            if (bytes < HEADER || bytes > in.remaining()) {
                throw broken();
            }
            if ((flags & CHANGED_MEANWHILE) != 0) {
                return Progress.CHANGED;
            }
            if (type == DONE) {
                return Progress.DONE;
            }
            ByteBuffer body = in.slice(in.position() + HEADER, bytes - HEADER).order(ByteOrder.nativeOrder());
            if (type == ERROR) {
                throw Errno.failure(body.remaining() < Integer.BYTES ? 0 : -body.getInt(), "RTM_GETLINK");
            }
            if (type == NEW_LINK) {
                found.add(device(body));
            }
            in.position(in.position() + Math.min(in.remaining(), aligned(bytes)));
        }
        return Progress.MORE;
    }

    private static LinkDevice device(ByteBuffer body) {
        if (body.remaining() < INTERFACE_INFO) {
            throw broken();
        }
        Fields fields = new Fields();
        fields.index = body.getInt(4);
        attributes(body.position(INTERFACE_INFO), fields::link);
        return fields.device();
    }

    /** One attribute: its kind and its bytes. */
    private record Attribute(int type, ByteBuffer value) {
        /** Without the zero at its end. */
        String text() {
            byte[] bytes = new byte[value.remaining()];
            value.duplicate().get(bytes);
            return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
        }

        int number() {
            if (value.remaining() < Integer.BYTES) {
                throw broken();
            }
            return value.getInt(0);
        }
    }

    private static void attributes(ByteBuffer in, Consumer<Attribute> to) {
        while (in.remaining() >= ATTRIBUTE_HEADER) {
            int bytes = Short.toUnsignedInt(in.getShort(in.position()));
            int type = in.getShort(in.position() + 2) & TYPE_MASK;
            if (bytes < ATTRIBUTE_HEADER || bytes > in.remaining()) {
                throw broken();
            }
            ByteBuffer value = in.slice(in.position() + ATTRIBUTE_HEADER, bytes - ATTRIBUTE_HEADER);
            to.accept(new Attribute(type, value.order(ByteOrder.nativeOrder())));
            in.position(in.position() + Math.min(in.remaining(), aligned(bytes)));
        }
    }

    /** What has been read of one interface. */
    private static final class Fields {
        private int index;
        private String name = "";
        private String kind = "";
        private String portKind = "";
        private int master;
        private int link;
        private boolean linkElsewhere;
        private int mtu;
        private String mac = "";

        void link(Attribute attribute) {
            switch (attribute.type) {
                case ADDRESS -> mac = mac(attribute.value);
                case NAME -> name = attribute.text();
                case MTU -> mtu = attribute.number();
                case LINK -> link = attribute.number();
                case MASTER -> master = attribute.number();
                case LINK_NAMESPACE -> linkElsewhere = true;
                case LINK_INFO -> attributes(attribute.value, this::info);
                default -> {}
            }
        }

        private void info(Attribute attribute) {
            switch (attribute.type) {
                case INFO_KIND -> kind = attribute.text();
                case INFO_PORT_KIND -> portKind = attribute.text();
                default -> {}
            }
        }

        private static String mac(ByteBuffer value) {
            if (value.remaining() != MAC_BYTES) {
                return "";
            }
            byte[] bytes = new byte[MAC_BYTES];
            value.get(bytes);
            return HexFormat.of().formatHex(bytes);
        }

        LinkDevice device() {
            return new LinkDevice(index, name, kind, portKind, master, link, linkElsewhere, mtu, mac);
        }
    }

    private static int aligned(int bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static XdpException broken() {
        return new XdpException("the kernel's list of interfaces cannot be read: lengths in it do not fit");
    }
}
