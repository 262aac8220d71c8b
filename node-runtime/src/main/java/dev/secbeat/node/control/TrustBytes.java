// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import dev.secbeat.node.api.Prefix;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * The one byte form of a trust file that is signed, independent of how it is written as JSON. As with commands every field
 * stands in declaration order, big endian, texts and lists with their length, behind a domain tag of its own.
 */
public final class TrustBytes {
    private static final String DOMAIN = "secbeat.v1.trust";
    private static final int DIGEST_BYTES = 16;

    private TrustBytes() {}

    /** What {@code signer} signs to make {@code file} its own; the seal is not part of it. */
    public static byte[] of(TrustFile file, String signer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1_024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(DOMAIN);
            out.writeLong(file.version());
            out.writeUTF(signer);
            out.writeInt(file.operators().size());
            for (Operator operator : file.operators()) {
                write(out, operator);
            }
            out.writeInt(file.members().size());
            for (Member member : file.members()) {
                out.writeUTF(member.publicKey());
                out.writeUTF(words(member));
            }
            out.writeInt(file.withdrawn().size());
            for (String key : file.withdrawn()) {
                out.writeUTF(key);
            }
            if (!file.formerMembers()
                    .isEmpty()) { // Of files without them the bytes are those of releases that knew none.
                out.writeInt(file.formerMembers().size());
                for (Member member : file.formerMembers()) {
                    out.writeUTF(member.publicKey());
                    out.writeUTF(words(member));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Tells files of different content apart, whoever signed them: 16 bytes of SHA-256, hexadecimal. */
    public static String digest(TrustFile file) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(of(file, ""));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, DIGEST_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** As releases that knew no addresses sign it; no name has a space, so no two members share words. */
    private static String words(Member member) {
        return member.addresses().isEmpty()
                ? member.toString()
                : member + " at "
                        + member.addresses().stream().map(Prefix::toString).collect(Collectors.joining(","));
    }

    private static void write(DataOutputStream out, Operator operator) throws IOException {
        out.writeUTF(operator.publicKey());
        out.writeUTF(operator.role().name());
        out.writeUTF(operator.name());
        out.writeInt(operator.reach().regions().size());
        for (var region : operator.reach().regions()) {
            out.writeUTF(region.value());
        }
        out.writeByte(operator.reach().widestIpv4());
        out.writeByte(operator.reach().widestIpv6());
    }
}
