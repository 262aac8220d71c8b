// SPDX-License-Identifier: GPL-3.0-or-later
package dev.secbeat.console.model;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What has been done and what may be done. FX thread only. */
public final class ActionsModel {
    final ReadOnlyObjectWrapper<Access> access = new ReadOnlyObjectWrapper<>(Access.starting());
    final ReadOnlyObjectWrapper<FailoverState> failover = new ReadOnlyObjectWrapper<>(FailoverState.UNKNOWN);
    final ReadOnlyObjectWrapper<LeaderState> leader = new ReadOnlyObjectWrapper<>(LeaderState.UNKNOWN);
    final ReadOnlyObjectWrapper<AuditBoard> audit = new ReadOnlyObjectWrapper<>(AuditBoard.UNREAD);
    final ReadOnlyObjectWrapper<EmbeddedNode> embedded = new ReadOnlyObjectWrapper<>(EmbeddedNode.STOPPED);
    final ObservableList<WaitingOrder> waitingList = FXCollections.observableArrayList();
    final ObservableList<CommandState> commandList = FXCollections.observableArrayList();
    final ObservableList<BlockRow> blockList = FXCollections.observableArrayList();
    final ObservableList<LimitRow> limitList = FXCollections.observableArrayList();
    private final ObservableList<CommandState> commands = FXCollections.unmodifiableObservableList(commandList);
    private final ObservableList<WaitingOrder> waiting = FXCollections.unmodifiableObservableList(waitingList);
    private final ObservableList<BlockRow> blocks = FXCollections.unmodifiableObservableList(blockList);
    private final ObservableList<LimitRow> limits = FXCollections.unmodifiableObservableList(limitList);

    private final OrderRights rights = new OrderRights(this);

    ActionsModel() {}

    /** What this console may do. */
    public ReadOnlyObjectProperty<Access> access() {
        return access.getReadOnlyProperty();
    }

    /** The orchestrator that leads, and how old that news is. */
    public ReadOnlyObjectProperty<LeaderState> leader() {
        return leader.getReadOnlyProperty();
    }

    /** Phase and newest plan. */
    public ReadOnlyObjectProperty<FailoverState> failover() {
        return failover.getReadOnlyProperty();
    }

    /** Commands this console sent, newest first, at most {@link CommandLog#CAPACITY}. */
    public ObservableList<CommandState> commands() {
        return commands;
    }

    /** Active blocks. */
    public ObservableList<BlockRow> blocks() {
        return blocks;
    }

    /** Orders of anybody that wait for a second person, the first given first. */
    public ObservableList<WaitingOrder> waiting() {
        return waiting;
    }

    /** Limits that operators have given and that are in force. */
    public ObservableList<LimitRow> limits() {
        return limits;
    }

    /** What may be done about orders of anybody. */
    public OrderRights rights() {
        return rights;
    }

    /** The audit trail as it was read last. */
    public ReadOnlyObjectProperty<AuditBoard> audit() {
        return audit.getReadOnlyProperty();
    }

    /** The node embedded in this console. */
    public ReadOnlyObjectProperty<EmbeddedNode> embedded() {
        return embedded.getReadOnlyProperty();
    }
}
