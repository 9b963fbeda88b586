package bzh.vigie.collector;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Hosts.Filter;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.Listed;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Hosts and alerts as people type them: an id or the beginning of one, of a host its name or the beginning of that, too. A whole name comes
 * before the beginning of another. What fits several is none of them: they are listed.
 */
final class TypedId {
    private static final int SHOWN = 20;
    private static final int PAGE = 2_000;
    private static final int LONGEST = 200;
    private static final int LEAST_OF_ALERT = 4;

    /** A beginning of an id: at least its first four digits. */
    private static final Pattern BEGINNING = Pattern.compile("[0-9a-f]{4}[0-9a-f-]{0,32}");

    private static final String LEAST = "00000000-0000-0000-0000-000000000000";

    private TypedId() {}

    /** The host that fits; empty, with words on the error stream, where none or several do. */
    static Optional<Host> host(Store store, Scope scope, String typed, Locale locale, PrintWriter err) {
        Words words = Words.of(TypedId.class, locale);
        List<Host> fitting = fitting(store, scope, typed.strip());
        if (fitting.size() == 1) {
            return Optional.of(fitting.getFirst());
        }
        err.println(words.say(fitting.isEmpty() ? "host-unknown" : "host-several", Words.clean(typed, LONGEST)));
        fitting.stream()
                .limit(SHOWN)
                .forEach(host -> err.println(
                        "  " + host.id().text() + "  " + host.commune() + "  " + Words.clean(host.hostname())));
        return Optional.empty();
    }

    /** The id of the alert that fits; as it was typed, where none does; empty, with words on the error stream, where several do. */
    static Optional<String> alert(Store store, Scope scope, String typed, Locale locale, PrintWriter err) {
        List<String> fitting = typed.length() < LEAST_OF_ALERT
                ? List.of()
                : store.read(session -> session.alerts().beginning(scope, typed, SHOWN + 1));
        if (fitting.size() <= 1 || fitting.contains(typed)) {
            return Optional.of(fitting.size() == 1 ? fitting.getFirst() : typed);
        }
        err.println(Words.of(TypedId.class, locale).say("alert-several", Words.clean(typed, LONGEST)));
        fitting.stream().limit(SHOWN).forEach(id -> err.println("  " + id));
        return Optional.empty();
    }

    private static List<Host> fitting(Store store, Scope scope, String typed) {
        if (typed.isEmpty()) {
            return List.of();
        }
        if (BEGINNING.matcher(typed).matches()) {
            List<Host> byId = byId(store, scope, typed);
            if (!byId.isEmpty()) {
                return byId;
            }
        }
        List<Host> named = store
                .read(session -> session.hosts()
                        .list(
                                scope,
                                new Filter(Optional.empty(), Optional.empty(), typed, Optional.empty(), false),
                                Optional.empty(),
                                PAGE))
                .stream()
                .map(Listed::host)
                .toList();
        Predicate<Host> whole = host -> host.hostname().equalsIgnoreCase(typed);
        Predicate<Host> begins = host -> host.hostname().regionMatches(true, 0, typed, 0, typed.length());
        return Stream.of(whole, begins)
                .map(rule -> named.stream().filter(rule).toList())
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    /** Ids are ordered as their texts are. */
    private static List<Host> byId(Store store, Scope scope, String beginning) {
        String least = beginning + LEAST.substring(beginning.length());
        try {
            AgentId from = new AgentId(least);
            List<Host> after = store.read(session -> session.hosts().list(scope, Optional.of(from), SHOWN + 1));
            Optional<Host> itself =
                    store.read(session -> session.hosts().find(from)).filter(host -> scope.allows(host.commune()));
            return Stream.concat(itself.stream(), after.stream())
                    .filter(host -> host.id().text().startsWith(beginning))
                    .toList();
        } catch (IllegalArgumentException noId) {
            return List.of();
        }
    }
}
