// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.cluster.NkeyVerifier;
import dev.secbeat.node.control.TrustRefusal.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which trust files a node takes, and every way in which one that it must not take could come. */
class TrustGateTest {
    private static final NodeId NODE = NodeId.of("us-east", "us-east-node-1");

    @TempDir
    Path folder;

    private TrustFolk folk;
    private TrustGate gate;

    @BeforeEach
    void open() {
        folk = new TrustFolk(folder);
        gate = new TrustGate(folk.roots(), new NkeyVerifier());
    }

    @AfterEach
    void close() {
        folk.close();
    }

    @Test
    void anyRootsNewerFileIsTaken() {
        TrustFile first = folk.file(1, folk.ada);

        assertThat(reason(first, TrustFile.nobody())).isEmpty();
        assertThat(reason(folk.file(2, folk.bob), first)).isEmpty();
        assertThat(reason(folk.file(900, folk.bob), first)).isEmpty();
    }

    @Test
    void aLowerVersionNeverReplacesAHigherOne() {
        TrustFile held = folk.file(5, folk.ada);

        for (long version = 1; version < 5; version++) {
            assertThat(reason(folk.file(version, folk.bob), held)).contains(Reason.OLDER);
        }
        assertThat(reason(held, held)).contains(Reason.OLDER);
        assertThat(reason(folk.file(5, folk.bob), held))
                .as("the same content by another hand")
                .contains(Reason.OLDER);
        assertThat(reason(new TrustFile(List.of()), held)).contains(Reason.OLDER);
    }

    @Test
    void twoAdministratorsWhoWroteTheSameVersionAreTold() {
        Operator olga = new Operator(folk.eve.publicKey(), Role.OPERATOR, "olga");
        TrustFile held = folk.file(2, folk.ada);

        Optional<TrustRefusal> refusal = gate.check(folk.file(2, folk.bob, olga), held);

        assertThat(refusal.map(TrustRefusal::reason)).contains(Reason.CONFLICT);
        assertThat(refusal.get().text())
                .contains("another version 2", folk.bob.publicKey(), "as version 3 with 'secbeat keys sign'");
        assertThat(reason(folk.file(3, folk.bob, olga), held)).as("the way out").isEmpty();
    }

    @Test
    void aStrangersSignatureIsNone() {
        TrustFile held = folk.file(1, folk.ada);
        Operator eve = new Operator(folk.eve.publicKey(), Role.ADMIN, "eve");

        assertThat(reason(folk.file(2, folk.eve, eve), held)).contains(Reason.NOT_A_ROOT);
        TrustFile unsigned = new TrustFile(2, held.operators(), List.of(), List.of(), Optional.empty());
        assertThat(reason(unsigned, held)).contains(Reason.UNSIGNED);
        TrustFile asIfByAda = folk.file(2, folk.eve, eve)
                .sealed(new TrustFile.Seal(
                        folk.ada.publicKey(),
                        folk.file(2, folk.eve, eve).seal().orElseThrow().signature()));
        assertThat(reason(asIfByAda, held)).contains(Reason.BAD_SIGNATURE);
    }

    @Test
    void anyFieldChangedAfterSigningIsFound() {
        TrustFile held = folk.file(1, folk.ada);
        Reach reach = new Reach(List.of(new RegionId("us-east")), 24, 48);
        Operator olga = new Operator(folk.eve.publicKey(), Role.OPERATOR, "olga", reach);
        TrustFile good = folk.file(2, folk.ada, olga);
        List<Operator> admins = good.operators().subList(0, 2);
        String key = olga.publicKey();
        List<TrustFile> forged = List.of(
                with(good, 3, good.operators()),
                with(good, 2, admins),
                with(good, 2, admins, new Operator(key, Role.ADMIN, "olga", reach)),
                with(good, 2, admins, new Operator(key, Role.OPERATOR, "Olga", reach)),
                with(good, 2, admins, new Operator(key, Role.OPERATOR, "olga", new Reach(List.of(), 24, 48))),
                with(good, 2, admins, new Operator(key, Role.OPERATOR, "olga", new Reach(reach.regions(), 23, 48))),
                with(good, 2, admins, new Operator(key, Role.OPERATOR, "olga", new Reach(reach.regions(), 24, 47))),
                new TrustFile(2, admins, List.of(), List.of(key), good.seal()),
                new TrustFile(2, admins, List.of(new Member.Node(key, NODE)), List.of(), good.seal()));

        for (TrustFile file : forged) {
            assertThat(reason(file, held)).as(file.toString()).contains(Reason.BAD_SIGNATURE);
        }
        assertThat(reason(good, held)).isEmpty();
    }

    /** An address that a file names is one that no node blocks: it must be the administrators' word, to the bit. */
    @Test
    void anAddressOfAMachineIsSigned() {
        TrustFile held = folk.file(1, folk.ada);
        List<Prefix> own = List.of(Prefix.parse("192.0.2.7"), Prefix.parse("2001:db8::7"));
        TrustFile good = machines(new Member.Node(folk.eve.publicKey(), NODE, own));
        TrustFile without = machines(new Member.Node(folk.eve.publicKey(), NODE));
        List<Member> forged = List.of(
                new Member.Node(folk.eve.publicKey(), NODE),
                new Member.Node(folk.eve.publicKey(), NODE, own.reversed()),
                new Member.Node(folk.eve.publicKey(), NODE, own.subList(0, 1)),
                new Member.Node(folk.eve.publicKey(), NODE, List.of(Prefix.parse("192.0.2.8"))),
                new Member.Orchestrator(folk.eve.publicKey(), "one", own));

        for (Member member : forged) {
            TrustFile file = new TrustFile(2, good.operators(), List.of(member), List.of(), good.seal());
            assertThat(reason(file, held)).as(file.toString()).contains(Reason.BAD_SIGNATURE);
        }
        TrustFile added = new TrustFile(2, good.operators(), good.members(), List.of(), without.seal());
        assertThat(reason(added, held)).contains(Reason.BAD_SIGNATURE);
        assertThat(reason(good, held)).isEmpty();
        assertThat(reason(without, held)).isEmpty();
    }

    /** Whose a withdrawn key was silences a node: nobody but an administrator says it, and no later file forgets it. */
    @Test
    void whoseAWithdrawnKeyWasIsSignedAndStays() {
        Member eve = new Member.Node(folk.eve.publicKey(), NODE);
        TrustFile held = folk.file(1, folk.ada);
        TrustFile plain = folk.without(folk.file(1, folk.ada), folk.eve.publicKey(), folk.ada);
        TrustFile named = former(plain, List.of(eve), 2);

        assertThat(named.withdrawnNodes()).containsExactly(NODE);
        assertThat(plain.withdrawnNodes()).isEmpty();
        assertThat(reason(named, held)).isEmpty();
        assertThat(reason(plain, held))
                .as("the bytes of a file that names nobody are as ever")
                .isEmpty();
        for (List<Member> forged : List.<List<Member>>of(
                List.of(),
                List.of(new Member.Node(folk.eve.publicKey(), NodeId.of("apac", "other"))),
                List.of(new Member.Orchestrator(folk.eve.publicKey(), "one")))) {
            TrustFile file =
                    new TrustFile(2, named.operators(), named.members(), named.withdrawn(), forged, named.seal());
            assertThat(reason(file, held)).as(file.toString()).contains(Reason.BAD_SIGNATURE);
        }
        assertThat(reason(former(plain, List.of(), 3), named)).contains(Reason.WITHDRAWN);
        assertThat(reason(former(plain, List.of(eve), 3), named)).isEmpty();
    }

    private TrustFile former(TrustFile file, List<Member> former, long version) {
        return TrustSigning.sign(
                new TrustFile(version, file.operators(), file.members(), file.withdrawn(), former, Optional.empty()),
                folk.ada);
    }

    @Test
    void aNodeWithANewKeyIsItselfAgain() {
        Member old = new Member.Node(folk.eve.publicKey(), NODE);
        Member fresh = new Member.Node(folk.bob.publicKey(), NODE);
        List<String> withdrawn = List.of(folk.eve.publicKey());

        assertThat(new TrustFile(0, List.of(), List.of(fresh), withdrawn, List.of(old), Optional.empty())
                        .withdrawnNodes())
                .isEmpty();
        assertThatThrownBy(() -> new TrustFile(0, List.of(), List.of(), List.of(), List.of(old), Optional.empty()))
                .hasMessageContaining("has to stand under withdrawn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.0/31", "0.0.0.0/0", "2001:db8::/127"})
    void aMachinesAddressIsOneAndNoNetwork(String network) {
        List<Prefix> some = List.of(Prefix.parse(network));

        assertThatThrownBy(() -> new Member.Node(folk.eve.publicKey(), NODE, some))
                .hasMessageContaining("single one, got " + network);
        List<Prefix> five = Collections.nCopies(5, Prefix.parse("192.0.2.7"));
        assertThatThrownBy(() -> new Member.Orchestrator(folk.eve.publicKey(), "one", five))
                .hasMessageContaining("at most 4 addresses, got 5");
    }

    private TrustFile machines(Member member) {
        TrustFile people = folk.file(2, folk.ada);
        return TrustSigning.sign(
                new TrustFile(2, people.operators(), List.of(member), List.of(), Optional.empty()), folk.ada);
    }

    @Test
    void anyBitOfTheSignatureChangedIsFound() {
        TrustFile good = folk.file(2, folk.ada);
        byte[] signature = Base64.getDecoder().decode(good.seal().orElseThrow().signature());
        for (int bit = 0; bit < signature.length * 8; bit++) {
            byte[] changed = signature.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            TrustFile.Seal seal =
                    new TrustFile.Seal(folk.ada.publicKey(), Base64.getEncoder().encodeToString(changed));
            assertThat(reason(good.sealed(seal), TrustFile.nobody()))
                    .as("bit %d", bit)
                    .contains(Reason.BAD_SIGNATURE);
        }
    }

    @Test
    void aWithdrawnAdministratorSignsNothingAnyMore() {
        TrustFile withoutBob = folk.without(folk.file(1, folk.ada), folk.bob.publicKey(), folk.ada);
        assertThat(reason(withoutBob, folk.file(1, folk.ada))).isEmpty();

        TrustFile comeback = folk.file(99, folk.bob);

        assertThat(reason(comeback, withoutBob)).contains(Reason.WITHDRAWN);
    }

    @Test
    void whatTheFleetHasWithdrawnNoFileForgets() {
        TrustFile withoutEve = folk.without(folk.file(1, folk.ada), folk.eve.publicKey(), folk.ada);
        Operator eve = new Operator(folk.eve.publicKey(), Role.OPERATOR, "eve");

        assertThat(reason(folk.file(9, folk.bob, eve), withoutEve)).contains(Reason.WITHDRAWN);
        assertThat(reason(folk.file(9, folk.bob), withoutEve)).contains(Reason.WITHDRAWN);
        assertThat(reason(folk.without(folk.file(8, folk.bob), folk.eve.publicKey(), folk.bob), withoutEve))
                .isEmpty();
    }

    @Test
    void theLastAdministratorCannotGo() {
        TrustFile held = folk.without(folk.file(1, folk.ada), folk.bob.publicKey(), folk.ada);

        assertThat(reason(folk.without(held, folk.ada.publicKey(), folk.ada), held))
                .contains(Reason.NO_ADMIN);
        TrustFile demoted = TrustSigning.sign(
                new TrustFile(
                        3,
                        List.of(new Operator(folk.ada.publicKey(), Role.OPERATOR, "ada")),
                        List.of(),
                        List.of(),
                        Optional.empty()),
                folk.ada);
        assertThat(reason(demoted, held)).contains(Reason.NO_ADMIN);
    }

    @Test
    void withoutRootsNoSignedFileIsTaken() {
        TrustGate closed = new TrustGate(List.of(), new NkeyVerifier());

        assertThat(closed.isOpen()).isFalse();
        assertThat(closed.check(folk.file(1, folk.ada), TrustFile.nobody()).map(TrustRefusal::reason))
                .contains(Reason.NO_ROOTS);
    }

    @Test
    void aKeyStandsInAFileOnce() {
        String key = folk.eve.publicKey();
        List<Operator> operators = List.of(new Operator(key, Role.VIEWER, "eve"));

        assertThatThrownBy(() -> new TrustFile(0, operators, List.of(), List.of(key), Optional.empty()))
                .hasMessageContaining("listed twice");
        assertThatThrownBy(() ->
                        new TrustFile(0, operators, List.of(new Member.Node(key, NODE)), List.of(), Optional.empty()))
                .hasMessageContaining("listed twice");
    }

    private Optional<Reason> reason(TrustFile offered, TrustFile held) {
        return gate.check(offered, held).map(TrustRefusal::reason);
    }

    private static TrustFile with(TrustFile seal, long version, List<Operator> some, Operator... more) {
        List<Operator> operators = new ArrayList<>(some);
        operators.addAll(List.of(more));
        return new TrustFile(version, operators, List.of(), List.of(), seal.seal());
    }
}
