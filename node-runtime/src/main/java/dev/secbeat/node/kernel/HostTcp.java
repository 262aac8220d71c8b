// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the stack of this network namespace would put into its answers to SYNs, so that the program's are no different.
 *
 * @param cookies {@code net.ipv4.tcp_syncookies}: 0 never, 1 when a listener's queue is full, 2 always
 * @param options whether the stack takes window scale and SACK from a plain timestamp: tcp_timestamps is 2, and
 *     tcp_sack and tcp_window_scaling are on
 * @param windowScale that the stack gives itself, 0 to 14
 * @param arrivals the guarded interfaces that have an Ethernet address
 */
record HostTcp(int cookies, boolean options, int windowScale, List<HostTcp.Arrival> arrivals) {
    private static final Logger LOG = LoggerFactory.getLogger(HostTcp.class);
    private static final Path SETTINGS = Path.of("/proc/sys/net");
    private static final int SETTING_BYTES = 256;
    private static final int MAX_WINDOW_SCALE = 14;
    private static final int UNSCALED_BITS = 15;
    /** The smallest that hosts must take, RFC 9293 section 3.7.1 for IPv4; of IPv6's least MTU. */
    private static final int MIN_MSS4 = 536;

    private static final int MIN_MSS6 = 1220;
    private static final int MAX_MSS = 65_535;
    private static final int HEADERS4 = 40;
    private static final int HEADERS6 = 60;

    /**
     * An interface that SYNs come in by.
     *
     * @param index in the network namespace
     * @param mtu in bytes
     * @param mac 12 hexadecimal digits
     */
    record Arrival(int index, int mtu, String mac) {
        /** The largest segment of IPv4 that this host can receive there. */
        int mss4() {
            return Math.clamp(mtu - HEADERS4, MIN_MSS4, MAX_MSS);
        }

        /** The largest segment of IPv6. */
        int mss6() {
            return Math.clamp(mtu - HEADERS6, MIN_MSS6, MAX_MSS);
        }
    }

    HostTcp {
        arrivals = List.copyOf(arrivals);
    }

    /** Reads it in the network namespace of the calling thread. */
    static HostTcp read(LibC c, List<String> interfaces) {
        boolean options = number("ipv4/tcp_timestamps", 0) == 2
                && number("ipv4/tcp_sack", 0) == 1
                && number("ipv4/tcp_window_scaling", 0) == 1;
        // The largest window there can ever be, as the kernel's tcp_select_initial_window() has it.
        int space = Math.max(number("ipv4/tcp_rmem", 2), number("core/rmem_max", 0));
        int bits = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(Math.max(1, space));
        int scale = Math.clamp(bits - UNSCALED_BITS, 0, MAX_WINDOW_SCALE);
        return new HostTcp(number("ipv4/tcp_syncookies", 0), options, scale, arrivals(c, interfaces));
    }

    private static List<Arrival> arrivals(LibC c, List<String> interfaces) {
        List<LinkDevice> all = new LinkDevices(c).all();
        List<Arrival> arrivals = new ArrayList<>();
        for (String name : interfaces) {
            Optional<LinkDevice> found = LinkDevice.byIndex(all, c.ifNameToIndex(name))
                    .filter(device -> !device.mac().isEmpty());
            found.ifPresentOrElse(
                    device -> arrivals.add(new Arrival(device.index(), device.mtu(), device.mac())),
                    () -> LOG.warn(
                            "event=syn_cookies_not_on interface={} reason=\"it has no Ethernet address\" meaning=\"SYN floods"
                                    + " that come in by it reach the stack\" action=\"guard one that has\"",
                            name));
        }
        return arrivals;
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
        if (arrivals.isEmpty()) {
            return without(wanted, "no guarded interface has an Ethernet address", "guard one that has");
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
