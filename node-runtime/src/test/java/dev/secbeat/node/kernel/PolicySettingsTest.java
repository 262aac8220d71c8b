// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.Dimension;
import dev.secbeat.node.api.Grouping;
import dev.secbeat.node.api.NumberRange;
import dev.secbeat.node.api.PacketRule;
import dev.secbeat.node.api.PacketRule.Action;
import dev.secbeat.node.api.ServicePolicy;
import dev.secbeat.node.api.ServicePolicy.Closed;
import dev.secbeat.node.api.ServicePolicy.Policed;
import dev.secbeat.node.api.TcpFlags;
import dev.secbeat.node.verdict.RateRule;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rules and services that cannot be are refused before anything is loaded. Needs no privilege. */
class PolicySettingsTest {
    private static final PacketRule RULE = Rules.on().named("a", Action.DROP);
    private static final ServicePolicy SERVICE = Services.tcp("a", 80, new Closed());

    private static void refuses(Runnable action, String reason) {
        assertThatThrownBy(action::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void rulesThatCannotBeAreRefused() {
        refuses(() -> Rules.on().sourcePorts("1").match(), "only TCP and UDP");
        refuses(() -> Rules.on().udp().flags("syn").match(), "only TCP has flags");
        refuses(() -> Rules.on().source("192.0.2.1").destination("::/0").match(), "different families");
        refuses(() -> Rules.on().protocol(256).match(), "0 to 255");
        refuses(() -> Rules.on().named("Web", Action.DROP), "a-z");
        refuses(() -> Rules.on().named("a".repeat(33), Action.DROP), "1 to 32");
        refuses(() -> new NumberRange(2, 1), "smaller number first");
        refuses(() -> NumberRange.parse("1-"), "no range");
        refuses(() -> NumberRange.parse("-5"), "no range");
        refuses(() -> new TcpFlags(2, 3), "cannot be");
        refuses(() -> new PacketPolicy(List.of(RULE, RULE), List.of(), 1), "two of rule a");
        refuses(() -> new PacketPolicy(Collections.nCopies(65, RULE), List.of(), 1), "65 rules");
    }

    @Test
    void servicesThatCannotBeAreRefused() {
        refuses(() -> Services.tcp("a", 0, new Closed()), "port 0");
        refuses(() -> Services.at("192.0.2.0/24", SERVICE), "one address");
        refuses(() -> Services.udp("a", 53, Services.syns(1, 1_000)), "UDP opens no connections");
        refuses(() -> Services.packets(0, 1_000), "out of range");
        refuses(() -> Services.packets(1, 999), "out of range");
        refuses(() -> Services.bytes(1_999, 1_000), "burst of at least 2000");
        refuses(() -> Services.packets(1_000, 19), "20 to 60000");
        refuses(
                () -> new Policed(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), 1_000),
                "needs a rate");
        refuses(() -> Services.policy(SERVICE, SERVICE), "two of service a");
        refuses(() -> Services.policy(SERVICE, Services.tcp("b", 80, new Closed())), "two of service at");
        refuses(() -> new PacketPolicy(List.of(), List.of(), 0), "1 to 4194304");
        RateRule limit = RateRule.perSecond(Dimension.PACKETS, 1, 60);
        refuses(() -> PacketPolicy.NONE.withLimits(Collections.nCopies(9, limit)), "9 limits are too many");
    }

    @Test
    void theTableOfPolicedSourcesHasRoomForAll() {
        assertThat(new PacketPolicy(List.of(), List.of(), 1).setsOfATable()).isEqualTo(2);
        assertThat(new PacketPolicy(List.of(), List.of(), 8).setsOfATable()).isEqualTo(2);
        assertThat(new PacketPolicy(List.of(), List.of(), 9).setsOfATable()).isEqualTo(4);
        assertThat(new PacketPolicy(List.of(), List.of(), 65_536).setsOfATable())
                .isEqualTo(16_384);
    }

    @Test
    void eachPolicedServiceAndEachStageOfLimitsHasAPartOfTheTableAndTheWindowsAreTheLimits() {
        RateRule each = RateRule.perSecond(Dimension.PACKETS, 1, 60);
        RateRule network = each.per(new Grouping(24, 48));
        PacketPolicy none = PacketPolicy.NONE;
        assertThat(List.of(none.stages(), none.orderedTable(), none.limitTables()))
                .containsExactly(0, 0, 1);
        PacketPolicy some = Services.policy(Services.tcp("web", 443, Services.packets(1, 1_000)), SERVICE)
                .withLimits(List.of(each, network, network));
        assertThat(List.of(some.stages(), some.orderedTable(), some.limitTables()))
                .containsExactly(3, 1 + 3, 3 + 1);
    }
}
