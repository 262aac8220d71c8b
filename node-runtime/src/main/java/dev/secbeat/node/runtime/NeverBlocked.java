// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.config.NodeConfig;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.kernel.XdpDataPlane;
import dev.secbeat.node.kernel.XdpException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node never blocks, each with what it is: what its configuration names, the DNS servers and health checkers among it, its
 * {@link Lifelines}, and the fleet's own machines
 * as the trust file in force names them. Of machines nobody's word is taken but an administrator's: a node that could tell addresses of
 * its own could make an attacker's untouchable.
 *
 * <p>Orchestrators and health checkers ask after health, so the kernel exempts them as it does lifelines; nodes send each other nothing. Owned by the
 * loop's thread once it runs.
 */
final class NeverBlocked {
    private static final Logger LOG = LoggerFactory.getLogger(NeverBlocked.class);

    /** What a DNS server is called that the configuration names. */
    static final String DNS = "an authoritative DNS server, by protect.dns_servers";

    /** The same of a health checker. */
    static final String CHECKER = "a health checker, by protect.health_checkers";

    /** Of orchestrators' addresses, and of those that the configuration names, that the kernel's table keeps its room. */
    static final int MOST_EXEMPT = 256;

    private final NodeConfig config;
    private final LifelineWatch lifelines;
    private final List<Consumer<Map<Prefix, String>>> takers = new ArrayList<>();
    private Consumer<Collection<Prefix>> kernel = _ -> {};
    private Map<Prefix, String> near;
    private TrustFile trust;
    private Map<Prefix, String> all;

    /** @param trust in force at first; later ones are given to {@link #doWork} */
    NeverBlocked(NodeConfig config, LifelineWatch lifelines, TrustFile trust) {
        this.config = config;
        this.lifelines = lifelines;
        this.near = lifelines.known();
        this.trust = trust;
        this.all = together();
        lifelines.addTaker(found -> {
            near = found;
            change();
        });
    }

    /** All there are now. */
    Map<Prefix, String> all() {
        return all;
    }

    /** Adds a taker of all whenever they have changed. */
    void addTaker(Consumer<Map<Prefix, String>> taker) {
        takers.add(taker);
    }

    /** Has {@code plane} exempt those that send from outside and that the node needs, now and whenever they have changed. */
    void exemptIn(XdpDataPlane plane) {
        kernel = some -> exempt(plane, some);
        kernel.accept(exempted());
    }

    /** Takes what the watch of lifelines has found, and goes by {@code newest} from now on; returns how much was news. */
    int doWork(long nowNanos, long epochMillis, TrustFile newest) {
        int work = lifelines.doWork(nowNanos, epochMillis);
        if (!newest.equals(trust)) {
            trust = newest;
            change();
            work++;
        }
        return work;
    }

    private void change() {
        Map<Prefix, String> before = all;
        all = together();
        if (!all.equals(before)) {
            takers.forEach(taker -> taker.accept(all));
        }
        kernel.accept(exempted());
    }

    private Map<Prefix, String> together() {
        Map<Prefix, String> found = new LinkedHashMap<>(near);
        config.protect().dnsServers().forEach(server -> found.putIfAbsent(server, DNS));
        config.protect().healthCheckers().forEach(checker -> found.putIfAbsent(checker, CHECKER));
        for (Member member : trust.members()) {
            member.addresses()
                    .forEach(address -> found.putIfAbsent(address, "an address of " + member + ", by the trust file"));
        }
        return Map.copyOf(RoomSettings.neverBlock(config, found));
    }

    /** What the kernel lets past blocks, lists and counting rules. */
    Collection<Prefix> exempted() {
        List<Prefix> some = new ArrayList<>(LifelineWatch.fromOutside(near));
        Stream.of(config.protect().dnsServers(), config.protect().healthCheckers())
                .flatMap(List::stream)
                .limit(MOST_EXEMPT)
                .forEach(some::add);
        trust.members().stream()
                .filter(Member.Orchestrator.class::isInstance)
                .flatMap(member -> member.addresses().stream())
                .limit(MOST_EXEMPT)
                .forEach(some::add);
        return some;
    }

    private static void exempt(XdpDataPlane plane, Collection<Prefix> some) {
        try {
            plane.exempt(some);
        } catch (XdpException e) {
            LOG.error(
                    "event=lifelines_not_exempt error=\"{}\" meaning=\"lists and counting rules can drop what this node's NATS"
                            + " servers, gateways, resolvers, DNS servers, health checkers and orchestrators send\"",
                    e.getMessage());
        }
    }
}
