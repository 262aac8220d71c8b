// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of interfaces that cannot be guarded, or not quickly; of kinds that a test machine may not have. */
class InterfaceChoiceTest {
    private static final LinkDevice ETH0 = card(2, "eth0", "", 0);
    private static final LinkDevice ETH1 = card(3, "eth1", "", 0);
    private static final LinkDevice VLAN = made(4, "eth0.100", "vlan", 2, false);
    private static final LinkDevice BOND = made(5, "bond0", "bond", 0, false);
    private static final LinkDevice PORT_A = card(6, "eth2", "bond", 5);
    private static final LinkDevice PORT_B = card(7, "eth3", "bond", 5);
    private static final LinkDevice BOND_VLAN = made(8, "bond0.7", "vlan", 5, false);
    private static final LinkDevice BRIDGE = made(9, "br0", "bridge", 0, false);
    private static final LinkDevice BRIDGED_VLAN =
            new LinkDevice(10, "eth1.5", "vlan", "bridge", 9, 3, false, 1500, "020000000001");
    private static final LinkDevice TEAMED = card(11, "eth4", "team", 12);
    private static final LinkDevice FAR_VLAN = made(13, "v0", "vlan", 2, true);
    private static final LinkDevice VETH = made(14, "veth0", "veth", 2, true);
    private static final LinkDevice NEAR_VETH = made(15, "veth1", "veth", 2, false);

    private static final List<LinkDevice> ALL = List.of(
            ETH0, ETH1, VLAN, BOND, PORT_A, PORT_B, BOND_VLAN, BRIDGE, BRIDGED_VLAN, TEAMED, FAR_VLAN, VETH, NEAR_VETH);

    private static LinkDevice card(int index, String name, String portKind, int master) {
        return new LinkDevice(index, name, "", portKind, master, 0, false, 1500, "020000000001");
    }

    private static LinkDevice made(int index, String name, String kind, int link, boolean elsewhere) {
        return new LinkDevice(index, name, kind, "", 0, link, elsewhere, 1500, "020000000001");
    }

    private static void check(LinkDevice... chosen) {
        InterfaceChoice.check(List.of(chosen), ALL);
    }

    @Test
    void aPortOfABondIsRefusedAndTheBondNamed() {
        assertThatThrownBy(() -> check(ETH0, PORT_A))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("interface eth2 is a port of the bond bond0")
                .hasMessageContaining("Name bond0 in the configuration");
        assertThatThrownBy(() -> check(TEAMED))
                .isInstanceOf(XdpException.class)
                .hasMessageContaining("interface eth4 is a port of the team the interface of index 12");
        assertThatCode(() -> check(ETH0, BOND)).doesNotThrowAnyException();
    }

    @Test
    void whatStandsOnAnotherThatIsGuardedIsRefused() {
        assertThatThrownBy(() -> check(ETH1, ETH0, VLAN))
                .hasMessageContaining("interface eth0.100 stands on eth0")
                .hasMessageContaining("Leave eth0.100 out");
        assertThatThrownBy(() -> check(BOND_VLAN, BOND)).hasMessageContaining("interface bond0.7 stands on bond0");
        assertThatThrownBy(() -> check(BRIDGE, ETH1))
                .as("over a VLAN that is a port")
                .hasMessageContaining("interface br0 stands on eth1");
        assertThatThrownBy(() -> check(BRIDGE, BRIDGED_VLAN)).hasMessageContaining("interface br0 stands on eth1.5");
    }

    @Test
    void whatOnlyLooksLikeItIsAllowed() {
        assertThatCode(() -> check(ETH0, FAR_VLAN))
                .as("index 2 is of another namespace")
                .doesNotThrowAnyException();
        assertThatCode(() -> check(ETH0, VETH, NEAR_VETH))
                .as("other ends of a wire")
                .doesNotThrowAnyException();
        assertThatCode(() -> check(VLAN, BOND_VLAN, BRIDGED_VLAN)).doesNotThrowAnyException();
    }

    @Test
    void aVlanIsToldItsParent() {
        assertThat(XdpLink.whyGeneric(VLAN)).contains("VLAN");
        assertThat(XdpLink.insteadOfGeneric(VLAN, ALL)).contains("its parent eth0");
        assertThat(XdpLink.insteadOfGeneric(FAR_VLAN, ALL)).contains("another network namespace");
    }

    @Test
    void aBondIsToldItsModes() {
        assertThat(XdpLink.whyGeneric(BOND)).contains("bond");
        assertThat(XdpLink.insteadOfGeneric(BOND, ALL)).contains("active-backup");
        assertThat(XdpLink.insteadOfGeneric(ETH0, ALL)).contains("MTU");
    }
}
