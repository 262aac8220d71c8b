// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import dev.secbeat.node.control.TrustFile;
import picocli.CommandLine.Command;

/** Makes an edited trust file the next version. */
@Command(
        name = "sign",
        description = "Signs a trust file that you wrote or edited as the version after, and gives it to the fleet.",
        exitCodeList = {
            "0:in force on every node",
            "1:a file cannot be read or written",
            "2:the command line is wrong",
            "3:no fleet answers, nothing was written",
            "4:refused, nothing was written",
            "5:written and sent, but not in force on every node yet"
        })
final class KeysSignCommand extends TrustChange {
    @Override
    TrustFile change(TrustFile before, String signer) {
        return before;
    }

    @Override
    boolean takesEdited() {
        return true;
    }
}
