// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.api;

import dev.secbeat.node.api.FailoverPlan.Act;
import dev.secbeat.node.api.FailoverPlan.RecordChange;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What a plan would do, in a few characters: two plans of the same digest change the same records to the same content, and break
 * the same rules. Who planned, for which order and out of which traffic is not in it.
 *
 * @param text {@value #DIGITS} hexadecimal digits in lower case: the beginning of a SHA-256
 */
public record PlanDigest(String text) {
    private static final int DIGITS = 16;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + DIGITS + "}");
    private static final String DOMAIN = "secbeat.v1.plan";

    public PlanDigest {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a plan's digest is " + DIGITS + " hexadecimal digits in lower case, as the plan shows it");
        }
    }

    /**
     * Of what a plan says.
     *
     * @param broken rules that it breaks, whether an order skips them or not
     */
    public static PlanDigest of(
            Act act, RegionId from, RegionId to, List<RecordChange> changes, Collection<Refusal.Code> broken) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(DOMAIN);
            out.writeUTF(act.name());
            out.writeUTF(from.value());
            out.writeUTF(to.value());
            out.writeInt(changes.size());
            for (RecordChange change : sorted(changes)) {
                out.writeUTF(change.view());
                out.writeUTF(change.name());
                out.writeUTF(change.type());
                write(out, change.before());
                write(out, change.after());
            }
            write(out, new TreeSet<>(broken).stream().map(Refusal.Code::name).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("a text of a plan is too long", e);
        }
        return new PlanDigest(hash(bytes.toByteArray()).substring(0, DIGITS));
    }

    /** Servers tell views as they like. */
    private static List<RecordChange> sorted(List<RecordChange> changes) {
        return changes.stream()
                .sorted(Comparator.comparing(RecordChange::view)
                        .thenComparing(RecordChange::name)
                        .thenComparing(RecordChange::type))
                .toList();
    }

    /** A record set has no order. */
    private static void write(DataOutputStream out, List<String> texts) throws IOException {
        out.writeInt(texts.size());
        for (String text : texts.stream().sorted().toList()) {
            out.writeUTF(text);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
