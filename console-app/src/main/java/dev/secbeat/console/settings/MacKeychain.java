// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.settings;

import dev.secbeat.console.i18n.Messages;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The login keychain of macOS, through its {@code security} tool, which reads commands in its interactive mode. */
record MacKeychain(String tool) implements Keychain {
    @Override
    public String title() {
        return "macOS Keychain";
    }

    @Override
    public void keep(String name, char[] secret) throws SecretException {
        for (char letter : secret) {
            if (!Character.isLetterOrDigit(letter)) { // it would end the word in the tool's own language
                throw new SecretException(Messages.of("settings.secret.letters"));
            }
        }
        char[] head = ("add-generic-password -U -s secbeat -a " + Tool.checked(name) + " -w ").toCharArray();
        char[] command = Arrays.copyOf(head, head.length + secret.length + 1);
        try {
            System.arraycopy(secret, 0, command, head.length, secret.length);
            command[command.length - 1] = '\n';
            Tool.demand(List.of(tool, "-i"), command);
        } finally {
            Arrays.fill(command, '\0');
        }
    }

    @Override
    public Optional<char[]> find(String name) throws SecretException {
        Tool.Answer answer = Tool.run(
                List.of(tool, "find-generic-password", "-s", "secbeat", "-a", Tool.checked(name), "-w"), new char[0]);
        return answer.status() == 0 && answer.output().length > 0 ? Optional.of(answer.output()) : Optional.empty();
    }

    @Override
    public void forget(String name) throws SecretException {
        Tool.run(List.of(tool, "delete-generic-password", "-s", "secbeat", "-a", Tool.checked(name)), new char[0]);
    }
}
