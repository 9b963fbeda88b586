package bzh.vigie.collector.console.route;

import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One request of a caller who may make it. What it reads is read within the caller's scope. Used by one thread. */
public final class Call {
    private static final int LONGEST_QUERY = 8_000;

    private final Asked asked;
    private final Caller caller;
    private final Form form;
    private final Store store;
    private final InstantSource clock;
    private final View view;

    /**
     * What was asked, as it came.
     *
     * @param source the address that asked
     * @param lastEvent id of the last event that was had of a stream; empty where none is named
     */
    public record Asked(
            Route route,
            Map<String, String> path,
            Map<String, List<String>> query,
            Map<String, String> cookies,
            String source,
            String lastEvent) {
        public Asked {
            path = Map.copyOf(path);
            query = Map.copyOf(query);
            cookies = Map.copyOf(cookies);
        }
    }

    /** A call. */
    public Call(Asked asked, Caller caller, Form form, Store store, InstantSource clock, View view) {
        this.asked = asked;
        this.caller = caller;
        this.form = form;
        this.store = store;
        this.clock = clock;
        this.view = view;
    }

    /** Who asks. */
    public Caller who() {
        return caller;
    }

    /** Whose telemetry they see. */
    public Scope scope() {
        return caller.scope();
    }

    /** A parameter of the path. */
    public String path(String name) {
        return Optional.ofNullable(asked.path().get(name)).orElseThrow(NotFoundException::new);
    }

    /** A parameter of the query that is not empty, at most 8,000 characters of it. */
    public Optional<String> query(String name) {
        return asked.query().getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isEmpty())
                .map(value -> value.length() > LONGEST_QUERY ? value.substring(0, LONGEST_QUERY) : value)
                .findFirst();
    }

    /** Every value of a parameter of the query. */
    public List<String> queries(String name) {
        return asked.query().getOrDefault(name, List.of());
    }

    /** A number in the query; the usual one where there is none, the nearest of the bounds where it is outside. */
    public int number(String name, int usual, int least, int most) {
        try {
            return Math.clamp(query(name).map(Long::parseLong).orElse((long) usual), least, most);
        } catch (NumberFormatException notANumber) {
            return usual;
        }
    }

    /** A cookie that the browser sent. */
    public Optional<String> cookie(String name) {
        return Optional.ofNullable(asked.cookies().get(name));
    }

    /** The address that asked. */
    public String source() {
        return asked.source();
    }

    /** Id of the last event that was had of a stream, at most 200 characters: by the header, or the parameter {@code after}. */
    public Optional<String> lastEvent() {
        return Optional.of(asked.lastEvent())
                .filter(id -> !id.isEmpty())
                .or(() -> query("after"))
                .filter(id -> id.length() <= 200);
    }

    /** What was typed. */
    public Form form() {
        return form;
    }

    /** Reads one consistent state. */
    public <T> T read(Function<Store.Session, T> work) {
        return store.read(work);
    }

    /**
     * The communes that a field names by their INSEE codes, with blanks or commas between; all where it is {@code *}. For what is given to
     * others alone: what a caller sees is {@link #scope}.
     *
     * @throws IllegalArgumentException if there is none, or one is no INSEE code
     */
    public Scope communes(String field) {
        if (form.text(field).equals("*")) {
            return new Scope.All();
        }
        Set<Commune> some = Arrays.stream(form.text(field).split("[,\\s]+", -1))
                .filter(insee -> !insee.isEmpty())
                .map(Commune::new)
                .collect(Collectors.toSet());
        if (some.isEmpty()) {
            throw new IllegalArgumentException("no commune");
        }
        return new Scope.Communes(some);
    }

    /** The value, or the answer that there is none for this caller. */
    public <T> T found(Optional<T> value) {
        return value.orElseThrow(NotFoundException::new);
    }

    /** Changes something in one transaction, by this caller for the reason that the form gives. */
    public void change(BiConsumer<Store.Session, Author> work) {
        Author author = author();
        store.change(session -> work.accept(session, author));
    }

    /** {@link #change} with a result. */
    public <T> T decide(java.util.function.BiFunction<Store.Session, Author, T> work) {
        Author author = author();
        return store.write(session -> work.apply(session, author));
    }

    /** Who decides, for the reason that the form gives. */
    public Author author() {
        String reason = form.text("reason");
        return new Author(
                caller.name().isEmpty() ? "-" : caller.name(),
                reason.length() > 2_000 ? reason.substring(0, 2_000) : reason);
    }

    public InstantSource clock() {
        return clock;
    }

    /** What the page is shown with. */
    public View view() {
        return view;
    }

    public Locale locale() {
        return view.locale();
    }

    /** The section's words. */
    public String say(String key, String... values) {
        return view.say(key, values);
    }
}
