package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Room;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.console.route.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How much room is taken and left, what is kept how long, and what it is collected for. */
public final class StoragePage implements Section {
    /** Kinds of what is kept, and by which of the settings' times; those without are kept until a person decides. */
    private static final Map<String, Optional<String>> KINDS = kinds();

    private final Supplier<Room> room;

    public StoragePage(Supplier<Room> room) {
        this.room = room;
    }

    private static Map<String, Optional<String>> kinds() {
        Map<String, Optional<String>> kinds = new LinkedHashMap<>();
        kinds.put("received", Optional.of("ingest"));
        kinds.put("events", Optional.of("history"));
        kinds.put("inventories", Optional.empty());
        kinds.put("coverage", Optional.of("coverage"));
        kinds.put("days", Optional.of("coverage"));
        kinds.put("accounts", Optional.empty());
        kinds.put("machines", Optional.of("neighbours"));
        kinds.put("alerts", Optional.empty());
        kinds.put("decisions", Optional.empty());
        kinds.put("people", Optional.empty());
        return kinds;
    }

    /**
     * A kind of what is kept.
     *
     * @param kind a word for it
     * @param byAge whether it is let go of by age
     * @param kept how long; empty where it is not, or where that is not known
     */
    public record Kept(String kind, boolean byAge, Optional<Duration> kept) {}

    /** What the page shows. */
    public record Model(Room room, List<Kept> kinds) implements ForPrograms {
        public Model {
            kinds = List.copyOf(kinds);
        }

        /** Bytes as a person reads them. */
        public static String bytes(View view, long bytes) {
            return bytes < 10L << 30
                    ? view.say("mebibytes", view.number(Math.ceilDiv(bytes, 1L << 20)))
                    : view.say("gibibytes", view.number(bytes >> 30));
        }

        /** How much of what it may take a part takes, of a thousand. */
        public static long share(Room.Part part) {
            return part.most().isEmpty()
                    ? 0
                    : Math.min(
                            1_000,
                            part.bytes() * 1_000 / Math.max(1, part.most().getAsLong()));
        }

        @Override
        public Object json() {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("items", room.parts().stream().map(Model::row).toList());
            told.put("store", room.inside().stream().map(Model::row).toList());
            told.put("measured", room.measured());
            told.put("free", room.free());
            told.put(
                    "per_day",
                    room.perDay().isPresent() ? Optional.of(room.perDay().getAsLong()) : Optional.empty());
            told.put("full", room.full());
            List<Map<String, Object>> kept = new ArrayList<>();
            kinds.forEach(each -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("kind", each.kind());
                row.put("by_age", each.byAge());
                row.put("days", each.kept().map(Duration::toDays));
                kept.add(row);
            });
            told.put("kept", kept);
            return told;
        }

        private static Map<String, Object> row(Room.Part part) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("part", part.name());
            row.put("bytes", part.bytes());
            row.put("most", part.most().isPresent() ? Optional.of(part.most().getAsLong()) : Optional.empty());
            row.put("next", part.next());
            return row;
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/administration/storage", Access.KEEP, this::show).program("getStorage"));
    }

    private Answer show(Call call) {
        Room now = room.get();
        return Answer.page(
                "administration/storage",
                new Model(
                        now,
                        KINDS.entrySet().stream()
                                .map(each -> new Kept(
                                        each.getKey(),
                                        each.getValue().isPresent(),
                                        each.getValue()
                                                .flatMap(key -> Optional.ofNullable(
                                                        now.kept().get(key)))))
                                .toList()));
    }
}
