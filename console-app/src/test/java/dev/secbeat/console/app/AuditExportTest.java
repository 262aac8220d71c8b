// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.console.model.AuditOrder;
import dev.secbeat.console.view.audit.AuditView.Format;
import dev.secbeat.node.api.Receipt;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is saved of the audit trail. */
class AuditExportTest {
    private static final UUID ID = UUID.fromString("11111111-1111-4111-8111-111111111111");

    private static AuditOrder order(String what) {
        AuditOrder.Reply reply = new AuditOrder.Reply("apac/a-1", 1_500, 7, Receipt.State.REFUSED, "TOO_WIDE: \"/2\"");
        return new AuditOrder(ID, 1_000, "UKEY", "olga", what, 0, true, List.of(reply));
    }

    @Test
    void aLineAnOrderWithQuotesDoubledAndFormulasDefused() {
        assertThat(AuditExport.text(Format.CSV, List.of(order("block, now"), order("=1+1"))))
                .isEqualTo("""
                time,actor,operator,order,id,outcome,answers\r
                "1970-01-01T00:00:01Z","UKEY","olga","block, now","11111111-1111-4111-8111-111111111111","REFUSED",\
                "apac/a-1 REFUSED TOO_WIDE: ""/2\"""\r
                "1970-01-01T00:00:01Z","UKEY","olga","'=1+1","11111111-1111-4111-8111-111111111111","REFUSED",\
                "apac/a-1 REFUSED TOO_WIDE: ""/2\"""\r
                """);
    }

    @Test
    void anArrayOfObjectsWithAllAnswers() {
        assertThat(AuditExport.text(Format.JSON, List.of(order("block"))))
                .startsWith("[\n{\"epochMillis\":1000,\"commandId\":\"11111111-")
                .contains("\"answers\":[{\"writer\":\"apac/a-1\",\"sequence\":7", "\"text\":\"TOO_WIDE: \\\"/2\\\"\"")
                .endsWith("\n]\n");
        assertThat(AuditExport.text(Format.JSON, List.of())).isEqualTo("[\n\n]\n");
    }
}
