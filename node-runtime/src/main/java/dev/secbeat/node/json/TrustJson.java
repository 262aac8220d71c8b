// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.json;

import dev.secbeat.node.api.Family;
import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.api.Prefix;
import dev.secbeat.node.api.RegionId;
import dev.secbeat.node.control.Member;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Reach;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.control.TrustHello;
import dev.secbeat.node.control.TrustWord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whom a node obeys. Strict: a mistyped field must not silently widen or narrow trust. What a file of people leaves out
 * has a default: version 0, the reach of the role, no members, nobody withdrawn.
 */
final class TrustJson {
    private TrustJson() {}

    static void write(FieldWriter out, TrustFile trust) throws IOException {
        if (trust.version() > 0) {
            out.number("version", trust.version());
        }
        out.objects("operators", TrustJson::writeOperator, trust.operators());
        if (!trust.members().isEmpty()) {
            out.objects("members", TrustJson::writeMember, trust.members());
        }
        if (!trust.withdrawn().isEmpty()) {
            out.texts("withdrawn", trust.withdrawn());
        }
        if (!trust.formerMembers().isEmpty()) { // Releases that knew none refuse what they do not know.
            out.objects("formerMembers", TrustJson::writeMember, trust.formerMembers());
        }
        if (trust.seal().isPresent()) {
            out.text("signer", trust.seal().get().signer());
            out.text("signature", trust.seal().get().signature());
        }
    }

    static TrustFile read(Fields in) throws DecodeException {
        long version = in.has("version") ? in.number("version", 0, TrustFile.MAX_VERSION) : 0;
        TrustFile trust = new TrustFile(
                version,
                in.objects("operators", TrustFile.MAX_OPERATORS, TrustJson::readOperator),
                in.has("members") ? in.objects("members", TrustFile.MAX_OPERATORS, TrustJson::readMember) : List.of(),
                in.has("withdrawn") ? in.texts("withdrawn", TrustFile.MAX_OPERATORS) : List.of(),
                in.has("formerMembers")
                        ? in.objects("formerMembers", TrustFile.MAX_OPERATORS, TrustJson::readMember)
                        : List.of(),
                in.has("signer") || in.has("signature")
                        ? Optional.of(new TrustFile.Seal(in.text("signer"), in.text("signature")))
                        : Optional.empty());
        in.refuseUnknown();
        if (version > 0 && trust.seal().isEmpty()) {
            throw new DecodeException("version " + version
                    + " has no signature: sign it with 'secbeat keys sign', or leave the version out to begin with it");
        }
        return trust;
    }

    static void writeWord(FieldWriter out, TrustWord word) throws IOException {
        switch (word) {
            case TrustWord.File(TrustFile file) -> out.object("file", TrustJson::write, file);
            case TrustWord.Hello(TrustHello hello) ->
                out.object(
                        "hello",
                        (nested, h) -> {
                            nested.number("version", h.version());
                            nested.text("digest", h.digest());
                            nested.flag("sure", h.sure());
                        },
                        hello);
        }
    }

    static TrustWord readWord(Fields in) throws DecodeException {
        if (in.has("file")) {
            return new TrustWord.File(read(in.object("file")));
        }
        Fields hello = in.object("hello");
        return new TrustWord.Hello(new TrustHello(
                hello.number("version", -1, TrustFile.MAX_VERSION), hello.text("digest"), hello.flag("sure")));
    }

    private static void writeOperator(FieldWriter out, Operator operator) throws IOException {
        out.text("key", operator.publicKey());
        out.text("role", operator.role());
        out.text("name", operator.name());
        Reach reach = operator.reach();
        Reach standard = Reach.of(operator.role());
        if (!reach.regions().isEmpty()) {
            out.texts("regions", reach.regions());
        }
        if (reach.widestIpv4() != standard.widestIpv4()) {
            out.number("widestIpv4", reach.widestIpv4());
        }
        if (reach.widestIpv6() != standard.widestIpv6()) {
            out.number("widestIpv6", reach.widestIpv6());
        }
    }

    private static Operator readOperator(Fields in) throws DecodeException {
        Role role = in.word("role", Role.class);
        Operator operator = new Operator(in.text("key"), role, in.text("name"), readReach(in, Reach.of(role)));
        in.refuseUnknown();
        return operator;
    }

    private static Reach readReach(Fields in, Reach standard) throws DecodeException {
        List<RegionId> regions = new ArrayList<>();
        if (in.has("regions")) {
            for (String region : in.texts("regions", Reach.MAX_REGIONS)) {
                regions.add(new RegionId(region));
            }
            if (regions.isEmpty()) {
                throw new DecodeException("regions is an empty list: name some, or leave it out to mean all");
            }
        }
        return new Reach(
                regions,
                width(in, "widestIpv4", Family.IPV4, standard.widestIpv4()),
                width(in, "widestIpv6", Family.IPV6, standard.widestIpv6()));
    }

    private static int width(Fields in, String name, Family family, int standard) throws DecodeException {
        return in.has(name) ? (int) in.number(name, family.widestBlock(), family.bits()) : standard;
    }

    private static void writeMember(FieldWriter out, Member member) throws IOException {
        out.text("key", member.publicKey());
        switch (member) {
            case Member.Node node -> {
                out.text("region", node.id().region());
                out.text("node", node.id().name());
            }
            case Member.Orchestrator orchestrator -> out.text("orchestrator", orchestrator.name());
        }
        if (!member.addresses().isEmpty()) { // Releases that knew none refuse what they do not know.
            out.texts("addresses", member.addresses());
        }
    }

    private static Member readMember(Fields in) throws DecodeException {
        String key = in.text("key");
        List<Prefix> addresses = new ArrayList<>();
        if (in.has("addresses")) {
            for (String address : in.texts("addresses", Member.MAX_ADDRESSES)) {
                addresses.add(Prefix.parse(address));
            }
        }
        Member member = in.has("orchestrator")
                ? new Member.Orchestrator(key, in.text("orchestrator"), addresses)
                : new Member.Node(key, NodeId.of(in.text("region"), in.text("node")), addresses);
        in.refuseUnknown();
        return member;
    }
}
