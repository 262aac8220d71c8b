// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.control;

import static dev.secbeat.node.control.CommandDesk.NOW;
import static dev.secbeat.node.control.CommandDesk.block;
import static dev.secbeat.node.control.CommandDesk.order;
import static dev.secbeat.node.control.CommandDesk.parse;
import static dev.secbeat.node.control.CommandDesk.unblock;
import static org.assertj.core.api.Assertions.assertThat;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.CommandBody;
import dev.secbeat.node.api.Receipt;
import dev.secbeat.node.api.Refusal;
import dev.secbeat.node.api.Refusal.Code;
import dev.secbeat.node.api.Scope;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every reason for which a node does not obey. */
class CommandRefusalTest {
    @AutoClose
    private final CommandDesk desk = new CommandDesk();

    @Test
    void aFloodOfForgedCommandsIsAnsweredButHardlyWritten() {
        for (int i = 0; i < 50; i++) {
            desk.answer(order(block("203.0.113.42")).by(desk.stranger));
        }
        assertThat(outcomes()).hasSize(RefusalTrail.PER_MINUTE);

        desk.answer(order(block("203.0.113.42")).by(desk.viewer));
        assertThat(outcomes()).as("a trusted key is not hidden").hasSize(RefusalTrail.PER_MINUTE + 1);

        desk.answer(order(block("203.0.113.42")).by(desk.stranger), NOW + 60_000);
        assertThat(outcomes()).hasSize(RefusalTrail.PER_MINUTE + 3);
        assertThat(outcomes().get(RefusalTrail.PER_MINUTE + 1).text()).startsWith("40 more commands were refused");
    }

    /** Kinds that need no more than the command itself, and how many of each. */
    @Test
    void eachOfAThousandRefusedCommandsIsToldItsReason() {
        int each = 167;
        SignedCommand good = order(block("203.0.113.1")).by(desk.operator);
        desk.queue(good);
        for (int i = 0; i < each; i++) {
            SignedCommand other = order(block("203.0.113.42")).by(desk.operator);
            desk.queue(new SignedCommand(other.command(), good.signature()));
            desk.queue(order(block("203.0.113.42")).by(desk.stranger));
            desk.queue(good);
            desk.queue(order(block("203.0.113.42")).issued(NOW - 120_000).by(desk.operator));
            desk.queue(order(block("203.0.113.42")).expires(NOW + 3_600_000).by(desk.operator));
            desk.queue(order(block("32.0.0.0/4")).by(desk.operator));
        }
        desk.settle();

        List<Code> codes = List.of(
                Code.BAD_SIGNATURE, Code.UNKNOWN_ACTOR, Code.REPLAYED, Code.EXPIRED, Code.MALFORMED, Code.TOO_WIDE);
        assertThat(codes).allSatisfy(code -> assertThat(answered(code)).isEqualTo(each));
        assertThat(desk.receiptCount()).isEqualTo(codes.size() * each + 1);
        assertThat(desk.untold).isEmpty();
        assertThat(desk.blocks.decisions).as("the good one's").isOne();
    }

    /** Each code and actor has a bound of its own: a flood costs no more, and hides no other's answers. */
    @Test
    void aFloodOfRefusalsIsAnsweredSoOftenAndThenCounted() {
        int told = ReceiptBudget.BURST + ReceiptBudget.SPARE / 2; // What all share is shared by two here.
        int flood = told + 128;
        for (int i = 0; i < flood; i++) {
            desk.queue(order(block("203.0.113.42")).by(desk.stranger));
            desk.queue(order(block("192.0.2.1")).by(desk.operator));
        }
        desk.settle();

        assertThat(answered(Code.UNKNOWN_ACTOR)).isEqualTo(told);
        assertThat(answered(Code.NEVER_BLOCK)).isEqualTo(told);
        assertThat(desk.untold).hasSize(2 * (flood - told));
        assertThat(outcomes()).as("what is not answered is not written either").hasSize(RefusalTrail.PER_MINUTE + told);
        assertThat(desk.code(order(block("192.0.2.1")).by(desk.admin)))
                .as("somebody else's")
                .contains(Code.NEVER_BLOCK);
        assertThat(desk.answer(order(block("203.0.113.42")).by(desk.operator)).state())
                .as("what is carried out is told")
                .isEqualTo(Receipt.State.APPLIED);

        int before = outcomes().size();
        desk.turnAt(0, NOW + 60_000);
        assertThat(outcomes().subList(before, outcomes().size()))
                .singleElement()
                .extracting(AuditEntry.Outcome::text)
                .asString()
                .startsWith(2 * flood - RefusalTrail.PER_MINUTE - told + " more commands were refused")
                .contains("without a receipt 128 UNKNOWN_ACTOR, 128 NEVER_BLOCK");
        desk.log.clear();
        for (int i = 0; i < 128; i++) {
            desk.queue(order(block("192.0.2.1")).issued(NOW + 59_000).by(desk.operator));
            desk.turnAt(0, NOW + 60_000);
        }
        assertThat(answered(Code.NEVER_BLOCK))
                .as("a minute's, its own and the common one's")
                .isEqualTo(2 * ReceiptBudget.A_MINUTE);
    }

    private long answered(Code code) {
        return desk.log.stream()
                .filter(Receipt.class::isInstance)
                .map(Receipt.class::cast)
                .filter(receipt -> receipt.refusal().map(Refusal::code).equals(Optional.of(code)))
                .count();
    }

    private List<AuditEntry.Outcome> outcomes() {
        return desk.log.stream()
                .filter(AuditEntry.Outcome.class::isInstance)
                .map(AuditEntry.Outcome.class::cast)
                .toList();
    }

    @Test
    void aStrangersKey() {
        assertThat(desk.code(order(block("203.0.113.42")).by(desk.stranger))).contains(Code.UNKNOWN_ACTOR);
    }

    @Test
    void anyFieldChangedAfterSigning() {
        SignedCommand good = order(block("203.0.113.42")).by(desk.operator);
        Command c = good.command();
        CommandBody.Block body = (CommandBody.Block) c.body();
        List<Command> forged = List.of(
                new Command(UUID.randomUUID(), c.issuedAt(), c.expiresAt(), c.actor(), c.scope(), false, body),
                new Command(c.id(), c.issuedAt().plusMillis(1), c.expiresAt(), c.actor(), c.scope(), false, body),
                new Command(c.id(), c.issuedAt(), c.expiresAt().plusMillis(1), c.actor(), c.scope(), false, body),
                new Command(c.id(), c.issuedAt(), c.expiresAt(), desk.admin.publicKey(), c.scope(), false, body),
                new Command(c.id(), c.issuedAt(), c.expiresAt(), c.actor(), Scope.parse("region.us-east"), false, body),
                new Command(c.id(), c.issuedAt(), c.expiresAt(), c.actor(), c.scope(), true, body),
                with(c, new CommandBody.Block(parse("203.0.113.43"), body.ttl(), body.reason())),
                with(c, new CommandBody.Block(parse("203.0.113.42", "203.0.113.43"), body.ttl(), body.reason())),
                with(c, new CommandBody.Block(body.prefixes(), body.ttl().plusMillis(1), body.reason())),
                with(c, new CommandBody.Block(body.prefixes(), body.ttl(), body.reason() + "!")),
                with(c, new CommandBody.Unblock(body.prefixes(), body.reason())));

        for (Command command : forged) {
            assertThat(desk.code(new SignedCommand(command, good.signature())))
                    .as(command.toString())
                    .contains(Code.BAD_SIGNATURE);
        }
        assertThat(desk.code(good)).isEmpty();
    }

    @Test
    void anyBitOfTheSignatureChanged() {
        SignedCommand good = order(block("203.0.113.42")).by(desk.operator);
        for (int bit = 0; bit < 512; bit++) {
            byte[] signature = good.signature().clone();
            signature[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(desk.code(new SignedCommand(good.command(), signature)))
                    .as("bit %d", bit)
                    .contains(Code.BAD_SIGNATURE);
        }
        assertThat(desk.code(new SignedCommand(good.command(), new byte[0]))).contains(Code.BAD_SIGNATURE);
        assertThat(desk.blocks.decisions).isZero();
    }

    @Test
    void aRoleThatMayOnlyLook() {
        assertThat(desk.code(order(block("203.0.113.42")).by(desk.viewer))).contains(Code.WRONG_ROLE);
        assertThat(desk.code(order(unblock("203.0.113.42")).by(desk.viewer))).contains(Code.WRONG_ROLE);
        assertThat(desk.code(order(unblock("203.0.113.42")).dry().by(desk.viewer)))
                .contains(Code.WRONG_ROLE);
    }

    @Test
    void timeOutOfBounds() {
        long skew = CommandCheck.MAX_CLOCK_SKEW.toMillis();
        long life = CommandCheck.MAX_LIFE.toMillis();
        CommandBody body = block("203.0.113.42");
        assertThat(desk.code(order(body).issued(NOW - 2).expires(NOW).by(desk.operator)))
                .contains(Code.EXPIRED);
        assertThat(desk.code(order(body).issued(NOW - 2).expires(NOW + 1).by(desk.operator)))
                .isEmpty();
        assertThat(desk.code(order(body).issued(NOW + skew + 1).by(desk.operator)))
                .contains(Code.NOT_YET_VALID);
        assertThat(desk.code(order(body).issued(NOW + skew).by(desk.operator))).isEmpty();
        assertThat(desk.code(order(body).issued(NOW).expires(NOW + life + 1).by(desk.operator)))
                .contains(Code.MALFORMED);
        assertThat(desk.code(order(body)
                        .issued(NOW + skew)
                        .expires(NOW + skew + life)
                        .by(desk.operator)))
                .isEmpty();
    }

    @Test
    void aBlockThatWouldHaveEndedBeforeItCame() {
        CommandBody blink = new CommandBody.Block(parse("203.0.113.42"), Duration.ofSeconds(1), "test");

        assertThat(desk.code(order(blink).issued(NOW - 1_000).by(desk.operator)))
                .contains(Code.EXPIRED);
        assertThat(desk.code(order(blink).issued(NOW - 999).by(desk.operator))).isEmpty();
    }

    @Test
    void aCommandForSomebodyElse() {
        assertThat(desk.code(order(block("203.0.113.42")).scope("region.apac").by(desk.operator)))
                .contains(Code.OUT_OF_SCOPE);
        assertThat(desk.code(order(block("203.0.113.42"))
                        .scope("node.us-east.us-east-node-2")
                        .by(desk.operator)))
                .contains(Code.OUT_OF_SCOPE);
        assertThat(desk.code(order(block("203.0.113.42"))
                        .scope("node.us-east.us-east-node-1")
                        .by(desk.operator)))
                .isEmpty();
        assertThat(desk.code(
                        order(block("203.0.113.42")).scope("region.us-east").by(desk.operator)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "192.0.2.0/28", "192.0.2.8/30", "192.0.2.0/24"})
    void whatMustNeverBeBlocked(String prefix) {
        assertThat(desk.code(order(block(prefix)).by(desk.admin))).contains(Code.NEVER_BLOCK);
    }

    @Test
    void theRefusalOfWhatMustNeverBeBlockedSaysWhy() {
        assertThat(desk.answer(order(block("192.0.2.0/24")).by(desk.admin))
                        .refusal()
                        .orElseThrow()
                        .text())
                .contains("192.0.2.0/24 overlaps 192.0.2.0/28", "never_block");
    }

    @ParameterizedTest
    @CsvSource({
        "198.18.0.0/15, true, false",
        "198.18.0.0/16, false, false",
        "126.0.0.0/7, true, true",
        "127.0.0.0/8, true, false",
        "0.0.0.0/0, true, true",
        "::/0, true, true",
        "2001:db8::/31, true, false",
        "2001:db8::/32, false, false",
        "2000::/15, true, true",
        "2001::/16, true, false",
    })
    void wherePrefixesAreTooWideByRole(String prefix, boolean forOperator, boolean forAdmin) {
        assertThat(desk.code(order(block(prefix)).by(desk.operator)).filter(Code.TOO_WIDE::equals))
                .matches(code -> code.isPresent() == forOperator);
        assertThat(desk.code(order(block(prefix)).by(desk.admin)).filter(Code.TOO_WIDE::equals))
                .matches(code -> code.isPresent() == forAdmin);
    }

    @Test
    void aBlockForTooLong() {
        CommandBody month = new CommandBody.Block(parse("203.0.113.42"), Duration.ofDays(30), "test");
        CommandBody more =
                new CommandBody.Block(parse("203.0.113.42"), Duration.ofDays(30).plusMillis(1), "test");

        assertThat(desk.code(order(more).by(desk.admin))).contains(Code.TOO_WIDE);
        assertThat(desk.code(order(month).by(desk.operator))).isEmpty();
    }

    /** Whatever comes, each command gets its one receipt, the loop goes on, and only permitted ones change anything. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomCommandsNeverEndTheLoop(long seed) {
        Random random = new Random(seed);
        List<NkeySigner> signers = List.of(desk.viewer, desk.operator, desk.admin, desk.stranger);
        List<SignedCommand> sent = new ArrayList<>();
        int applied = 0;
        for (int i = 0; i < 250; i++) {
            NkeySigner signer = signers.get(random.nextInt(4));
            SignedCommand signed = sent.isEmpty() || random.nextInt(10) > 0
                    ? order(body(random))
                            .issued(NOW + random.nextLong(-90_000, 90_000))
                            .by(signer)
                    : sent.get(random.nextInt(sent.size()));
            byte[] signature = signed.signature().clone();
            if (random.nextInt(10) == 0) {
                signature[random.nextInt(64)] ^= (byte) (1 + random.nextInt(255));
            }
            if (random.nextInt(20) == 0) {
                CommandBody.Block any = block("203.0.113." + random.nextInt(256));
                desk.blocks.refusedByMap.addAll(any.prefixes());
            }
            sent.add(signed);
            int before = desk.blocks.decisions;
            Receipt receipt = desk.answer(new SignedCommand(signed.command(), signature));
            applied += receipt.state() == Receipt.State.APPLIED ? 1 : 0;
            assertThat(receipt.refusal().isPresent())
                    .isEqualTo(receipt.state() == Receipt.State.REFUSED || receipt.state() == Receipt.State.WAITING);
            assertThat(desk.blocks.decisions > before)
                    .isEqualTo(receipt.state() == Receipt.State.APPLIED
                            || receipt.refusal()
                                    .filter(r -> r.code() == Code.OVERLOADED || r.code() == Code.COVERED)
                                    .isPresent());
        }
        assertThat(applied).as("some are permitted, or nothing was tested").isPositive();
    }

    private static CommandBody body(Random random) {
        String prefix = random.nextBoolean()
                ? "203.0.113." + random.nextInt(256)
                : random.nextBoolean() ? "192.0.2." + random.nextInt(256) : "198.18.0.0/" + (15 + random.nextInt(10));
        return random.nextBoolean()
                ? unblock(prefix)
                : new CommandBody.Block(parse(prefix), Duration.ofMillis(1 + random.nextInt(200_000)), "r");
    }

    private static Command with(Command c, CommandBody body) {
        Instant issued = c.issuedAt();
        return new Command(c.id(), issued, c.expiresAt(), c.actor(), c.scope(), c.dryRun(), body);
    }
}
