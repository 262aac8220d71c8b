// SPDX-License-Identifier: Apache-2.0
package dev.secbeat.node.failover;

import dev.secbeat.node.api.FailoverPlan.RecordChange;
import dev.secbeat.node.api.RegionId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every move that leaders wrote down in the DNS, and how to take one back.
 *
 * <p>Moves of one record set lie upon each other. Taking back one that others lie upon must not undo them, nor leave what they
 * only did because of it: so the set is worked out anew, from what it was before the first move, by the moves that remain. Of
 * a single move that gives exactly what was there before it. Beside the moves stands which regions flap.
 */
final class MoveBook {
    private static final Comparator<Move> OLDEST_FIRST =
            Comparator.comparingLong(Move::atMillis).thenComparing(Move::command);

    private final Map<String, SteeredRecord> texts = new HashMap<>();
    private final List<Move> moves = new ArrayList<>();

    MoveBook(DnsAnswers answers) {
        for (SteeredRecord note : answers.notes()) {
            texts.put(note.view(), note);
            note.addresses().forEach(text -> Move.parse(note.view(), text).ifPresent(moves::add));
        }
        moves.sort(OLDEST_FIRST);
    }

    /** The newest act on {@code region}, in whatever view. */
    Optional<Move> last(RegionId region) {
        return moves.stream().filter(move -> move.region().equals(region)).reduce((_, later) -> later);
    }

    /** The newest act on another region than {@code region}, those that brought clients back included. */
    Optional<Move> newestOfOthers(RegionId region) {
        return moves.stream().filter(move -> !move.region().equals(region)).reduce((_, later) -> later);
    }

    /** How long {@code region} has to keep its clients once it is back. */
    HoldDown holdDown(RegionId region) {
        return texts.values().stream()
                .flatMap(note -> note.addresses().stream())
                .flatMap(text -> HoldDown.parse(text).stream())
                .filter(held -> held.region().equals(region))
                .max(Comparator.comparingInt(HoldDown::flaps))
                .orElse(new HoldDown(region, 0));
    }

    /** The same when {@code region} is left at {@code nowMillis}. A move that is made once more is no other one. */
    HoldDown holdDownIfLeft(RegionId region, long nowMillis) {
        HoldDown held = holdDown(region);
        return last(region)
                .map(last -> last.isAway() ? held : held.left(nowMillis - last.atMillis()))
                .orElse(new HoldDown(region, 0));
    }

    /** Views in which it stands that {@code region} flaps. */
    List<String> flapViews(RegionId region) {
        return texts.values().stream()
                .filter(note -> note.addresses().stream()
                        .flatMap(text -> HoldDown.parse(text).stream())
                        .anyMatch(held -> held.region().equals(region)))
                .map(SteeredRecord::view)
                .toList();
    }

    /** Regions whose clients are away. */
    Set<RegionId> away() {
        Set<RegionId> away = new TreeSet<>();
        moves.stream().filter(Move::isAway).forEach(move -> away.add(move.region()));
        return away;
    }

    /** Whether others' clients were moved to {@code region} in this record set. */
    boolean leadsTo(RegionId region, String view, String type) {
        return ofSet(view, type).stream().anyMatch(move -> move.to().equals(region));
    }

    /** Moves of {@code region} that are still in force, oldest first. */
    List<Move> awayOf(RegionId region) {
        return moves.stream()
                .filter(Move::isAway)
                .filter(move -> move.region().equals(region))
                .toList();
    }

    /** A record set as it would be without one region's moves, and the moves that remain in it. */
    record Restored(List<String> addresses, List<Move> remaining) {}

    /** Works out the record set of {@code view} and {@code type} without {@code region}'s moves. */
    Restored without(RegionId region, String view, String type, FleetView fleet) {
        List<Move> ofSet = moves.stream()
                .filter(Move::isAway)
                .filter(move -> move.view().equals(view) && move.type().equals(type))
                .toList();
        List<String> addresses = ofSet.isEmpty() ? List.of() : ofSet.getFirst().before();
        List<Move> remaining = new ArrayList<>();
        for (Move move : ofSet) {
            if (move.region().equals(region)) {
                continue;
            }
            List<String> after = replaced(addresses, fleet.find(move.region()), fleet.find(move.to()), type);
            if (!after.equals(addresses)) {
                remaining.add(move.over(addresses));
                addresses = after;
            }
        }
        return new Restored(addresses, remaining);
    }

    /** An answer without {@code from}'s addresses and with {@code to}'s; as it is when it has none of them. */
    static List<String> replaced(
            List<String> addresses, Optional<RegionView> from, Optional<RegionView> to, String type) {
        List<String> leaving = from.map(RegionView::addresses).orElse(List.of());
        if (addresses.stream().noneMatch(leaving::contains)) {
            return addresses;
        }
        Set<String> after = new TreeSet<>(addresses);
        leaving.forEach(after::remove);
        to.ifPresent(region -> after.addAll(region.addressesFor(type)));
        return List.copyOf(after);
    }

    /**
     * The change of what is written down in {@code view}: texts that are none of ours stay.
     *
     * @param forgotten moves that are no longer in force there
     * @param fresh moves to write down
     * @param held what stands there of its region's hold-down from then on
     */
    Optional<RecordChange> noting(String view, List<Move> forgotten, List<Move> fresh, HoldDown held) {
        SteeredRecord old = texts.get(view);
        if (old == null) {
            return Optional.empty(); // The DNS told nothing of this view's notes.
        }
        Stream<String> kept = old.addresses().stream()
                .filter(text ->
                        Move.parse(view, text).filter(forgotten::contains).isEmpty())
                .filter(text -> HoldDown.parse(text)
                        .filter(one -> one.region().equals(held.region()))
                        .isEmpty());
        List<String> after = Stream.concat(Stream.concat(kept, fresh.stream().map(Move::text)), held.text().stream())
                .distinct()
                .sorted()
                .toList();
        return Optional.of(new RecordChange(view, old.name(), old.type(), old.addresses(), after));
    }

    /** Everything written down in {@code view} about {@code region}. */
    List<Move> about(RegionId region, String view) {
        return moves.stream()
                .filter(move -> move.view().equals(view) && move.region().equals(region))
                .toList();
    }

    /** Moves in force of one record set. */
    List<Move> ofSet(String view, String type) {
        return moves.stream()
                .filter(Move::isAway)
                .filter(move -> move.view().equals(view) && move.type().equals(type))
                .toList();
    }
}
