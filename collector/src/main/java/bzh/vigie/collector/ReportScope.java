package bzh.vigie.collector;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.report.Look;
import bzh.vigie.collector.report.ReportContent.Request;
import bzh.vigie.collector.report.ReportMaking;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a report is about: an incident, or communes and a period. Fields are set before the command runs. */
final class ReportScope {
    private static final Duration USUAL = Duration.ofDays(30);
    private static final int LONGEST = 200;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    @Option(names = "--from", paramLabel = "TIME", descriptionKey = "report.from")
    private Optional<String> from = Optional.empty();

    @Option(names = "--to", paramLabel = "TIME", descriptionKey = "report.to")
    private Optional<String> to = Optional.empty();

    @Option(names = "--title", paramLabel = "TEXT", descriptionKey = "report.title")
    private Optional<String> title = Optional.empty();

    @Option(
            names = "--author",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            descriptionKey = "report.author")
    private String author = "";

    /**
     * The request; a usage error, in these words, where it is none.
     *
     * @param incident its number; empty for a report about communes
     */
    Request request(CommandOptions options, Words words, Store store, Instant clock, Optional<String> incident) {
        Instant now = clock.truncatedTo(ChronoUnit.SECONDS);
        Optional<Incident> about = incident.map(number -> incident(options, words, store, number));
        List<Commune> communes = about.map(Incident::communes).orElseGet(() -> communes(options, words));
        Instant end = to.map(text -> time(words, text, now))
                .filter(given -> given.isBefore(now))
                .orElse(now);
        Instant start = from.map(text -> time(words, text, now))
                .orElseGet(() -> about.map(
                                each -> store.read(session -> ReportMaking.begin(session, options.scope(), each)))
                        .orElse(end.minus(USUAL)));
        String name = title.or(() -> about.map(Incident::title)).orElse(words.say("report.usual-title"));
        if (name.isBlank() || name.length() > LONGEST || author.isBlank() || author.length() > LONGEST) {
            throw refused(words, "report.bad-title");
        }
        if (!start.isBefore(end)) {
            throw refused(words, "report.bad-period", start.toString(), end.toString());
        }
        return new Request(
                about.map(each -> each.id().text()).orElse(""),
                name,
                communes,
                start,
                end,
                now,
                author,
                Main.VERSION,
                new Look(
                        options.locale(),
                        ZoneId.systemDefault(),
                        CommuneNames.of(options.folder().dir())));
    }

    private Incident incident(CommandOptions options, Words words, Store store, String number) {
        try {
            IncidentId id = new IncidentId(number);
            return store.read(session -> session.incidents().find(options.scope(), id))
                    .orElseThrow(() -> refused(words, "report.no-incident", number));
        } catch (IllegalArgumentException e) {
            throw refused(words, "report.no-incident", number);
        }
    }

    private List<Commune> communes(CommandOptions options, Words words) {
        if (options.scope() instanceof Scope.Communes some) {
            return List.copyOf(some.communes());
        }
        throw refused(words, "report.needs-scope");
    }

    private Instant time(Words words, String text, Instant now) {
        return WrittenTime.parse(text, ZoneId.systemDefault(), now)
                .orElseThrow(() -> refused(words, "report.bad-time", text));
    }

    private ParameterException refused(Words words, String key, String... values) {
        return new ParameterException(command.commandLine(), words.say(key, values));
    }
}
