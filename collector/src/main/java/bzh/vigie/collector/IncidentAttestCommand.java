package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.incident.Attesting;
import bzh.vigie.collector.incident.Contradiction;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.About;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Line;
import bzh.vigie.collector.store.Attestations.Named;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident attest}: what persons state about an incident that no endpoint can show; without a statement, all of them. */
@Command(name = "attest", mixinStandardHelpOptions = true, resourceBundle = IncidentConcludeCommand.BUNDLE)
final class IncidentAttestCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 4_000;

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Parameters(index = "0", paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "STATEMENT", descriptionKey = "attest-statement")
    private Optional<String> statement = Optional.empty();

    @Parameters(index = "2", arity = "0..1", paramLabel = "yes|no|not-concerned", descriptionKey = "attest-answer")
    private Optional<String> answer = Optional.empty();

    @Option(names = "--host", paramLabel = "ID", descriptionKey = "attest-host")
    private Optional<String> host = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "attest-name")
    private Optional<String> name = Optional.empty();

    @Option(names = "--proof", paramLabel = "TEXT", descriptionKey = "attest-proof")
    private String proof = "";

    @Option(names = "--until", paramLabel = "TIME", descriptionKey = "attest-until")
    private Optional<String> until = Optional.empty();

    @Option(names = "--withdraw", descriptionKey = "attest-withdraw")
    private boolean withdraw;

    IncidentAttestCommand() {
        this(InstantSource.system());
    }

    IncidentAttestCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if (statement.isEmpty()) {
            return work.with(id, (store, incident) -> show(work, store, incident));
        }
        Statement what = IncidentWords.constant(Statement.class, statement.get())
                .orElseThrow(() -> work.usage("bad-statement", statement.get(), IncidentWords.all(Statement.class)));
        if (answer.isPresent() == withdraw) {
            throw work.usage("attest-answer-or-withdraw");
        }
        Optional<Answer> says = answer.map(given -> IncidentWords.constant(Answer.class, given)
                .orElseThrow(() -> work.usage("bad-answer", given, IncidentWords.all(Answer.class))));
        if (host.isPresent() != (what.about() == About.HOST)) {
            throw work.usage(host.isPresent() ? "attest-no-host" : "attest-host-needed", ItemFields.word(what));
        }
        if (name.isPresent() != what.about().isNamed()) {
            throw work.usage(name.isPresent() ? "attest-no-name" : "attest-name-needed", ItemFields.word(what));
        }
        if ((!withdraw && proof.isBlank()) || proof.length() > Attestations.LONGEST_PROOF) {
            throw work.usage("attest-proof-needed", Integer.toString(Attestations.LONGEST_PROOF));
        }
        Optional<Instant> end = until.map(work::when);
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Optional<AgentId> agent = host.flatMap(typed -> work.host(store, incident, typed));
            if (host.isPresent() && agent.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            Optional<Named> named = name.map(given -> new Named(work.one(incident), given.strip()));
            Optional<Named> known = withdraw
                    ? named
                    : named.flatMap(each -> store.read(session ->
                            Attesting.known(session, options.scope(), incident.id(), what, each, work.now())));
            if (named.isPresent() && known.isEmpty()) {
                work.err()
                        .println(work.words()
                                .say(
                                        Attesting.unknown(what.about()),
                                        named.get().name()));
                return ExitCode.SOFTWARE;
            }
            Optional<Contradiction> against =
                    store.read(session -> Contradiction.of(session, incident.id(), what, agent, says, work.now()));
            if (against.isPresent()) {
                work.err().println(work.words().say("attest-contradicted." + ItemFields.word(against.get())));
                return ExitCode.SOFTWARE;
            }
            return work.decided(
                    store.write(session -> session.attestations()
                            .attest(
                                    options.scope(),
                                    incident.id(),
                                    what,
                                    agent,
                                    known,
                                    says,
                                    proof.strip(),
                                    end,
                                    author)),
                    withdraw ? "attest-withdrawn" : "attested",
                    work.words().say("statement." + ItemFields.word(what)),
                    says.map(each -> work.words().say("answer." + ItemFields.word(each)))
                            .orElse(""));
        });
    }

    private int show(IncidentWork work, Store store, Incident incident) {
        List<Line> lines = store.read(session -> session.attestations().lines(options.scope(), incident.id()));
        Evictions evictions =
                Evictions.of(store.read(session -> session.incidents().evictions(options.scope(), incident.id())));
        for (Line line : lines) {
            boolean counts = Facts.counts(line, evictions, work.now());
            work.out().println(work.json() ? row(incident, line).put("counts", counts) : text(work, line, counts));
        }
        if (lines.isEmpty() && !work.json()) {
            work.out().println(work.words().say("attest-none"));
        }
        return ExitCode.OK;
    }

    private static String text(IncidentWork work, Line line, boolean counts) {
        Words words = work.words();
        return Words.clean(
                work.when(line.written()) + "  "
                        + words.say("statement." + ItemFields.word(line.statement()))
                        + line.host().map(agent -> "  " + agent).orElse("")
                        + line.named()
                                .map(each -> "  " + each.commune() + "  " + each.name())
                                .orElse("")
                        + "  "
                        + words.say(
                                "answer." + line.answer().map(ItemFields::word).orElse("withdrawn"))
                        + line.until()
                                .map(end -> "  " + words.say("attest-ends", work.when(end)))
                                .orElse("")
                        + (counts ? "" : "  " + words.say("attest-past"))
                        + "  " + line.proof() + "  [" + line.author().name() + "]",
                LONGEST_LINE);
    }

    private static JsonRow row(Incident incident, Line line) {
        return new JsonRow("attestation")
                .put("incident", incident.id().text())
                .put("number", line.number())
                .put("statement", ItemFields.word(line.statement()))
                .put("host", line.host().map(AgentId::text).orElse(""))
                .put("commune", line.named().map(each -> each.commune().insee()).orElse(""))
                .put("name", line.named().map(Named::name).orElse(""))
                .put("answer", line.answer().map(ItemFields::word).orElse(""))
                .put("proof", line.proof())
                .put("until", line.until().map(Instant::toString).orElse(""))
                .put("written", line.written().toString())
                .put("author", line.author().name())
                .put("reason", line.author().reason());
    }
}
