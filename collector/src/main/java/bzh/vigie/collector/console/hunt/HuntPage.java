package bzh.vigie.collector.console.hunt;

import bzh.vigie.collector.console.hunt.HuntModel.Marked;
import bzh.vigie.collector.console.hunt.HuntModel.Results;
import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.BusyException;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.Json;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Searches;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.hunt.Completion;
import bzh.vigie.collector.hunt.HostDirectory;
import bzh.vigie.collector.hunt.Hunting;
import bzh.vigie.collector.hunt.Hunting.Outcome;
import bzh.vigie.collector.hunt.Hunting.Progress;
import bzh.vigie.collector.hunt.Parsed;
import bzh.vigie.collector.hunt.Query;
import bzh.vigie.collector.hunt.QueryParser;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.SavedSearches.Saved;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Hunt: search over the event history, with completion and counts over time. */
public final class HuntPage implements Section {
    private static final int ROWS = 100;
    private static final int MOST_COLUMNS = 20;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TOLD = 1_000;

    /** What a page waits for: what takes longer is shown as it comes. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration LONG = Duration.ofSeconds(60);
    static final Duration VERY_LONG = Duration.ofMinutes(10);
    private static final long SIGNS_OF_LIFE_NANOS = 250_000_000L;
    private static final List<String> COLUMNS =
            List.of("received", "hostname", "kind", "action", "User", "Image", "CommandLine");

    private final Searches searches;

    public HuntPage(Searches searches) {
        this.searches = searches;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get("/hunt", Access.READ, this::show),
                Route.get("/hunt/stream", Access.READ, this::stream),
                Route.get("/hunt/times", Access.READ, this::times)
                        .program("countEvents")
                        .query("q"),
                Route.get("/hunt/complete", Access.READ, this::complete)
                        .program("completeQuery")
                        .query("q", "at"),
                Route.api("searchEvents", Method.GET, "/events", Access.READ, this::api)
                        .query("q", "limit", "seconds"));
    }

    static List<String> columns(Call call) {
        List<String> columns = call.query("columns").stream()
                .flatMap(text -> Arrays.stream(text.split("[,\\s]+")))
                .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
                .distinct()
                .limit(MOST_COLUMNS)
                .toList();
        return columns.isEmpty() ? COLUMNS : columns;
    }

    private Answer show(Call call) {
        Optional<String> text = call.query("q");
        String query = text.orElse("");
        if (text.isEmpty()) {
            return page(call, query, Optional.empty(), Optional.empty());
        }
        return switch (QueryParser.parse(query, call.clock().instant())) {
            case Parsed.Fault fault -> faulty(call, query, fault);
            case Parsed.Understood understood ->
                searches.unknown(call, understood.query(), query)
                        .map(fault -> faulty(call, query, fault))
                        .orElseGet(() -> page(
                                call, query, Optional.empty(), Optional.of(results(call, query, understood.query()))));
        };
    }

    private Answer faulty(Call call, String query, Parsed.Fault fault) {
        return page(call, query, Optional.of(Marked.of(query, fault, call.locale())), Optional.empty())
                .unprocessable();
    }

    private Results results(Call call, String text, Query query) {
        HostDirectory hosts = searches.hosts(call.scope());
        boolean waits = call.query("wait").isPresent();
        Searches.Found found = searches.find(call, Searches.resolved(query, hosts), ROWS, waits ? LONG : PATIENCE);
        List<String> columns = columns(call);
        String top =
                call.query("top").filter(name -> name.length() <= LONGEST_NAME).orElse("hostname");
        return new Results(
                HuntModel.rows(text, columns, found.hits(), hosts),
                found.outcome(),
                HuntModel.top(text, top, found.hits(), hosts),
                top);
    }

    Answer.Page page(Call call, String query, Optional<Marked> fault, Optional<Results> found) {
        List<Saved> saved = call.read(session -> session.savedSearches().list(call.scope(), Searches.reader(call)));
        return Answer.page(
                "hunt/hunt",
                new HuntModel(query, columns(call), fault, found, saved, searches.rebuilding(), call.form()));
    }

    /** A query that is one, or what to answer. */
    interface Work {
        Answer on(String text, Query query, HostDirectory hosts);
    }

    static Answer withQuery(Call call, Searches searches, Work work) {
        String text = call.query("q").orElse("");
        return switch (QueryParser.parse(text, call.clock().instant())) {
            case Parsed.Fault fault -> problem(call, fault);
            case Parsed.Understood understood -> {
                Optional<Parsed.Fault> unknown = searches.unknown(call, understood.query(), text);
                if (unknown.isPresent()) {
                    yield problem(call, unknown.get());
                }
                HostDirectory hosts = searches.hosts(call.scope());
                yield work.on(text, Searches.resolved(understood.query(), hosts), hosts);
            }
        };
    }

    private static Answer problem(Call call, Parsed.Fault fault) {
        return Answer.problem(422, "bad-query", Integer.toString(fault.at() + 1), fault.sentence(call.locale()));
    }

    private Answer times(Call call) {
        return withQuery(
                call,
                searches,
                (text, query, hosts) -> Answer.page(
                        "hunt/times", TimesModel.of(text, searches.times(call, query, Duration.ofSeconds(20)))));
    }

    private Answer complete(Call call) {
        String text = call.query("q").orElse("");
        Completion.Proposals proposals = text.length() > QueryParser.LONGEST
                ? new Completion.Proposals(0, 0, List.of())
                : Completion.at(
                        searches.completion(), call.scope(), text, call.number("at", text.length(), 0, text.length()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("from", proposals.from());
        json.put("to", proposals.to());
        json.put("items", proposals.items());
        return Answer.json(json);
    }

    /** Sends rows and progress as they come; the browser cancels by going away. */
    private Answer stream(Call call) {
        List<String> columns = columns(call);
        return withQuery(
                call,
                searches,
                (text, query, hosts) -> Answer.events(events -> {
                    Sending sending = new Sending(
                            (name, value) -> events.send(name, new String(Json.bytes(value), StandardCharsets.UTF_8)),
                            hit -> event(call, text, columns, hit, hosts));
                    try {
                        Outcome outcome = searches.search(call, query, ROWS, VERY_LONG, sending);
                        sending.end(said(call, outcome));
                    } catch (BusyException e) {
                        sending.end(call.say("busy"));
                    } catch (UncheckedIOException gone) {
                        throw gone.getCause();
                    }
                }));
    }

    private static Map<String, Object> event(
            Call call, String text, List<String> columns, Hit hit, HostDirectory hosts) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(
                "cells",
                HuntModel.cells(text, columns, hit, hosts).stream()
                        .map(cell -> shown(call, cell))
                        .toList());
        return row;
    }

    private static Map<String, Object> shown(Call call, HuntModel.Cell cell) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("text", call.view().shown(cell.value(), 300));
        shown.put("with", cell.with());
        return shown;
    }

    /** How a search ended, in words. */
    private static String said(Call call, Outcome outcome) {
        return call.say(
                "end." + outcome.end().name().toLowerCase(Locale.ROOT),
                call.view().number(outcome.found()),
                call.view().number(outcome.progress().looked()),
                call.view().number(outcome.progress().all()),
                outcome.since().map(call.view()::day).orElse("-"));
    }

    private Answer api(Call call) {
        int limit = call.number("limit", ROWS, 1, 10_000);
        Duration time = Duration.ofSeconds(call.number("seconds", 30, 1, 600));
        return withQuery(call, searches, (text, query, hosts) -> {
            Searches.Found found = searches.find(call, query, limit, time);
            String end = word(found.full() ? "size" : found.outcome().end().name());
            call.change((session, author) -> session.audit()
                    .add(author, "events-searched", told(found.hits().size(), end, text)));
            List<Object> items = new ArrayList<>();
            for (Hit hit : found.hits()) {
                Map<String, Object> item = new LinkedHashMap<>();
                item.put("id", hit.id());
                item.put("host", hit.host().text());
                item.put("hostname", hosts.name(hit.host()));
                item.put("commune", hit.commune().insee());
                item.put("received", hit.received());
                item.put("fields", new java.util.TreeMap<>(hit.fields()));
                items.add(item);
            }
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("items", items);
            answer.put("end", end);
            answer.put("rebuilding", rebuilding(searches));
            Progress progress = found.outcome().progress();
            answer.put("looked", progress.looked());
            answer.put("all", progress.all());
            answer.put("since", found.outcome().since());
            return Answer.json(answer);
        });
    }

    /** How a search ended and what it was, as it stands in the audit log. */
    static String told(long events, String end, String query) {
        String cut = query.length() > LONGEST_TOLD ? query.substring(0, LONGEST_TOLD) + "…" : query;
        return events + " events, " + end + ": " + cut;
    }

    static String word(String constant) {
        return constant.toLowerCase(Locale.ROOT);
    }

    /** How much of the history is there, in per cent, while it is made anew; empty where it is whole. */
    static Optional<Integer> rebuilding(Searches searches) {
        return searches.rebuilding().stream().boxed().findFirst();
    }

    /** Sends each event, and how far it is four times a second. */
    private static final class Sending implements Hunting.Taker {
        private final To to;
        private final java.util.function.Function<Hit, Object> event;
        private long last = System.nanoTime();

        interface To {
            void send(String name, Object value) throws IOException;
        }

        Sending(To to, java.util.function.Function<Hit, Object> event) {
            this.to = to;
            this.event = event;
        }

        private void send(String name, Object value) {
            try {
                to.send(name, value);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        }

        @Override
        public void take(Hit hit) {
            send("row", event.apply(hit));
        }

        @Override
        public boolean goOn(Progress progress) {
            if (System.nanoTime() - last > SIGNS_OF_LIFE_NANOS) {
                last = System.nanoTime();
                send("progress", Map.of("looked", progress.looked(), "all", progress.all()));
            }
            return !Thread.currentThread().isInterrupted();
        }

        void end(String said) {
            send("end", Map.of("said", said));
        }
    }
}
