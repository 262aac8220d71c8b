// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.lab;

import dev.secbeat.node.api.NodeId;
import dev.secbeat.node.cluster.NatsServerConfig;
import dev.secbeat.node.cluster.NatsUser;
import dev.secbeat.node.cluster.NkeySigner;
import dev.secbeat.node.control.Operator;
import dev.secbeat.node.control.Role;
import dev.secbeat.node.control.TrustFile;
import dev.secbeat.node.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Fresh keys for everybody in a lab, thrown away with it. One thread. */
final class Keys {
    static final String DIRECTORY = "keys";
    static final String OPERATOR = DIRECTORY + "/operator.nk";
    static final String ORCHESTRATOR = DIRECTORY + "/orchestrator.nk";
    /** As in the orchestrator's configuration. */
    private static final String ORCHESTRATOR_NAME = "orchestrator-1";

    static final String TRUST = DIRECTORY + "/trust.json";

    /** Nodes that may join later have their keys, and the servers know them, from the start. */
    static final int SPARE_NODES_PER_REGION = 2;

    private final StateDirectory state;
    private final List<NatsUser> users = new ArrayList<>();
    private final NatsServerConfig.Secret routeSecret;

    Keys(StateDirectory state, AddressPlan plan) {
        this.state = state;
        state.directory(DIRECTORY);
        routeSecret = new NatsServerConfig.Secret("route", randomText());
        AddressPlan withSpares = plan;
        for (AddressPlan.Region region : plan.regions()) {
            for (int i = 0; i < SPARE_NODES_PER_REGION; i++) {
                withSpares = withSpares.withAddedNode(region.index());
            }
        }
        for (AddressPlan.Node node : withSpares.nodes()) {
            users.add(NatsUser.node(create(seedFile(node.id())), node.id()));
        }
        String operator = create(OPERATOR);
        users.add(NatsUser.operator(operator, "demo"));
        users.add(NatsUser.orchestrator(create(ORCHESTRATOR), ORCHESTRATOR_NAME));
        var trust = new TrustFile(List.of(new Operator(operator, Role.ADMIN, "demo")));
        state.write(TRUST, new String(Json.TRUST.encode(trust), StandardCharsets.UTF_8));
    }

    static String seedFile(NodeId node) {
        return DIRECTORY + "/" + node.name() + ".nk";
    }

    /** Everybody the NATS servers let in. */
    List<NatsUser> users() {
        return List.copyOf(users);
    }

    /** Proves one NATS server to another. */
    NatsServerConfig.Secret routeSecret() {
        return routeSecret;
    }

    private String create(String name) {
        Path file = state.resolve(name);
        try (NkeySigner key = NkeySigner.create(file)) {
            return key.publicKey();
        } catch (IOException e) {
            throw new LabException("key file '" + file + "' cannot be made", String.valueOf(e.getMessage()));
        }
    }

    private static String randomText() {
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
