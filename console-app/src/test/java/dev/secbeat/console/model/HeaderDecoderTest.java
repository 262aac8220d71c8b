// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.PacketHeaders.Layers;
import dev.secbeat.console.model.PacketHeaders.Ports;
import dev.secbeat.console.testing.Frames;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames are read as far as they make sense; nothing that comes from a wire makes the decoder fail. */
class HeaderDecoderTest {
    private static final byte[] SYN = Frames.tcp("203.0.113.42", "198.51.100.1", 51_022, 443, Frames.SYN);
    private static final byte[] UDP6 = Frames.udp("2001:db8:42:7::9", "2001:db8::1", 53, 4_444);

    private static PacketHeaders decode(byte[] frame) {
        return HeaderDecoder.decode(ByteBuffer.wrap(frame));
    }

    @Test
    void aSynOfIpv4() {
        PacketHeaders headers = decode(SYN);
        assertThat(headers.sourceText()).isEqualTo("203.0.113.42");
        assertThat(headers.destinationText()).isEqualTo("198.51.100.1");
        assertThat(headers.protocolText()).isEqualTo("TCP 51022 → 443");
        assertThat(headers.detail()).isEqualTo("SYN");
        assertThat(headers.oddity()).isEmpty();
        assertThat(headers.vlans()).isEmpty();
        assertThat(headers.layers()).isEqualTo(new Layers(14, 34, 54));
    }

    @Test
    void udpOfIpv6() {
        PacketHeaders headers = decode(UDP6);
        assertThat(headers.sourceText()).isEqualTo("2001:db8:42:7::9");
        assertThat(headers.destinationText()).isEqualTo("2001:db8::1");
        assertThat(headers.ports()).contains(new Ports(53, 4_444));
        assertThat(headers.protocol()).isEqualTo("UDP");
        assertThat(headers.layers()).isEqualTo(new Layers(14, 54, 62));
    }

    @Test
    void pingsOfBothFamilies() {
        assertThat(decode(Frames.ping("203.0.113.42", "198.51.100.1")).detail()).isEqualTo("echo request");
        PacketHeaders six = decode(Frames.ping("2001:db8::2", "2001:db8::1"));
        assertThat(six.protocolText()).isEqualTo("ICMPv6");
        assertThat(six.detail()).isEqualTo("echo request");
        assertThat(six.ports()).isEmpty();
    }

    @Test
    void twoVlanTagsAreReadAndAThirdIsNot() {
        PacketHeaders two = decode(Frames.tagged(SYN, 100, 4_095));
        assertThat(two.vlans()).containsExactly(100, 4_095);
        assertThat(two.sourceText()).isEqualTo("203.0.113.42");
        assertThat(two.layers()).isEqualTo(new Layers(22, 42, 62));
        PacketHeaders three = decode(Frames.tagged(SYN, 1, 2, 3));
        assertThat(three.vlans()).containsExactly(1, 2);
        assertThat(three.protocol()).isEqualTo("VLAN");
        assertThat(three.source()).isEmpty();
    }

    @Test
    void flagsAndFragmentsAndWhatIsOdd() {
        assertThat(decode(Frames.tcp("203.0.113.42", "198.51.100.1", 1, 2, 0)).detail())
                .isEqualTo("no flags");
        assertThat(decode(Frames.tcp("203.0.113.42", "198.51.100.1", 1, 2, 0xFF))
                        .detail())
                .isEqualTo("FIN SYN RST PSH ACK URG ECE CWR");
        byte[] first = SYN.clone();
        first[20] = 0x20;
        assertThat(decode(first).detail()).isEqualTo("first fragment, SYN");
        byte[] later = SYN.clone();
        later[21] = 100;
        assertThat(decode(later).detail()).isEqualTo("fragment at 800");
        assertThat(decode(later).ports()).as("what follows is not TCP's header").isEmpty();
        byte[] shortIp = SYN.clone();
        shortIp[14] = 0x44;
        assertThat(decode(shortIp).oddity()).isEqualTo("IPv4 header of 16 bytes");
        assertThat(decode(shortIp).sourceText()).isEqualTo("203.0.113.42");
        byte[] shortTcp = SYN.clone();
        shortTcp[46] = 0x10;
        assertThat(decode(shortTcp).oddity()).isEqualTo("TCP header of 4 bytes");
        byte[] version = UDP6.clone();
        version[14] = 0x50;
        assertThat(decode(version).oddity()).isEqualTo("IP version 5");
    }

    @Test
    void extensionHeadersOfIpv6AreStepped() {
        byte[] frame = new byte[14 + 40 + 8 + 8 + 20];
        System.arraycopy(UDP6, 0, frame, 0, 54);
        frame[20] = 0; // hop by hop
        frame[54] = 44; // then a fragment
        frame[62] = 6; // of TCP
        frame[70 + 12] = 0x50;
        frame[70 + 13] = Frames.SYN;
        assertThat(decode(frame).protocol()).isEqualTo("TCP");
        assertThat(decode(frame).detail()).isEqualTo("SYN");
        frame[64] = 1; // not the first
        assertThat(decode(frame).detail()).isEqualTo("fragment at 256");
        assertThat(decode(frame).ports()).isEmpty();
    }

    @Test
    void whatIsNotIpIsNamed() {
        byte[] frame = new byte[60];
        frame[12] = 0x08;
        frame[13] = 0x06;
        assertThat(decode(frame).protocolText()).isEqualTo("ARP");
        frame[12] = (byte) 0x99;
        assertThat(decode(frame).protocolText()).isEqualTo("0x9906");
        byte[] gre = SYN.clone();
        gre[23] = 47;
        assertThat(decode(gre).protocolText()).isEqualTo("GRE");
        gre[23] = (byte) 200;
        assertThat(decode(gre).protocolText()).isEqualTo("IPv4 200");
    }

    @Test
    void aFrameThatEndsAnywhereIsReadAsFarAsItGoes() {
        List<byte[]> whole = List.of(SYN, UDP6, Frames.ping("2001:db8::2", "2001:db8::1"), Frames.tagged(SYN, 1, 2));
        for (byte[] frame : whole) {
            for (int length = 0; length <= frame.length; length++) {
                sound(decode(Arrays.copyOf(frame, length)), length);
            }
        }
        assertThat(decode(new byte[0]).oddity()).isEqualTo("cut short in Ethernet");
        assertThat(decode(Arrays.copyOf(SYN, 40)).oddity()).isEqualTo("cut short in TCP");
        assertThat(decode(Arrays.copyOf(SYN, 40)).ports()).contains(new Ports(51_022, 443));
    }

    @Test
    void noiseNeverMakesItFail() {
        Random random = new Random(11);
        for (int i = 0; i < 200_000; i++) {
            byte[] frame = new byte[random.nextInt(130)];
            random.nextBytes(frame);
            if (i % 4 != 0 && frame.length > 23) {
                // Noise that gets further: IP in it, perhaps tagged.
                int at = i % 8 == 1 ? 16 : 12;
                frame[12] = (byte) 0x81;
                frame[13] = 0;
                frame[at] = (byte) (i % 2 == 0 ? 0x86 : 0x08);
                frame[at + 1] = (byte) (i % 2 == 0 ? 0xDD : 0x00);
                frame[at + 2] = (byte) (i % 2 == 0 ? 0x60 : 0x45);
            }
            sound(decode(frame), frame.length);
        }
    }

    @Test
    void changedFramesNeverMakeItFail() {
        Random random = new Random(12);
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = i % 2 == 0 ? SYN.clone() : UDP6.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                frame[12 + random.nextInt(frame.length - 12)] = (byte) random.nextInt(256);
            }
            sound(decode(frame), frame.length);
        }
    }

    /** Layers lie inside the frame and in order, so that whoever colours them cannot go astray. */
    private static void sound(PacketHeaders headers, int length) {
        Layers layers = headers.layers();
        assertThat(layers.network()).isBetween(0, length);
        assertThat(layers.transport()).isBetween(layers.network(), length);
        assertThat(layers.payload()).isBetween(layers.transport(), length);
        assertThat(headers.protocol()).isNotEmpty();
        assertThat(headers.detail().length() + headers.oddity().length()).isLessThan(120);
    }
}
