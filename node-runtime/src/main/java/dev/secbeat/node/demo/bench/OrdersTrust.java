// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.bench;

import dev.secbeat.node.api.Command;
import dev.secbeat.node.api.SignedCommand;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustBytes;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Whom a fleet obeys: an operator who stays, one who leaves, and the administrator who says so. One thread. */
final class OrdersTrust implements AutoCloseable {
    private final NkeySigner admin;
    private final NkeySigner leaver;
    private final Path seed;
    private final Path file;
    private final String operator;

    private OrdersTrust(NkeySigner admin, NkeySigner leaver, Path seed, Path file, String operator) {
        this.admin = admin;
        this.leaver = leaver;
        this.seed = seed;
        this.file = file;
        this.operator = operator;
    }

    /** Writes the first trust file, signed by the administrator, into {@code folder}. */
    static OrdersTrust create(Path folder, String operator) throws IOException {
        Path seed = folder.resolve("admin.nk");
        OrdersTrust trust = new OrdersTrust(
                NkeySigner.create(seed),
                NkeySigner.create(folder.resolve("leaver.nk")),
                seed,
                folder.resolve("trust.json"),
                operator);
        Files.write(trust.file, Json.TRUST.encode(trust.version(1, List.of())));
        return trust;
    }

    OrdersNode.Trust start() {
        return new OrdersNode.Trust(file, admin.publicKey());
    }

    NkeySigner admin() {
        return admin;
    }

    Path seed() {
        return seed;
    }

    /** The file without the one who leaves. */
    TrustFile revoked() {
        return version(2, List.of(leaver.publicKey()));
    }

    /** The same as a dry run by the one who leaves. */
    SignedCommand byLeaver(Command command) {
        return leaver.sign(new Command(
                command.id(),
                command.issuedAt(),
                command.expiresAt(),
                leaver.publicKey(),
                command.scope(),
                true,
                command.body()));
    }

    private TrustFile version(long version, List<String> withdrawn) {
        Operator stays = new Operator(operator, Role.OPERATOR, "bench");
        Operator signs = new Operator(admin.publicKey(), Role.ADMIN, "admin");
        List<Operator> operators = withdrawn.isEmpty()
                ? List.of(stays, signs, new Operator(leaver.publicKey(), Role.OPERATOR, "leaver"))
                : List.of(stays, signs);
        TrustFile plain = new TrustFile(version, operators, List.of(), withdrawn, Optional.empty());
        byte[] signature = admin.sign(TrustBytes.of(plain, admin.publicKey()));
        return plain.sealed(
                new TrustFile.Seal(admin.publicKey(), Base64.getEncoder().encodeToString(signature)));
    }

    @Override
    public void close() {
        admin.close();
        leaver.close();
    }
}
