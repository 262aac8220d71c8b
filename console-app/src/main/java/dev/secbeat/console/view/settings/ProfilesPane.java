// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.view.settings;

import dev.secbeat.console.i18n.Messages;
import dev.secbeat.console.settings.Profile;
import dev.secbeat.console.view.widget.Forms;
import dev.secbeat.console.view.widget.Texts;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The fleets a person knows: make, edit, test, remove, and switch to one. */
public final class ProfilesPane extends HBox {
    private static final double LIST_WIDTH = 160;
    private static final double TALL = 330;

    private final ProfileDesk desk;
    private final ListView<Profile> list = new ListView<>();
    private final TextField name = field("profile-name", "production");
    private final TextField nats = field("profile-nats", "nats://us-east.example:4222");
    private final TextField prometheus = field("profile-prometheus", "https://prometheus.example:9090");
    private final KeyField key;
    private final KeyField operatorKey;
    private final Label problem = Texts.label("", "problem");
    private final VBox findings = new VBox(4);
    private final Button test;
    private final Button save;
    private final Button remove;
    private final Button use;
    private String edited = "";

    /** A dialog that has everything done by {@code desk}. */
    public ProfilesPane(ProfileDesk desk) {
        super(18);
        this.desk = desk;
        setId("profiles-pane");
        getStyleClass().addAll("settings-form", "sheet-body");
        key = new KeyField("profile-key", Messages.of("settings.profile.key"), desk, this::keepKey);
        operatorKey = new KeyField(
                "profile-operator-key", Messages.of("settings.profile.operator-key"), desk, this::keepOperatorKey);
        test = Forms.button("profile-test", Messages.of("settings.profile.test"), this::test, "plain-button");
        save = Forms.button("profile-save", Messages.of("settings.profile.save"), this::save, "plain-button");
        remove =
                Forms.button("profile-remove", Messages.of("settings.profile.remove"), this::askRemove, "plain-button");
        use = Forms.button("profile-use", Messages.of("settings.profile.use"), this::use, "plain-button");
        use.getStyleClass().add("accent");
        findings.setId("profile-findings");
        problem.setId("profile-problem");
        problem.setWrapText(true);
        getChildren().addAll(left(), right());
        List.of(name, nats, prometheus).forEach(text -> text.textProperty().addListener(typed -> check()));
        key.onChange(this::check);
        operatorKey.onChange(this::check);
        list.getSelectionModel().selectedItemProperty().subscribe(this::edit);
        fill(desk.inUse());
    }

    private VBox left() {
        list.setId("profile-list");
        list.setAccessibleText(Messages.of("settings.profiles"));
        list.setCellFactory(any -> new Row());
        list.setPlaceholder(Texts.label(Messages.of("settings.profile.none"), "muted"));
        VBox.setVgrow(list, Priority.ALWAYS);
        Button fresh = Forms.button(
                "profile-new",
                Messages.of("settings.profile.new"),
                () -> {
                    list.getSelectionModel().clearSelection();
                    edit(null);
                    name.requestFocus();
                },
                "plain-button");
        fresh.setMaxWidth(Double.MAX_VALUE);
        VBox left = new VBox(8, list, fresh);
        left.setPrefSize(LIST_WIDTH, TALL);
        left.setMinWidth(LIST_WIDTH);
        return left;
    }

    private VBox right() {
        GridPane grid = Forms.grid();
        Forms.row(grid, Messages.of("settings.profile.name"), name);
        Forms.row(grid, Messages.of("settings.profile.nats"), nats);
        Forms.row(grid, Messages.of("settings.profile.key"), key);
        Forms.row(grid, Messages.of("settings.profile.operator-key"), operatorKey);
        Forms.row(grid, Messages.of("settings.profile.prometheus"), prometheus);
        Label hint = Texts.label(Messages.of("settings.profile.hint"), "muted");
        hint.setWrapText(true);
        VBox right = new VBox(10, grid, hint, problem, findings, Texts.row(8, remove, Texts.spacer(), test, save, use));
        HBox.setHgrow(right, Priority.ALWAYS);
        return right;
    }

    private void fill(String chosen) {
        list.getItems().setAll(desk.book().profiles());
        list.getItems().stream()
                .filter(profile -> profile.name().equals(chosen))
                .findFirst()
                .or(() -> list.getItems().stream().findFirst())
                .ifPresent(list.getSelectionModel()::select);
        if (list.getItems().isEmpty()) {
            edit(null);
        }
    }

    private void edit(@Nullable Profile profile) {
        Optional<Profile> shown = Optional.ofNullable(profile);
        edited = shown.map(Profile::name).orElse("");
        name.setText(edited);
        nats.setText(shown.map(known -> String.join(", ", known.nats())).orElse(""));
        key.show(shown.flatMap(Profile::key));
        operatorKey.show(shown.flatMap(Profile::operatorKey));
        prometheus.setText(shown.flatMap(Profile::prometheus).orElse(""));
        findings.getChildren().clear();
        check();
    }

    private ProfileDraft draft() {
        List<String> others = desk.book().profiles().stream()
                .map(Profile::name)
                .filter(other -> !other.equals(edited))
                .toList();
        return ProfileDraft.of(
                name.getText(), nats.getText(), key.value(), operatorKey.value(), prometheus.getText(), others);
    }

    private void check() {
        ProfileDraft draft = draft();
        boolean blank = name.getText().isBlank() && nats.getText().isBlank();
        problem.setText(blank ? "" : draft.problem());
        Forms.show(problem, !problem.getText().isEmpty());
        boolean whole = draft.profile().isPresent();
        test.setDisable(!whole);
        save.setDisable(!whole);
        use.setDisable(!whole);
        remove.setDisable(edited.isEmpty());
    }

    private void test() {
        findings.getChildren().setAll(Texts.label(Messages.of("settings.profile.testing"), "muted"));
        draft().profile().ifPresent(profile -> desk.test(profile, this::found));
    }

    private void found(ProfileDesk.Finding finding) {
        findings.getChildren().removeIf(line -> line.getStyleClass().contains("muted"));
        Label line = Texts.label(
                (finding.good() ? "✓ " : "✗ ") + finding.text(), "finding", finding.good() ? "tone-good" : "tone-bad");
        line.setWrapText(true);
        findings.getChildren().add(line);
    }

    private void save() {
        draft().profile().ifPresent(profile -> {
            desk.save(profile, edited);
            fill(profile.name());
        });
    }

    private void use() {
        draft().profile().ifPresent(profile -> {
            desk.save(profile, edited);
            desk.use(profile);
        });
    }

    /** Its seed goes with it, which nobody can bring back: asked by name, and where the findings are read. */
    private void askRemove() {
        String asked = edited;
        Label question = Texts.label(Messages.of("settings.profile.remove-ask", asked), "problem");
        question.setId("profile-remove-ask");
        question.setWrapText(true);
        Button keep = Forms.button(
                "profile-remove-no",
                Messages.of("settings.profile.remove-no"),
                () -> {
                    findings.getChildren().clear();
                    remove.requestFocus();
                },
                "plain-button");
        Button go = Forms.button(
                "profile-remove-yes",
                Messages.of("settings.profile.remove-yes", asked),
                () -> {
                    findings.getChildren().clear();
                    if (edited.equals(asked)) {
                        remove();
                    }
                },
                "plain-button");
        go.getStyleClass().add("danger");
        findings.getChildren().setAll(question, Texts.row(8, keep, go));
        keep.requestFocus();
    }

    private void remove() {
        desk.book().find(edited).ifPresent(desk::remove);
        fill("");
    }

    private void keepKey() {
        keep(key, "key");
    }

    private void keepOperatorKey() {
        keep(operatorKey, "operator-key");
    }

    /** The profile names the secret; what cannot be in such a name becomes a dash. */
    private void keep(KeyField field, String what) {
        String secret = name.getText().strip().replaceAll("[^A-Za-z0-9._-]", "-") + "." + what;
        field.file()
                .ifPresent(file -> desk.keep(file, secret, kept -> {
                    kept.credential().map(Optional::of).ifPresent(field::show);
                    kept.problems().forEach(text -> found(new ProfileDesk.Finding(false, text)));
                    check();
                }));
    }

    private static TextField field(String id, String prompt) {
        TextField field = new TextField();
        field.setId(id);
        field.setPromptText(prompt);
        return field;
    }

    private final class Row extends ListCell<Profile> {
        @Override
        protected void updateItem(@Nullable Profile profile, boolean empty) {
            super.updateItem(profile, empty);
            boolean used = profile != null && profile.name().equals(desk.inUse());
            setText(empty || profile == null ? null : profile.name() + (used ? "  •" : ""));
        }
    }
}
