// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whom a fleet obeys, and how far; of every key one entry.
 *
 * @param version counts up with every change; 0 for a file without a signature, with which a node may begin
 * @param operators who may look or command
 * @param members keys of nodes and orchestrators, from which the NATS servers' user lists are made
 * @param withdrawn keys that were trusted once and sign nothing any more, neither commands nor trust files
 * @param formerMembers whose keys some of the withdrawn were, without their addresses
 * @param seal the administrator's signature; absent in version 0 and in a file that is being made
 */
public record TrustFile(
        long version,
        List<Operator> operators,
        List<Member> members,
        List<String> withdrawn,
        List<Member> formerMembers,
        Optional<Seal> seal) {
    /** Most operators in one file; of members and of withdrawn keys there may be as many each. */
    public static final int MAX_OPERATORS = 1_000;

    /** Highest version: far beyond what people write, and exact in every JSON reader. */
    public static final long MAX_VERSION = 1_000_000_000_000L;

    /**
     * Who signed, and the signature over {@link TrustBytes}.
     *
     * @param signature 64 bytes in base 64
     */
    public record Seal(String signer, String signature) {
        public Seal {
            Operator.checkKey(signer);
            if (!signature.matches("[A-Za-z0-9+/]{86}==")) {
                throw new IllegalArgumentException("a signature is 64 bytes in base 64, which has 88 characters");
            }
        }
    }

    public TrustFile {
        operators = bounded("operators", operators);
        members = bounded("members", members);
        withdrawn = bounded("withdrawn keys", withdrawn);
        formerMembers = bounded("former members", formerMembers);
        if (version < 0 || version > MAX_VERSION || (version == 0 && seal.isPresent())) {
            throw new IllegalArgumentException("a signed trust file has version 1 to " + MAX_VERSION
                    + ", one without a signature 0; got " + version);
        }
        Set<String> keys = new HashSet<>();
        operators.forEach(operator -> add(keys, operator.publicKey()));
        members.forEach(member -> add(keys, member.publicKey()));
        withdrawn.forEach(key -> {
            Operator.checkKey(key);
            add(keys, key);
        });
        Set<String> former = new HashSet<>();
        for (Member member : formerMembers) {
            add(former, member.publicKey());
            if (!withdrawn.contains(member.publicKey()) || !member.addresses().isEmpty()) {
                throw new IllegalArgumentException(
                        "former " + member + ": its key has to stand under withdrawn, and it has no addresses");
            }
        }
    }

    /** One that says of no withdrawn key whose it was. */
    public TrustFile(
            long version, List<Operator> operators, List<Member> members, List<String> withdrawn, Optional<Seal> seal) {
        this(version, operators, members, withdrawn, List.of(), seal);
    }

    /** One without version and signature. */
    public TrustFile(List<Operator> operators) {
        this(0, operators, List.of(), List.of(), Optional.empty());
    }

    /** Trusts nobody. */
    public static TrustFile nobody() {
        return new TrustFile(List.of());
    }

    /** The operator with this key, if trusted. */
    public Optional<Operator> find(String publicKey) {
        return operators.stream()
                .filter(operator -> operator.publicKey().equals(publicKey))
                .findFirst();
    }

    /** Whether the key was trusted once and is not any more. */
    public boolean hasWithdrawn(String publicKey) {
        return withdrawn.contains(publicKey);
    }

    /**
     * Nodes whose word counts for nothing any more: a key of theirs was withdrawn, and none has taken its place. With a new key
     * under the same name a node is itself again; that the old one no longer speaks for it, the NATS servers see to. Takes time as
     * the file is long: keep it for as long as the file is in force.
     */
    public Set<NodeId> withdrawnNodes() {
        Set<NodeId> nodes = nodes(formerMembers);
        nodes.removeAll(nodes(members));
        return Set.copyOf(nodes);
    }

    /** The same with another signature. */
    public TrustFile sealed(Seal newSeal) {
        return new TrustFile(version, operators, members, withdrawn, formerMembers, Optional.of(newSeal));
    }

    private static Set<NodeId> nodes(List<Member> members) {
        Set<NodeId> nodes = new HashSet<>();
        for (Member member : members) {
            if (member instanceof Member.Node node) {
                nodes.add(node.id());
            }
        }
        return nodes;
    }

    private static <T> List<T> bounded(String what, List<T> list) {
        if (list.size() > MAX_OPERATORS) {
            throw new IllegalArgumentException("at most " + MAX_OPERATORS + " " + what + ", got " + list.size());
        }
        return List.copyOf(list);
    }

    private static void add(Set<String> keys, String key) {
        if (!keys.add(key)) {
            throw new IllegalArgumentException("key " + key
                    + " is listed twice: keep the line that is meant; a withdrawn key is not trusted again");
        }
    }
}
