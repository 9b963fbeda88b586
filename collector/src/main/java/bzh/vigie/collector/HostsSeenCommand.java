package bzh.vigie.collector;

import bzh.vigie.collector.neighbour.SeenMachine;
import bzh.vigie.collector.neighbour.SeenMachines;
import bzh.vigie.collector.store.Author;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Neighbours;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hosts seen}: machines that hosts saw and that have no agent, and what an analyst says of them. */
@Command(name = "seen", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class HostsSeenCommand implements Callable<Integer> {
    private static final int SHOWN = 4;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions options = new FolderOptions();

    @Option(names = "--commune", paramLabel = "INSEE")
    private List<String> communes = new ArrayList<>();

    @Option(names = "--exempted", descriptionKey = "seen-exempted")
    private boolean exempted;

    @Option(names = "--exempt", paramLabel = "MACHINE", descriptionKey = "seen-exempt")
    private Optional<String> exempt = Optional.empty();

    @Option(names = "--watch", paramLabel = "MACHINE", descriptionKey = "seen-watch")
    private Optional<String> watch = Optional.empty();

    @Option(names = "--reason", paramLabel = "TEXT")
    private String reason = "";

    @Option(names = "--author", paramLabel = "NAME", defaultValue = "${sys:user.name}")
    private String author = "";

    @Override
    public Integer call() {
        Set<Commune> some = new HashSet<>();
        for (String insee : communes) {
            try {
                some.add(new Commune(insee));
            } catch (IllegalArgumentException e) {
                spec.commandLine().getErr().println(options.words().say("bad-commune", insee));
                return 2;
            }
        }
        Optional<String> refused = refused(some);
        if (refused.isPresent()) {
            spec.commandLine().getErr().println(options.words().say(refused.get()));
            return 2;
        }
        Scope scope = some.isEmpty() ? new Scope.All() : new Scope.Communes(some);
        boolean decides = exempt.isPresent() || watch.isPresent();
        return Folders.withStore(
                options,
                spec.commandLine().getErr(),
                InstantSource.system(),
                store -> decides ? decide(store, some.iterator().next()) : list(store, scope));
    }

    /** The key of what is wrong with a decision. */
    private Optional<String> refused(Set<Commune> some) {
        if (exempt.isEmpty() && watch.isEmpty()) {
            return Optional.empty();
        }
        if (some.size() != 1 || (exempt.isPresent() && watch.isPresent())) {
            return Optional.of("seen-one-commune");
        }
        boolean told = !reason.isBlank() && reason.length() <= 2_000 && !author.isBlank() && author.length() <= 200;
        return told ? Optional.empty() : Optional.of("bad-reason");
    }

    private int decide(Store store, Commune commune) {
        Author who = SystemUser.author(author, reason);
        Words words = options.words();
        PrintWriter err = spec.commandLine().getErr();
        if (watch.isPresent()) {
            String machine = watch.get();
            boolean was = store.write(session -> session.neighbours().watch(commune, machine, who));
            err.println(words.say(was ? "seen-watched" : "seen-not-exempted", machine, commune.insee()));
            return was ? 0 : 1;
        }
        String machine = exempt.orElseThrow();
        boolean there = store.write(session -> {
            boolean seen = SeenMachines.of(session, new Scope.All(), commune).stream()
                    .anyMatch(each -> each.key().equals(machine));
            if (seen) {
                session.neighbours().exempt(commune, machine, who);
            }
            return seen;
        });
        err.println(words.say(there ? "seen-is-exempted" : "seen-unknown", machine, commune.insee()));
        return there ? 0 : 1;
    }

    private int list(Store store, Scope scope) {
        PrintWriter out = spec.commandLine().getOut();
        Words words = options.words();
        for (Commune commune : store.read(session -> SeenMachines.communes(session, scope))) {
            for (SeenMachine machine : store.read(session -> SeenMachines.of(session, scope, commune))) {
                if (exempted || machine.exempted().isEmpty()) {
                    out.println(options.json() ? row(machine).toString() : line(words, machine));
                }
            }
        }
        for (Neighbours.Refused refused :
                store.read(session -> session.neighbours().refused(scope))) {
            spec.commandLine()
                    .getErr()
                    .println(words.say(
                            "seen-refused",
                            refused.commune().insee(),
                            Long.toString(refused.sightings()),
                            refused.last().toString()));
        }
        return 0;
    }

    private static String line(Words words, SeenMachine machine) {
        List<String> parts = new ArrayList<>();
        parts.add(machine.commune().insee());
        parts.add(machine.key());
        if (!machine.addresses().isEmpty()) {
            parts.add(some(machine.addresses()));
        }
        if (!machine.names().isEmpty()) {
            parts.add("«" + some(machine.names()) + "»");
        }
        parts.add(machine.first() + " – " + machine.last());
        parts.add(words.say(machine.hosts() == 1 ? "seen-by-one" : "seen-by", Integer.toString(machine.hosts())));
        parts.add(origins(machine)
                .map(origin -> words.say("seen-origin." + origin))
                .collect(Collectors.joining(", ")));
        if (machine.madeUp()) {
            parts.add(words.say("seen-made-up"));
        }
        machine.exempted().ifPresent(who -> parts.add(words.say("seen-exempted-by", who.name(), who.reason())));
        return Words.clean(String.join("  ", parts), 2_000);
    }

    private static Stream<String> origins(SeenMachine machine) {
        return machine.origins().stream().sorted().map(ItemFields::word);
    }

    private static String some(List<String> all) {
        String first = all.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return all.size() <= SHOWN ? first : first + " (+" + (all.size() - SHOWN) + ")";
    }

    private static JsonRow row(SeenMachine machine) {
        return new JsonRow("seen")
                .put("commune", machine.commune().insee())
                .put("machine", machine.key())
                .put("addresses", machine.addresses())
                .put("names", machine.names())
                .put("origins", origins(machine).toList())
                .put("first", machine.first().toString())
                .put("last", machine.last().toString())
                .put("hosts", machine.hosts())
                .put("made_up_mac", machine.madeUp())
                .put("exempted", machine.exempted().isPresent())
                .put("exempted_by", machine.exempted().map(Author::name).orElse(""))
                .put("exempted_reason", machine.exempted().map(Author::reason).orElse(""));
    }

    /** How many machines of these communes were seen and are neither enrolled nor exempted. */
    static long count(Store.Session session, Scope scope) {
        return SeenMachines.communes(session, scope).stream()
                .mapToLong(commune -> SeenMachines.of(session, scope, commune).stream()
                        .filter(machine -> machine.exempted().isEmpty())
                        .count())
                .sum();
    }
}
