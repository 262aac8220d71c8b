// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.kernel;

import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * What it took to prove the program safe, against the kernel's limits: beyond either of them it is refused.
 *
 * @param instructions that the verifier went through, on all paths together
 * @param stackBytes of the function that takes most; the kernel itself bounds chains of calls by the same limit
 * @param translatedBytes of the program after verification
 * @param nativeBytes of the machine code it became
 */
record VerifierLoad(int instructions, int stackBytes, int translatedBytes, int nativeBytes) {
    /** The kernel's BPF_COMPLEXITY_LIMIT_INSNS. */
    static final int MAX_INSTRUCTIONS = 1_000_000;
    /** The kernel's MAX_BPF_STACK, for a function and for a chain of calls. */
    static final int MAX_STACK_BYTES = 512;

    private static final Pattern STACK = Pattern.compile("(?m)^stack depth ([0-9+]+)");
    private static final Pattern PROCESSED = Pattern.compile("(?m)^processed (\\d+) insns");

    /**
     * From the loaded program and the verifier's statistics: {@code stack depth 312+0+64}, a number for each function. Of all
     * programs of the object the most counts.
     */
    static VerifierLoad of(ProgramInfo program, String log) {
        int stack = most(STACK, log);
        return new VerifierLoad(most(PROCESSED, log), stack, program.translatedBytes(), program.nativeBytes());
    }

    private static int most(Pattern pattern, String log) {
        return pattern.matcher(log)
                .results()
                .flatMap(found -> Arrays.stream(found.group(1).split("\\+")))
                .mapToInt(Integer::parseInt)
                .max()
                .orElseThrow(() -> new XdpException("the verifier of Linux " + System.getProperty("os.version")
                        + " did not tell '" + pattern + "', so what the program takes is not known. It said: " + log));
    }
}
