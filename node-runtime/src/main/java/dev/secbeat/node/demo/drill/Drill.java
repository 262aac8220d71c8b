// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import java.util.List;
import java.util.Optional;

/** One promise and its proof. Stateless. */
public interface Drill {
    /** As on the command line. */
    String name();

    /** What is promised, in one line. */
    String promise();

    /** Carries out the proof and writes down what it finds; leaves the fleet as it found it. */
    void run(DrillGround ground, Findings findings) throws InterruptedException;

    /** All drills, in a sensible order. */
    static List<Drill> all() {
        return List.of(
                new GlobalRateLimitDrill(),
                new LateJoinerDrill(),
                new NodeRestartDrill(),
                new RegionIsolationDrill(),
                new FederationDrill(),
                new FailoverCommandDrill());
    }

    static Optional<Drill> named(String name) {
        return all().stream().filter(drill -> drill.name().equals(name)).findFirst();
    }
}
