// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.demo.wan.Delay;
import dev.secbeat.node.demo.wan.DelayProxy;
import dev.secbeat.node.demo.wan.WanLink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Ports of 127.0.0.1 in the root namespace that lead to services inside the lab. One thread. */
final class Forwards implements AutoCloseable {
    private final List<DelayProxy> proxies = new ArrayList<>();

    /** Makes {@code 127.0.0.1:port} lead to an address as seen from inside {@code namespace}. */
    void open(int port, String namespace, InetSocketAddress target) {
        try {
            ServerSocketChannel listener = ServerSocketChannel.open();
            try {
                listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                listener.close();
                throw new LabException(
                        "port " + port + " of 127.0.0.1 is taken",
                        "The demo needs it for its consoles. See who has it: ss -ltnp 'sport = :" + port + "'");
            }
            DelayProxy proxy = new DelayProxy("forward-" + port, 0, InNamespace.entering(namespace));
            proxies.add(proxy);
            proxy.adopt(listener, target, new WanLink(Delay.NONE));
        } catch (IOException e) {
            throw new LabException("port " + port + " could not be opened", String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        proxies.forEach(DelayProxy::close);
    }
}
