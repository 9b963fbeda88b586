package bzh.vigie.collector;

import bzh.vigie.collector.conclusion.AboutText;
import bzh.vigie.collector.conclusion.AccountFacts;
import bzh.vigie.collector.conclusion.ExposedAccounts;
import bzh.vigie.collector.conclusion.ExposedAccounts.Exposed;
import bzh.vigie.collector.conclusion.Facts;
import bzh.vigie.collector.incident.Evictions;
import bzh.vigie.collector.incident.PasswordListReader;
import bzh.vigie.collector.incident.PasswordListReader.Result;
import bzh.vigie.collector.store.Attestations;
import bzh.vigie.collector.store.Attestations.Answer;
import bzh.vigie.collector.store.Attestations.Statement;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.PasswordLists;
import bzh.vigie.collector.store.PasswordLists.PasswordList;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident accounts}: the accounts that the attacker may have the password or key of, and how each stands. */
@Command(name = "accounts", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentAccountsCommand implements Callable<Integer> {
    /** What no agent and no export shows of accounts. */
    private static final List<Statement> ATTESTED = List.of(
            Statement.ACCOUNTS_RESET,
            Statement.KRBTGT_RESET_TWICE,
            Statement.DSRM_RESET,
            Statement.TRUSTS_RESET,
            Statement.CERTIFICATES_REVOKED,
            Statement.SECRETS_CHANGED);

    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Option(names = "--import", paramLabel = "FILE", descriptionKey = "accounts-import")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "accounts-name")
    private Optional<String> name = Optional.empty();

    @Option(names = "--zone", paramLabel = "ZONE", descriptionKey = "import-zone")
    private Optional<String> zone = Optional.empty();

    @Option(names = "--withdraw", paramLabel = "NAME", descriptionKey = "accounts-withdraw")
    private Optional<String> withdraw = Optional.empty();

    @Option(names = "--all", descriptionKey = "accounts-all")
    private boolean all;

    IncidentAccountsCommand() {
        this(InstantSource.system());
    }

    IncidentAccountsCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if (file.isPresent() && withdraw.isPresent()) {
            throw work.usage("hosts-one");
        }
        if (file.isPresent()) {
            return take(work, file.get());
        }
        return withdraw.isPresent()
                ? takeBack(work, withdraw.get())
                : work.with(id, (store, incident) -> {
                    show(work, store, incident);
                    return ExitCode.OK;
                });
    }

    private int take(IncidentWork work, Path from) {
        ZoneId given = work.zone(zone);
        Author author = who.author(work.words());
        String called = work.listName(name, from);
        Optional<byte[]> bytes = work.file(from, PasswordListReader.MOST_BYTES);
        if (bytes.isEmpty()) {
            return ExitCode.SOFTWARE;
        }
        Result read = PasswordListReader.read(bytes.get(), given);
        if (read.accounts().isEmpty() || read.cut()) {
            work.err()
                    .println(work.words()
                            .say(
                                    read.cut() ? "accounts-too-many" : "accounts-none",
                                    from.toString(),
                                    Integer.toString(PasswordLists.MOST_ACCOUNTS)));
            return ExitCode.SOFTWARE;
        }
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            boolean done = store.write(s -> s.passwordLists()
                            .add(
                                    options.scope(),
                                    incident.id(),
                                    commune,
                                    called,
                                    Sha256.over(bytes.get()).hex(),
                                    read.accounts(),
                                    author))
                    .isPresent();
            int code = work.decided(
                    done,
                    "accounts-taken",
                    called,
                    commune.insee(),
                    Integer.toString(read.accounts().size()),
                    Words.clean(read.column(), 100),
                    Integer.toString(read.undated()),
                    given.toString());
            said(work, read);
            return code;
        });
    }

    private static void said(IncidentWork work, Result read) {
        if (read.ambiguous() > 0) {
            work.err().println(work.words().say("accounts-ambiguous", Integer.toString(read.ambiguous())));
        }
        work.unread(read.unreadRows(), read.unread());
    }

    private int takeBack(IncidentWork work, String called) {
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            boolean there = store.read(s -> s.passwordLists().lists(options.scope(), incident.id())).stream()
                    .anyMatch(list -> list.commune().equals(commune)
                            && list.name().equals(called)
                            && list.current()
                            && list.accounts() > 0);
            return work.takenBack(
                    there,
                    called,
                    commune,
                    () -> store.write(s -> s.passwordLists()
                                    .add(options.scope(), incident.id(), commune, called, "", List.of(), author))
                            .isPresent());
        });
    }

    private void show(IncidentWork work, Store store, Incident incident) {
        AccountFacts facts = store.read(session -> AccountFacts.of(session, options.scope(), incident, work.now()));
        ExposedAccounts exposed = ExposedAccounts.of(facts);
        List<PasswordList> lists = store.read(s -> s.passwordLists().lists(options.scope(), incident.id()));
        List<Attestations.Line> lines = store.read(s -> s.attestations().lines(options.scope(), incident.id()));
        Evictions evictions = Evictions.of(store.read(s -> s.incidents().evictions(options.scope(), incident.id())));
        List<Statement> missing = ATTESTED.stream()
                .filter(statement -> Attestations.last(lines, statement, Optional.empty())
                        .filter(line -> Facts.counts(line, evictions, work.now()))
                        .flatMap(Attestations.Line::answer)
                        .filter(answer -> answer != Answer.NO)
                        .isEmpty())
                .toList();
        List<Exposed> shown = exposed.accounts().stream()
                .filter(each -> all || !each.standing().isWell())
                .toList();
        if (work.json()) {
            json(work, incident, facts, exposed, lists, missing);
            return;
        }
        Words words = work.words();
        facts.touched()
                .forEach(each -> work.out()
                        .println(Words.clean(
                                words.say(
                                        "accounts-touched",
                                        each.host().commune().insee(),
                                        each.host().hostname(),
                                        each.why().stream()
                                                .sorted()
                                                .map(why -> words.say("touched." + ItemFields.word(why)))
                                                .collect(Collectors.joining(", ")),
                                        each.before() ? "" : words.say("accounts-no-before")),
                                1_000)));
        if (facts.touched().isEmpty()) {
            work.out().println(words.say("accounts-no-touched"));
        }
        exposed.unknown()
                .forEach(each -> work.out()
                        .println(Words.clean(
                                "  ? " + AboutText.say(words.bundle(), (rule, about) -> Optional.empty(), each), 500)));
        shown.forEach(each -> work.out().println(line(work, each)));
        long well = exposed.accounts().stream()
                .filter(each -> each.standing().isWell())
                .count();
        work.out()
                .println(words.say(
                        "accounts-count",
                        Integer.toString(exposed.accounts().size()),
                        Long.toString(exposed.accounts().size() - well),
                        Long.toString(well)));
        if (lists.stream().noneMatch(PasswordList::current)) {
            work.out().println(words.say("accounts-no-list"));
        }
        missing.forEach(statement -> work.out()
                .println(words.say(
                        "accounts-attest",
                        ItemFields.word(statement),
                        words.say("statement." + ItemFields.word(statement)))));
    }

    private static String line(IncidentWork work, Exposed each) {
        Words words = work.words();
        String what = words.say("account." + ItemFields.word(each.what()));
        String when = each.set().map(work::when).orElse("?");
        String last = each.last().map(work::when).orElse("-");
        return Words.clean(
                each.commune() + "  " + each.name()
                        + each.host().map(host -> " @ " + host).orElse("")
                        + (each.key().isEmpty() ? "" : " " + each.key()) + "  (" + what + ")  "
                        + words.say("standing." + ItemFields.word(each.standing())) + "  "
                        + words.say(
                                each.key().isEmpty() ? "accounts-when" : "accounts-key-when",
                                String.join(", ", each.on()),
                                last,
                                when,
                                work.when(each.needed()))
                        + (each.assumed() ? "  " + words.say("accounts-assumed") : "")
                        + (each.told().isEmpty() ? "" : "  " + words.say("accounts-differ", told(work, each))),
                1_000);
    }

    /** What each directory and list says. */
    private static String told(IncidentWork work, Exposed each) {
        return each.told().stream()
                .map(told -> told.source() + " "
                        + told.aged().set().map(work::when).orElse("?")
                        + (told.aged().enabled() ? "" : " " + work.words().say("standing.disabled")))
                .collect(Collectors.joining("; "));
    }

    private static void json(
            IncidentWork work,
            Incident incident,
            AccountFacts facts,
            ExposedAccounts exposed,
            List<PasswordList> lists,
            List<Statement> missing) {
        String number = incident.id().text();
        facts.touched()
                .forEach(each -> work.out()
                        .println(new JsonRow("touched-host")
                                .put("incident", number)
                                .put("commune", each.host().commune().insee())
                                .put("host", each.host().id().text())
                                .put("hostname", each.host().hostname())
                                .put(
                                        "why",
                                        each.why().stream()
                                                .sorted()
                                                .map(ItemFields::word)
                                                .toList())
                                .put("before", each.before())));
        exposed.unknown()
                .forEach(each -> work.out()
                        .println(new JsonRow("accounts-unknown")
                                .put("incident", number)
                                .put("what", each)));
        exposed.accounts()
                .forEach(each -> work.out()
                        .println(new JsonRow("exposed-account")
                                .put("incident", number)
                                .put("commune", each.commune().insee())
                                .put("account_kind", ItemFields.word(each.what()))
                                .put("name", each.name())
                                .put("hostname", each.host().orElse(""))
                                .put("key", each.key())
                                .put("on", List.copyOf(each.on()))
                                .put("assumed", each.assumed())
                                .put("last", text(each.last()))
                                .put("password_set", text(each.set()))
                                .put(
                                        "password_told",
                                        each.told().stream()
                                                .map(told -> told.source() + " "
                                                        + text(told.aged().set()))
                                                .toList())
                                .put("needed_since", each.needed().toString())
                                .put("standing", ItemFields.word(each.standing()))
                                .put("well", each.standing().isWell())));
        lists.forEach(list -> work.out()
                .println(new JsonRow("password-list")
                        .put("incident", number)
                        .put("number", list.number())
                        .put("commune", list.commune().insee())
                        .put("name", list.name())
                        .put("sha256", list.sha256())
                        .put("accounts", list.accounts())
                        .put("current", list.current())
                        .put("written", list.written().toString())
                        .put("author", list.author().name())
                        .put("reason", list.author().reason())));
        missing.forEach(statement -> work.out()
                .println(new JsonRow("missing-attestation")
                        .put("incident", number)
                        .put("statement", ItemFields.word(statement))));
    }

    private static String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse("");
    }
}
