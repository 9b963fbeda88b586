package bzh.vigie.collector.console.administration;

import bzh.vigie.collector.console.route.Access;
import bzh.vigie.collector.console.route.Answer;
import bzh.vigie.collector.console.route.Call;
import bzh.vigie.collector.console.route.ForPrograms;
import bzh.vigie.collector.console.route.Form;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.route.Section;
import bzh.vigie.collector.notify.Letters;
import bzh.vigie.collector.notify.Letters.Letter;
import bzh.vigie.collector.notify.Notifier;
import bzh.vigie.collector.notify.Tested;
import bzh.vigie.collector.notify.Why;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where alerts are sent, whether they arrive, what was refused for good, and a test through the real sink. */
public final class SinksPage implements Section {
    private static final String PATH = "/administration/sinks";
    private static final Pattern DOWN = Pattern.compile("(\\S{1,40}) \\((\\d{1,9})×\\) (.*)", Pattern.DOTALL);

    /** Dead letters that are shown of one sink. */
    private static final int MOST = 100;

    private final Notifier notifier;

    public SinksPage(Notifier notifier) {
        this.notifier = notifier;
    }

    /**
     * Why nothing arrives.
     *
     * @param since when it was tried last; empty where that is not known
     * @param said what the receiver or the network said, as it came
     */
    public record Down(Optional<Instant> since, String tries, Why why, String said) {
        static Down of(String text) {
            Matcher matcher = DOWN.matcher(text);
            if (!matcher.matches()) {
                return new Down(Optional.empty(), "", Why.of(text), text);
            }
            return new Down(instant(matcher.group(1)), matcher.group(2), Why.of(matcher.group(3)), matcher.group(3));
        }

        private static Optional<Instant> instant(String text) {
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }
    }

    /**
     * A sink.
     *
     * @param kind what stands before the first colon of its name
     * @param configured whether it is in the configuration that the collector runs with
     * @param waiting letters that are tried again by themselves
     * @param dead the first of those that are not
     */
    public record Line(
            String sink,
            String kind,
            boolean configured,
            long behind,
            Optional<Instant> reached,
            Optional<Down> down,
            int waiting,
            List<Letter> dead,
            int allDead) {
        public Line {
            dead = List.copyOf(dead);
        }

        static Line of(Letters.State state, Set<String> configured) {
            List<Letter> dead = state.dead();
            return new Line(
                    state.sink(),
                    state.sink().substring(0, Math.max(0, state.sink().indexOf(':'))),
                    configured.contains(state.sink()),
                    state.behind(),
                    state.reached(),
                    state.down().map(Down::of),
                    state.letters().size() - dead.size(),
                    dead.stream().limit(MOST).toList(),
                    dead.size());
        }

        /** A word for how it is. */
        public String state() {
            return !configured
                    ? "gone"
                    : down.isPresent()
                            ? "down"
                            : allDead > 0 ? "refused" : reached.isPresent() || behind == 0 ? "good" : "waiting";
        }
    }

    /** All of them. */
    public record Model(List<Line> lines, Form form) implements ForPrograms {
        public Model {
            lines = List.copyOf(lines);
        }

        @Override
        public Object json() {
            return Map.of("items", lines.stream().map(SinksPage::row).toList());
        }
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.KEEP, this::show).program("listSinks"),
                Route.post(PATH + "/test", Access.KEEP, this::test).program("testSink", "sink", "reason"),
                Route.post(PATH + "/letters", Access.KEEP, this::letters)
                        .program("decideLetters", "sink", "letters", "way", "reason"));
    }

    private List<Line> lines(Call call) {
        Set<String> configured = Set.copyOf(notifier.names());
        return call.read(Letters::states).stream()
                .map(state -> Line.of(state, configured))
                .toList();
    }

    private Answer.Page show(Call call) {
        return Answer.page("administration/sinks", new Model(lines(call), call.form()));
    }

    private static Map<String, Object> row(Line line) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("sink", line.sink());
        row.put("state", line.state());
        row.put("behind", line.behind());
        row.put("reached", line.reached());
        row.put("down", line.down().map(Down::said));
        row.put("waiting", line.waiting());
        row.put("dead", line.allDead());
        row.put(
                "letters",
                line.dead().stream()
                        .map(letter -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("id", letter.id());
                            each.put("made", letter.made());
                            each.put("tries", letter.tries());
                            each.put("reason", letter.reason());
                            return each;
                        })
                        .toList());
        return row;
    }

    /** What came of it; empty where the form is wrong. That it is sent is written before it is. */
    private Optional<Tested> tested(Call call) {
        Form form = call.form();
        String sink = form.required("sink", 2_000);
        form.required("reason", 2_000);
        if (!sink.isEmpty() && !notifier.names().contains(sink)) {
            form.wrong("sink", "sinks.unknown");
        }
        if (form.bad()) {
            return Optional.empty();
        }
        call.change((session, author) -> session.audit().add(author, "sink-test-begun", sink));
        Optional<Tested> tested = notifier.test(sink);
        tested.ifPresent(each -> call.change(
                (session, author) -> session.audit().add(author, "sink-test " + word(each.outcome()), sink)));
        return tested;
    }

    private Answer test(Call call) {
        Optional<Tested> tested = tested(call);
        if (tested.isEmpty()) {
            return show(call).unprocessable();
        }
        String said = tested.get().text();
        boolean failed =
                tested.get().outcome() == Tested.Outcome.REFUSED || tested.get().outcome() == Tested.Outcome.NOT_THERE;
        return Answer.seeOther(PATH)
                .saying(
                        "test." + word(tested.get().outcome()),
                        call.form().text("sink"),
                        said.isEmpty()
                                ? call.say("test.nothing-said")
                                : call.view().shown(said, 1_000),
                        failed ? call.view().say("why", Why.of(said)) : "");
    }

    private static String word(Tested.Outcome outcome) {
        return outcome.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /** What is done with letters that are dead. */
    private enum Way {
        AGAIN,
        GIVE_UP
    }

    /** How many letters it was done with; empty where the form is wrong. */
    private static Optional<Integer> decided(Call call) {
        Form form = call.form();
        String sink = form.required("sink", 2_000);
        Set<String> ids = Set.copyOf(form.all("letters"));
        Optional<Way> way = form.oneOf("way", Way.class);
        form.required("reason", 2_000);
        if (ids.isEmpty()) {
            form.wrong("letters", "letters.none");
        }
        if (form.bad() || way.isEmpty()) {
            return Optional.empty();
        }
        boolean again = way.get() == Way.AGAIN;
        int done = call.decide((session, author) -> {
            int count = again
                    ? Letters.resend(session, sink, ids, call.clock().instant())
                    : Letters.giveUp(session, sink, ids);
            if (count > 0) {
                session.audit().add(author, again ? "sink-resend" : "sink-give-up", sink + " (" + count + ")");
            }
            return count;
        });
        return Optional.of(done);
    }

    private Answer letters(Call call) {
        Optional<Integer> done = decided(call);
        return done.isEmpty()
                ? show(call).unprocessable()
                : Answer.seeOther(PATH)
                        .saying(
                                "letters." + call.form().text("way"),
                                call.view().number(done.get()),
                                call.form().text("sink"));
    }
}
