// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** What a command printed and with which status it ended. */
record Shell(int status, String out, String err) {

    static Shell run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SecBeat.line(args).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = SecBeat.run(line, args);
        line.getOut().flush();
        line.getErr().flush();
        return new Shell(status, out.toString(), err.toString());
    }
}
