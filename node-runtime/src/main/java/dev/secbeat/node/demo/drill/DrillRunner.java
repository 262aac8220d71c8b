// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.demo.drill;

import dev.secbeat.node.demo.Demo;
import dev.secbeat.node.demo.DemoOptions;
import dev.secbeat.node.demo.FleetWatch;
import dev.secbeat.node.demo.Story;
import dev.secbeat.node.demo.lab.LabException;
import dev.secbeat.node.demo.lab.LabOptions;
import dev.secbeat.node.demo.lab.RemoteLab;
import dev.secbeat.node.demo.lab.StateDirectory;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs drills in the lab that is running, or in one made for the purpose and taken down afterwards. One thread. */
public final class DrillRunner implements AutoCloseable {
    private final Optional<Demo> ownDemo;
    private final Optional<FleetWatch> ownWatch;
    private final RemoteLab lab;
    private final Consumer<String> tell;

    private DrillRunner(Optional<Demo> ownDemo, Optional<FleetWatch> ownWatch, RemoteLab lab, Consumer<String> tell) {
        this.ownDemo = ownDemo;
        this.ownWatch = ownWatch;
        this.lab = lab;
        this.tell = tell;
    }

    /**
     * Finds or makes the lab.
     *
     * @param onOwnDemo is given the demo that had to be made, before it starts, so that it can be closed on interruption
     * @param tell takes lines for people
     */
    public static DrillRunner open(LabOptions options, Consumer<Demo> onOwnDemo, Story story, Consumer<String> tell) {
        if (StateDirectory.isHeld(options.stateDirectory())) {
            tell.accept("drills in the demo that is running");
            return new DrillRunner(Optional.empty(), Optional.empty(), new RemoteLab(options.stateDirectory()), tell);
        }
        tell.accept("no demo is running: starting a fleet for this drill");
        var demo = new Demo(new DemoOptions(options, DemoOptions.Console.NONE, Optional.empty(), false), story);
        onOwnDemo.accept(demo);
        try {
            FleetWatch watch = demo.bringUp();
            demo.startTraffic();
            return new DrillRunner(Optional.of(demo), Optional.of(watch), demo.remote(), tell);
        } catch (LabException e) {
            demo.close();
            throw e;
        }
    }

    /** Runs one drill. What goes wrong on the way is a finding too. */
    public Findings run(Drill drill) throws InterruptedException {
        var findings = new Findings(drill.name(), tell);
        findings.step(drill.name() + ": " + drill.promise());
        try (var ground = new DrillGround(lab)) {
            drill.run(ground, findings);
        } catch (LabException e) {
            findings.check(false, e.getMessage() + ". " + e.advice());
        }
        tell.accept(drill.name() + (findings.passed() ? ": PASS" : ": FAIL"));
        return findings;
    }

    @Override
    public void close() {
        ownWatch.ifPresent(FleetWatch::close);
        ownDemo.ifPresent(Demo::close);
    }
}
