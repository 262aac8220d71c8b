// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stack of this network namespace would put into its answers to SYNs, so that the program's are no different.
 *
 * @param cookies {@code net.ipv4.tcp_syncookies}: 0 never, 1 when a listener's queue is full, 2 always
 * @param options whether the stack takes window scale and SACK from a plain timestamp: tcp_timestamps is 2, and
 *     tcp_sack and tcp_window_scaling are on
 * @param windowScale that the stack gives itself, 0 to 14
 * @param mtu of the interface, in bytes
 * @param mac of the interface, as 12 hexadecimal digits; empty when it has none
 */
record HostTcp(int cookies, boolean options, int windowScale, int mtu, String mac) {
    private static final Logger LOG = LoggerFactory.getLogger(HostTcp.class);
    private static final Path SETTINGS = Path.of("/proc/sys/net");
    private static final int SETTING_BYTES = 256;
    private static final int MAC_DIGITS = 12;
    private static final int MAX_WINDOW_SCALE = 14;
    private static final int UNSCALED_BITS = 15;
    /** The smallest that hosts must take, RFC 9293 section 3.7.1 for IPv4; of IPv6's least MTU. */
    private static final int MIN_MSS4 = 536;

    private static final int MIN_MSS6 = 1220;
    private static final int MAX_MSS = 65_535;
    private static final int HEADERS4 = 40;
    private static final int HEADERS6 = 60;

    /** Reads it in the network namespace of the calling thread. */
    static HostTcp read(String interfaceName) {
        boolean options = number("ipv4/tcp_timestamps", 0) == 2
                && number("ipv4/tcp_sack", 0) == 1
                && number("ipv4/tcp_window_scaling", 0) == 1;
        // The largest window there can ever be, as the kernel's tcp_select_initial_window() has it.
        int space = Math.max(number("ipv4/tcp_rmem", 2), number("core/rmem_max", 0));
        int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, space));
        int scale = Math.clamp(bits - UNSCALED_BITS, 0, MAX_WINDOW_SCALE);
        try {
            NetworkInterface found = NetworkInterface.getByName(interfaceName);
            byte[] mac = found == null ? null : found.getHardwareAddress();
            int mtu = found == null ? 0 : found.getMTU();
            return new HostTcp(
                    number("ipv4/tcp_syncookies", 0),
                    options,
                    scale,
                    mtu,
                    mac == null ? "" : HexFormat.of().formatHex(mac));
        } catch (IOException e) {
            throw new XdpException("the address of interface " + interfaceName + " cannot be read", e);
        }
    }

    /** The largest segment of IPv4 that this host can receive. */
    int mss4() {
        return Math.clamp(mtu - HEADERS4, MIN_MSS4, MAX_MSS);
    }

    /** The largest segment of IPv6. */
    int mss6() {
        return Math.clamp(mtu - HEADERS6, MIN_MSS6, MAX_MSS);
    }

    /**
     * What can be done of {@code wanted} here.
     *
     * @throws XdpException when cookies are wanted always and cannot be had at all
     */
    SynCookies applicable(SynCookies wanted) {
        if (!wanted.guards()) {
            return SynCookies.OFF;
        }
        if (mac.length() != MAC_DIGITS) {
            return without(wanted, "the interface has no Ethernet address", "guard one that has");
        }
        if (cookies == 0) {
            return without(
                    wanted,
                    "net.ipv4.tcp_syncookies is 0, so the kernel takes none back",
                    "set it to 2 (sysctl -w net.ipv4.tcp_syncookies=2, and in /etc/sysctl.d) and restart the node");
        }
        LOG.info(
                "event=syn_cookies mode={} ports={} tcp_syncookies={} window_scale_and_sack={}",
                wanted.mode(),
                wanted.ports(),
                cookies,
                options);
        return wanted;
    }

    private static SynCookies without(SynCookies wanted, String reason, String action) {
        if (wanted.mode() == SynCookies.Mode.ON) {
            throw new XdpException("SYNs cannot be answered with cookies: " + reason + ". Either " + action
                    + ", or set mode = \"off\" under [syn_cookies]");
        }
        LOG.warn(
                "event=syn_cookies_unavailable reason=\"{}\" meaning=\"SYN floods reach the stack\" action=\"{}, or set"
                        + " mode = off under [syn_cookies]\"",
                reason,
                action);
        return SynCookies.OFF;
    }

    /** A number out of a kernel setting; 0 when this kernel does not show it here. */
    private static int number(String setting, int place) {
        try (InputStream in = Files.newInputStream(SETTINGS.resolve(setting))) {
            // In one read: the kernel takes the second for the end of the file.
            String text = new String(in.readNBytes(SETTING_BYTES), StandardCharsets.US_ASCII);
            return Integer.parseInt(text.strip().split("\\s+", -1)[place]);
        } catch (IOException e) {
            return 0;
        }
    }
}
