package bzh.vigie.collector.hunt;

import bzh.vigie.collector.hunt.Hunting.Ask;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.hunt.Parsed.Fault;
import bzh.vigie.collector.hunt.Parsed.Reason;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fields that a query names and no event has. Such a query finds nothing, or with {@code not} everything, whatever happened: that reads as an
 * absence where it is a slip of the pen.
 */
public final class UnknownFields {
    /** Names that are proposed at most. */
    private static final int NAMED = 100;

    private static final Hunting.Taker NOBODY = new Hunting.Taker() {
        @Override
        public void take(Hit hit) {
            // that there is one is enough
        }

        @Override
        public boolean goOn(Progress progress) {
            return true;
        }
    };

    private UnknownFields() {}

    /**
     * The first of them as what is wrong with the query; empty where events have all of them, where there are none yet, or where it takes too long.
     *
     * @param text as it was written
     * @param time for each field
     */
    public static Optional<Fault> of(Hunting hunting, Query query, Scope scope, String text, Duration time) {
        List<String> names = query.fields().isEmpty() ? List.of() : hunting.names(scope, "", NAMED);
        return names.isEmpty()
                ? Optional.empty()
                : query.fields().stream()
                        .sorted()
                        .filter(field -> isMissing(hunting, field, scope, time))
                        .findFirst()
                        .map(field -> new Fault(
                                Math.max(0, TextPattern.fold(text).indexOf(field + ":")),
                                field.length(),
                                Reason.UNKNOWN_FIELD,
                                List.of(
                                        field,
                                        Stream.concat(QueryParser.OUTER.stream(), names.stream())
                                                .collect(Collectors.joining(", ")))));
    }

    private static boolean isMissing(Hunting hunting, String field, Scope scope, Duration time) {
        Hunting.Outcome any =
                hunting.search(new Ask(new Query.Field(field, new ValueTest.Present()), scope, 1, time), NOBODY);
        return any.found() == 0 && any.end() == Hunting.End.ALL;
    }
}
