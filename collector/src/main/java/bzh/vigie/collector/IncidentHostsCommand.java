package bzh.vigie.collector;

import bzh.vigie.collector.incident.HostListReader;
import bzh.vigie.collector.incident.HostListReader.Read;
import bzh.vigie.collector.incident.HostMatching;
import bzh.vigie.collector.incident.HostMatching.Matched;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.ExpectedHosts.HostList;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code incident hosts}: which hosts the communes should have, and which of them have no agent. */
@Command(name = "hosts", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.IncidentCommand")
final class IncidentHostsCommand implements Callable<Integer> {
    private final InstantSource time;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private CommandOptions options = new CommandOptions();

    @Mixin
    private AuthorOptions who = new AuthorOptions();

    @Parameters(paramLabel = "NUMBER", descriptionKey = "NUMBER")
    private String id = "";

    @Option(names = "--import", paramLabel = "FILE", descriptionKey = "hosts-import")
    private Optional<Path> file = Optional.empty();

    @Option(names = "--name", paramLabel = "NAME", descriptionKey = "hosts-name")
    private Optional<String> name = Optional.empty();

    @Option(names = "--role", paramLabel = "ROLE", descriptionKey = "hosts-role", defaultValue = "workstation")
    private String role = "workstation";

    @Option(names = "--withdraw", paramLabel = "NAME", descriptionKey = "hosts-withdraw")
    private Optional<String> withdraw = Optional.empty();

    @Option(names = "--identify", paramLabel = "ID", descriptionKey = "hosts-identify")
    private Optional<String> identify = Optional.empty();

    @Option(names = "--as", paramLabel = "NAME", descriptionKey = "hosts-as")
    private Optional<String> as = Optional.empty();

    @Option(names = "--missing", descriptionKey = "hosts-missing")
    private boolean missing;

    IncidentHostsCommand() {
        this(InstantSource.system());
    }

    IncidentHostsCommand(InstantSource time) {
        this.time = time;
    }

    @Override
    public Integer call() {
        IncidentWork work = new IncidentWork(spec, options, time);
        if (Stream.of(file, withdraw, identify).filter(Optional::isPresent).count() > 1
                || (as.isPresent() && identify.isEmpty())) {
            throw work.usage("hosts-one");
        }
        if (identify.isPresent()) {
            return identify(work, identify.get());
        }
        if (file.isPresent()) {
            return take(work, file.get());
        }
        return withdraw.isPresent() ? takeBack(work, withdraw.get()) : show(work);
    }

    private int take(IncidentWork work, Path from) {
        Role given = IncidentWords.constant(Role.class, role)
                .orElseThrow(() -> work.usage("bad-role", role, IncidentWords.all(Role.class)));
        Author author = who.author(work.words());
        String called = work.listName(name, from);
        Optional<byte[]> bytes = work.file(from, HostListReader.MOST_BYTES);
        if (bytes.isEmpty()) {
            return ExitCode.SOFTWARE;
        }
        Read read = HostListReader.read(bytes.get(), given);
        if (read.hosts().isEmpty() || read.cut()) {
            work.err()
                    .println(work.words()
                            .say(
                                    read.cut() ? "list-too-long" : "list-empty",
                                    from.toString(),
                                    Integer.toString(ExpectedHosts.MOST_HOSTS)));
            return ExitCode.SOFTWARE;
        }
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            boolean done = store.write(s -> s.expectedHosts()
                            .add(options.scope(), incident.id(), commune, called, read.origin(), read.hosts(), author))
                    .isPresent();
            String column = read.column().isEmpty() ? work.words().say("list-no-heading") : read.column();
            int code = work.decided(
                    done,
                    "list-taken",
                    called,
                    commune.insee(),
                    Integer.toString(read.hosts().size()),
                    column,
                    Integer.toString(read.repeated()),
                    Integer.toString(read.unread()));
            show(work, store, incident);
            return code;
        });
    }

    /** Says which expected host an agent is, or takes that back. */
    private int identify(IncidentWork work, String typed) {
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Optional<AgentId> found = work.host(store, incident, typed);
            if (found.isEmpty()) {
                return ExitCode.SOFTWARE;
            }
            AgentId agent = found.get();
            HostMatching known = store.read(session -> HostMatching.of(session, options.scope(), incident.id()))
                    .orElseThrow();
            if (as.isPresent() && !known.isExpected(as.get())) {
                work.err().println(work.words().say("no-expected", as.get()));
                return ExitCode.SOFTWARE;
            }
            boolean done =
                    store.write(s -> s.expectedHosts().identify(options.scope(), incident.id(), agent, as, author));
            if (!done) {
                work.err()
                        .println(work.words()
                                .say(
                                        "no-host-of-it",
                                        agent.text(),
                                        incident.id().text()));
                return ExitCode.SOFTWARE;
            }
            return work.decided(
                    true, as.isPresent() ? "identified" : "identity-withdrawn", agent.text(), as.orElse(""));
        });
    }

    private int takeBack(IncidentWork work, String called) {
        Author author = who.author(work.words());
        return work.with(id, (store, incident) -> {
            Commune commune = work.one(incident);
            boolean there = store.read(
                    session -> HostMatching.standing(session, options.scope(), incident.id(), commune, called)
                            .isPresent());
            return work.takenBack(
                    there,
                    called,
                    commune,
                    () -> store.write(s -> s.expectedHosts()
                                    .add(
                                            options.scope(),
                                            incident.id(),
                                            commune,
                                            called,
                                            Origin.HAND,
                                            List.of(),
                                            author))
                            .isPresent());
        });
    }

    private int show(IncidentWork work) {
        return work.with(id, (store, incident) -> {
            show(work, store, incident);
            return ExitCode.OK;
        });
    }

    private void show(IncidentWork work, Store store, Incident incident) {
        HostMatching matching = store.read(session -> HostMatching.of(session, options.scope(), incident.id()))
                .orElseThrow();
        List<HostList> lists = store.read(s -> s.expectedHosts().lists(options.scope(), incident.id()));
        List<Matched> shown = matching.expected().stream()
                .filter(each ->
                        !missing || each.agents().isEmpty() || each.doubt().isPresent())
                .toList();
        if (work.json()) {
            lists.forEach(list -> work.out().println(row(incident, list)));
            matching.directories()
                    .forEach(each -> work.out()
                            .println(new JsonRow("directory-list")
                                    .put("incident", incident.id().text())
                                    .put("commune", each.reading().commune().insee())
                                    .put("domain", each.reading().domain())
                                    .put("read", each.read().toString())
                                    .put("hosts", each.inUse().size())
                                    .put("idle", each.idle())
                                    .put("more", each.more())));
            shown.forEach(each -> work.out().println(row(incident, each)));
            matching.unlisted().forEach(host -> work.out().println(row(incident, host)));
            matching.without()
                    .forEach(commune -> work.out()
                            .println(new JsonRow("commune-without-list")
                                    .put("incident", incident.id().text())
                                    .put("commune", commune.insee())));
            return;
        }
        Words words = work.words();
        Words states = Words.of(Main.class, options.locale());
        shown.forEach(each -> work.out().println(line(words, states, each)));
        matching.unlisted()
                .forEach(host -> work.out()
                        .println(words.say(
                                "host-unlisted",
                                host.commune().insee(),
                                host.hostname(),
                                host.id().text())));
        long without = matching.expected().stream()
                .filter(each -> each.agents().isEmpty())
                .count();
        work.out()
                .println(words.say(
                        "hosts-count",
                        Integer.toString(matching.expected().size()),
                        Long.toString(without),
                        Integer.toString(matching.unlisted().size())));
        matching.directories()
                .forEach(each -> work.out()
                        .println(words.say(
                                "hosts-directory",
                                each.reading().domain(),
                                each.read().toString(),
                                Integer.toString(each.inUse().size()),
                                Integer.toString(each.idle()))));
        if (!matching.without().isEmpty()) {
            work.out()
                    .println(words.say(
                            "hosts-no-list",
                            matching.without().stream().map(Commune::insee).collect(Collectors.joining(", "))));
        }
    }

    private static String line(Words words, Words states, Matched matched) {
        String agents = matched.agents().isEmpty()
                ? words.say("host-missing")
                : matched.agents().stream()
                                .map(host -> host.id() + " " + states.say("state." + ItemFields.word(host.state())))
                                .collect(Collectors.joining(", "))
                        + matched.doubt()
                                .map(doubt -> "  " + words.say("doubt." + ItemFields.word(doubt)))
                                .orElse("");
        return Words.clean(
                matched.commune() + "  " + matched.host().name() + "  "
                        + words.say("role." + ItemFields.word(matched.host().role()))
                        + (matched.host().enabled() ? "" : " (" + words.say("host-disabled") + ")") + "  " + agents
                        + "  [" + String.join(", ", matched.lists()) + "]",
                1_000);
    }

    private static JsonRow row(Incident incident, HostList list) {
        return new JsonRow("host-list")
                .put("incident", incident.id().text())
                .put("number", list.number())
                .put("commune", list.commune().insee())
                .put("name", list.name())
                .put("origin", ItemFields.word(list.origin()))
                .put("hosts", list.hosts())
                .put("current", list.current())
                .put("written", list.written().toString())
                .put("author", list.author().name())
                .put("reason", list.author().reason());
    }

    private static JsonRow row(Incident incident, Matched matched) {
        return new JsonRow("expected-host")
                .put("incident", incident.id().text())
                .put("commune", matched.commune().insee())
                .put("name", matched.host().name())
                .put("role", ItemFields.word(matched.host().role()))
                .put("enabled", matched.host().enabled())
                .put("lists", matched.lists())
                .put("doubt", matched.doubt().map(ItemFields::word).orElse(""))
                .put(
                        "agents",
                        matched.agents().stream().map(host -> host.id().text()).toList())
                .put(
                        "states",
                        matched.agents().stream()
                                .map(host -> ItemFields.word(host.state()))
                                .toList());
    }

    private static JsonRow row(Incident incident, Host host) {
        return new JsonRow("unlisted-host")
                .put("incident", incident.id().text())
                .put("commune", host.commune().insee())
                .put("host", host.id().text())
                .put("hostname", host.hostname());
    }
}
