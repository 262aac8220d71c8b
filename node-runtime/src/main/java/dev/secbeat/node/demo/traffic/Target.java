// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.traffic;

import dev.secbeat.node.api.RegionId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A region's service, under an address of each family. */
public record Target(RegionId region, InetSocketAddress over4, InetSocketAddress over6) {
    InetSocketAddress reachedFrom(InetAddress source) {
        return source instanceof Inet6Address ? over6 : over4;
    }
}
