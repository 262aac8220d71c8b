// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Credential;
import dev.secbeat.console.view.widget.Forms;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;

/** Where the seed of a key is: a file, or the keychain. The seed itself is never shown, nor typed. */
final class KeyField extends HBox {
    private final TextField path = new TextField();
    private final Button browse;
    private final Button keep;
    private final String kept;
    private Optional<Credential> inKeychain = Optional.empty();
    private Runnable onChange = () -> {};

    /** @param onKeep has the file's seed put into the keychain */
    KeyField(String id, String name, ProfileDesk desk, Runnable onKeep) {
        super(6);
        kept = desk.keychain().orElse("");
        path.setId(id);
        path.setAccessibleText(name);
        path.setPromptText(Messages.of("settings.key.prompt"));
        HBox.setHgrow(path, Priority.ALWAYS);
        browse = Forms.button(
                id + "-browse",
                Messages.of("settings.key.browse"),
                () -> desk.chooseFile().ifPresent(file -> path.setText(file.toString())),
                "plain-button");
        browse.setAccessibleText(Messages.of("settings.key.browse") + ": " + name);
        keep = Forms.button(
                id + "-keep",
                Messages.of("settings.key.keep"),
                () -> {
                    if (inKeychain.isPresent()) {
                        show(Optional.empty());
                        onChange.run();
                    } else {
                        onKeep.run();
                    }
                },
                "plain-button");
        keep.setAccessibleText(Messages.of("settings.key.keep") + ": " + name);
        Forms.show(keep, !kept.isEmpty());
        getChildren().addAll(path, browse, keep);
        path.textProperty().addListener(typed -> onChange.run());
        setAccessibleText(name);
    }

    void onChange(Runnable listener) {
        onChange = listener;
    }

    void show(Optional<Credential> credential) {
        inKeychain = credential.filter(Credential.InKeychain.class::isInstance);
        boolean away = inKeychain.isPresent();
        path.setDisable(away);
        Forms.show(browse, !away);
        keep.setText(away ? Messages.of("settings.key.file") : Messages.of("settings.key.keep"));
        path.setText(credential
                .map(where -> switch (where) {
                    case Credential.InFile(Path file) -> file.toString();
                    case Credential.InKeychain(String name) -> Messages.of("settings.key.kept", kept);
                })
                .orElse(""));
    }

    /** Where it is now; empty for nowhere, and for what is no path. */
    Optional<Credential> value() {
        return inKeychain.or(() -> file().map(Credential.InFile::new));
    }

    Optional<Path> file() {
        try {
            return path.isDisabled() || path.getText().isBlank()
                    ? Optional.empty()
                    : Optional.of(Path.of(path.getText().strip()));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
