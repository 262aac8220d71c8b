// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.runtime;

import dev.secbeat.node.config.OutletsConfig;
import dev.secbeat.node.config.OutletsConfig.Common;
import dev.secbeat.node.metrics.NodeMetrics;
import dev.secbeat.node.metrics.Series;
import dev.secbeat.node.outlets.Outlet;
import dev.secbeat.node.outlets.OutletKey;
import dev.secbeat.node.outlets.OutletSettings;
import dev.secbeat.node.outlets.OutletSettings.Target;
import dev.secbeat.node.outlets.OutletSettings.Transport;
import dev.secbeat.node.outlets.Outlets;
import dev.secbeat.node.time.Backoff;
import dev.secbeat.node.time.NodeClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** From the configuration to outlets, and from outlets to metrics. Stateless. */
final class OutletSetup {
    private static final Backoff BACKOFF = new Backoff(1_000, 60_000);

    private OutletSetup() {}

    static Outlets open(OutletsConfig config, NodeClock clock) {
        try {
            return Outlets.open(settings(config, BACKOFF), config.directory(), clock);
        } catch (IOException e) {
            throw new StartException(
                    "an outlet cannot be opened (" + e.getMessage() + "): make outlets.directory, " + config.directory()
                            + ", writable for this user, or correct what is named",
                    e);
        }
    }

    static List<OutletSettings> settings(OutletsConfig config, Backoff backoff) {
        List<OutletSettings> settings = new ArrayList<>();
        for (OutletsConfig.Webhook webhook : config.webhooks()) {
            OutletKey key =
                    new OutletKey(webhook.secret().value(), webhook.secret().file());
            settings.add(of(webhook.common(), new OutletSettings.Webhook(webhook.url(), key), backoff));
        }
        for (OutletsConfig.Syslog syslog : config.syslogs()) {
            Transport transport = switch (syslog.transport()) {
                case UDP -> new OutletSettings.Udp();
                case TCP -> new OutletSettings.Tcp();
                case TLS -> new OutletSettings.Tls(syslog.authority());
            };
            settings.add(of(
                    syslog.common(),
                    new OutletSettings.Syslog(syslog.host(), syslog.port(), transport, syslog.facility()),
                    backoff));
        }
        return settings;
    }

    private static OutletSettings of(Common common, Target target, Backoff backoff) {
        return new OutletSettings(common.name(), target, common.kinds(), common.queue(), common.tries(), backoff);
    }

    static void register(Outlets outlets, NodeMetrics metrics) {
        register(outlets, metrics, Series.OUTLET_WAITING, Outlet::waiting);
        register(
                outlets,
                metrics,
                Series.OUTLET_DELIVERED,
                outlet -> outlet.figures().delivered());
        register(
                outlets,
                metrics,
                Series.OUTLET_RETRIES,
                outlet -> outlet.figures().retries());
        register(
                outlets, metrics, Series.OUTLET_DEAD, outlet -> outlet.figures().dead());
        register(
                outlets,
                metrics,
                Series.OUTLET_DROPPED,
                outlet -> outlet.figures().dropped());
    }

    private static void register(Outlets outlets, NodeMetrics metrics, Series series, ToDoubleFunction<Outlet> figure) {
        metrics.register(
                series, out -> outlets.all().forEach(outlet -> out.put(figure.applyAsDouble(outlet), outlet.name())));
    }
}
