package bzh.vigie.collector.hunt;

import bzh.vigie.collector.store.EventSearch.Hit;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is searched for, as a tree. What an event must have to be found is said by {@link #matches} alone; whatever finds events faster gives the
 * same. Immutable, of bounded size ({@link QueryParser}).
 */
public sealed interface Query {
    /** Every event. */
    record All() implements Query {}

    /** Each of them. */
    record And(List<Query> each) implements Query {
        public And {
            each = List.copyOf(each);
        }
    }

    /** One of them or more. */
    record Or(List<Query> any) implements Query {
        public Or {
            any = List.copyOf(any);
        }
    }

    /** All but these. */
    record Not(Query what) implements Query {}

    /**
     * A value of a field.
     *
     * @param name folded
     */
    record Field(String name, ValueTest test) implements Query {}

    /** Text in the value of any field. */
    record Anywhere(TextPattern text) implements Query {}

    /** Received in this time. */
    record Received(ValueTest.Times when) implements Query {}

    /** In a commune of this code. */
    record InCommune(TextPattern code) implements Query {}

    /** The event of this id. */
    record Id(TextPattern id) implements Query {}

    /**
     * On a host of this id or name.
     *
     * @param named ids of the hosts whose name matches, as {@link Query#withHosts} found them
     */
    record OnHost(TextPattern host, Set<String> named) implements Query {
        public OnHost {
            named = Set.copyOf(named);
        }
    }

    /** Whether an event is one. */
    default boolean matches(Hit hit) {
        return switch (this) {
            case All all -> true;
            case And and -> and.each().stream().allMatch(query -> query.matches(hit));
            case Or or -> or.any().stream().anyMatch(query -> query.matches(hit));
            case Not not -> !not.what().matches(hit);
            case Field field -> {
                boolean found = false;
                for (Map.Entry<String, String> each : hit.fields().entrySet()) {
                    found |= TextPattern.fold(each.getKey()).equals(field.name())
                            && isOne(field.test(), TextPattern.fold(each.getValue()));
                }
                yield found;
            }
            case Anywhere anywhere ->
                hit.fields().values().stream().anyMatch(value -> anywhere.text().matches(TextPattern.fold(value)));
            case Received received -> received.when().has(hit.received());
            case InCommune commune ->
                commune.code().matches(TextPattern.fold(hit.commune().insee()));
            case Id id -> id.id().matches(TextPattern.fold(hit.id()));
            case OnHost host ->
                host.named().contains(hit.host().text())
                        || host.host().matches(hit.host().text());
        };
    }

    /** Whether a value is such a one, or, where it is several joined by line feeds, one of them. */
    static boolean isOne(ValueTest test, String folded) {
        return test.matches(folded)
                || (folded.indexOf('\n') >= 0 && folded.lines().anyMatch(test::matches));
    }

    /** The same, with the hosts that have a name which is asked for. */
    default Query withHosts(Function<TextPattern, Set<String>> hosts) {
        return switch (this) {
            case And and ->
                new And(and.each().stream().map(query -> query.withHosts(hosts)).toList());
            case Or or ->
                new Or(or.any().stream().map(query -> query.withHosts(hosts)).toList());
            case Not not -> new Not(not.what().withHosts(hosts));
            case OnHost host -> new OnHost(host.host(), hosts.apply(host.host()));
            case All all -> all;
            case Field field -> field;
            case Anywhere anywhere -> anywhere;
            case Received received -> received;
            case InCommune commune -> commune;
            case Id id -> id;
        };
    }

    /** When what it finds was received at the earliest and before when: what lies outside need not be looked at. */
    default ValueTest.Times bounds() {
        Optional<Instant> none = Optional.empty();
        return switch (this) {
            case Received received -> received.when();
            case And and -> {
                List<ValueTest.Times> all =
                        and.each().stream().map(Query::bounds).toList();
                yield new ValueTest.Times(
                        all.stream().flatMap(t -> t.from().stream()).max(Instant::compareTo),
                        all.stream().flatMap(t -> t.to().stream()).min(Instant::compareTo));
            }
            case Or or -> {
                List<ValueTest.Times> all = or.any().stream().map(Query::bounds).toList();
                yield new ValueTest.Times(
                        all.stream().allMatch(t -> t.from().isPresent())
                                ? all.stream().flatMap(t -> t.from().stream()).min(Instant::compareTo)
                                : none,
                        all.stream().allMatch(t -> t.to().isPresent())
                                ? all.stream().flatMap(t -> t.to().stream()).max(Instant::compareTo)
                                : none);
            }
            case All all -> new ValueTest.Times(none, none);
            case Not not -> new ValueTest.Times(none, none);
            case Field field -> new ValueTest.Times(none, none);
            case Anywhere anywhere -> new ValueTest.Times(none, none);
            case InCommune commune -> new ValueTest.Times(none, none);
            case Id id -> new ValueTest.Times(none, none);
            case OnHost host -> new ValueTest.Times(none, none);
        };
    }

    /** Names of the event's own fields that it asks about. */
    default Set<String> fields() {
        return switch (this) {
            case Field field -> Set.of(field.name());
            case And and ->
                and.each().stream().flatMap(query -> query.fields().stream()).collect(Collectors.toUnmodifiableSet());
            case Or or ->
                or.any().stream().flatMap(query -> query.fields().stream()).collect(Collectors.toUnmodifiableSet());
            case Not not -> not.what().fields();
            case All all -> Set.of();
            case Anywhere anywhere -> Set.of();
            case Received received -> Set.of();
            case InCommune commune -> Set.of();
            case Id id -> Set.of();
            case OnHost host -> Set.of();
        };
    }
}
