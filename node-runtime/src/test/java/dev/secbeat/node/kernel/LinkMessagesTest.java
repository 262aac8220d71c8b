// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Interfaces as the routing socket tells them, in messages made up for kinds that a test machine may not have. */
class LinkMessagesTest {
    private static final short NEW_LINK = 16;
    private static final short DONE = 3;
    private static final short ERROR = 2;

    /** A message: its kind, then for an interface an index and attributes. */
    private static byte[] message(short type, int flags, byte[] body) {
        return ByteBuffer.allocate((16 + body.length + 3) / 4 * 4)
                .order(ByteOrder.nativeOrder())
                .putInt(16 + body.length)
                .putShort(type)
                .putShort((short) flags)
                .putLong(0)
                .put(body)
                .array();
    }

    private static byte[] device(int index, byte[]... attributes) {
        return ByteBuffer.allocate(
                        16 + Arrays.stream(attributes).mapToInt(a -> a.length).sum())
                .order(ByteOrder.nativeOrder())
                .putInt(4, index)
                .put(16, join(attributes))
                .array();
    }

    private static byte[] attribute(int type, byte[] value) {
        return ByteBuffer.allocate((4 + value.length + 3) / 4 * 4)
                .order(ByteOrder.nativeOrder())
                .putShort((short) (4 + value.length))
                .putShort((short) type)
                .put(value)
                .array();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private static LinkMessages.Progress read(List<LinkDevice> found, byte[]... messages) {
        return LinkMessages.read(ByteBuffer.wrap(join(messages)), found);
    }

    private static final byte[] PORT_OF_A_BOND = device(
            3,
            attribute(1, HexFormat.of().parseHex("02aabbccddee")),
            attribute(3, text("eth1")),
            attribute(4, number(9000)),
            attribute(10, number(7)),
            attribute(0x8000 | 18, attribute(4, text("bond"))));

    @Test
    void aPortOfABondAndAVlanOfAnotherNamespace() {
        byte[] vlan = device(
                9,
                attribute(3, text("eth0.5")),
                attribute(5, number(2)),
                attribute(37, number(0)),
                attribute(18, join(attribute(1, text("vlan")), attribute(2, new byte[20]))));
        List<LinkDevice> found = new ArrayList<>();
        assertThat(read(found, message(NEW_LINK, 2, PORT_OF_A_BOND), message(NEW_LINK, 2, vlan)))
                .isEqualTo(LinkMessages.Progress.MORE);
        assertThat(found)
                .containsExactly(
                        new LinkDevice(3, "eth1", "", "bond", 7, 0, false, 9000, "02aabbccddee"),
                        new LinkDevice(9, "eth0.5", "vlan", "", 0, 2, true, 0, ""));
        assertThat(found.getFirst().isBundled()).isTrue();
        assertThat(found.getLast().parent()).isEmpty();
    }

    @Test
    void theEndAChangeAndARefusalAreTold() {
        List<LinkDevice> found = new ArrayList<>();
        assertThat(read(found, message(DONE, 2, number(0)))).isEqualTo(LinkMessages.Progress.DONE);
        assertThat(read(found, message(NEW_LINK, 0x12, PORT_OF_A_BOND))).isEqualTo(LinkMessages.Progress.CHANGED);
        assertThat(found).isEmpty();
        assertThatThrownBy(() -> read(found, message(ERROR, 0, number(-Errno.EPERM))))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("RTM_GETLINK")
                .hasMessageContaining("EPERM");
    }

    @Test
    void whatIsCutShortIsRefusedOrReadUpToThere() {
        byte[] whole = message(NEW_LINK, 2, PORT_OF_A_BOND);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            List<LinkDevice> found = new ArrayList<>();
            if (length < 16) {
                read(found, cut);
                assertThat(found).isEmpty();
            } else {
                assertThatThrownBy(() -> read(found, cut)).isInstanceOf(XdpException.class);
                ByteBuffer.wrap(cut)
                        .order(ByteOrder.nativeOrder())
                        .putInt(0, length); // Its header agrees, attributes not.
                readOrRefuse(cut);
            }
        }
    }

    private static void readOrRefuse(byte[] bytes) {
        try {
            read(new ArrayList<>(), bytes);
        } catch (XdpException e) {
            assertThat(e).hasMessageContaining("lengths");
        }
    }
}
