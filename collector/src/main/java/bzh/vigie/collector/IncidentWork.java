package bzh.vigie.collector;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What commands about one incident share: its number, its words, the store, the times as they are read and written. */
final class IncidentWork {
    private static final DateTimeFormatter TIMES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm xxx", Locale.ROOT);
    private static final int LONGEST_LIST_NAME = 255;

    private final CommandSpec spec;
    private final CommandOptions options;
    private final InstantSource time;
    private final ZoneId zone;

    IncidentWork(CommandSpec spec, CommandOptions options, InstantSource time) {
        this.spec = spec;
        this.options = options;
        this.time = time;
        this.zone = ZoneId.systemDefault();
    }

    Words words() {
        return Words.of(IncidentCommand.class, options.locale());
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    PrintWriter err() {
        return spec.commandLine().getErr();
    }

    boolean json() {
        return options.json();
    }

    Instant now() {
        return time.instant();
    }

    /** A usage error in words. */
    ParameterException usage(String key, String... values) {
        return new ParameterException(spec.commandLine(), words().say(key, values));
    }

    IncidentId id(String text) {
        try {
            return new IncidentId(text);
        } catch (IllegalArgumentException e) {
            throw usage("bad-id", text);
        }
    }

    Commune commune(String text) {
        try {
            return new Commune(text);
        } catch (IllegalArgumentException e) {
            throw usage("bad-commune", text);
        }
    }

    /**
     * The host that somebody typed, by its id, its name or the beginning of one; empty, with words, where none or several of the incident's
     * hosts fit.
     */
    Optional<AgentId> host(Store store, Incident incident, String typed) {
        Scope communes = new Scope.Communes(Set.copyOf(incident.communes()));
        return TypedId.host(store, communes, typed, options.locale(), err()).map(Host::id);
    }

    Instant when(String text) {
        return WrittenTime.parse(text, zone, now()).orElseThrow(() -> usage("bad-time", text));
    }

    /** The zone of that name, by default this machine's; a usage error where it is none. */
    ZoneId zone(Optional<String> name) {
        try {
            return name.map(ZoneId::of).orElse(zone);
        } catch (DateTimeException e) {
            throw usage("bad-zone", name.orElse(""));
        }
    }

    /** The whole of a file; empty, with words, where it cannot be read or is larger than that. */
    Optional<byte[]> file(Path from, int mostBytes) {
        try (InputStream in = Files.newInputStream(from)) {
            byte[] bytes = in.readNBytes(mostBytes + 1);
            if (bytes.length <= mostBytes) {
                return Optional.of(bytes);
            }
            err().println(words().say("list-too-large", Integer.toString(mostBytes >> 20)));
        } catch (IOException e) {
            err().println(Failures.say(e, options.locale()));
        }
        return Optional.empty();
    }

    /** What a list is called: as given, otherwise as its file; a usage error where that is nothing or too long. */
    String listName(Optional<String> given, Path from) {
        String called = given.orElseGet(() -> String.valueOf(from.getFileName()));
        if (called.isBlank() || called.length() > LONGEST_LIST_NAME) {
            throw usage("bad-list-name");
        }
        return called;
    }

    /**
     * The exit code of taking a list back.
     *
     * @param there whether the commune has one of that name with something in it
     * @param emptied writes an empty one in its place; false where the whole may not be decided
     */
    int takenBack(boolean there, String called, Commune commune, BooleanSupplier emptied) {
        if (!there) {
            err().println(words().say("no-list", called, commune.insee()));
            return ExitCode.SOFTWARE;
        }
        return decided(emptied.getAsBoolean(), "list-withdrawn", called, commune.insee());
    }

    /** Says how many lines of a file could not be read, and which ones the first are. */
    void unread(int rows, List<Integer> first) {
        if (rows > 0) {
            err().println(words().say(
                            "lines-unread",
                            Integer.toString(rows),
                            first.stream().map(String::valueOf).collect(Collectors.joining(", "))));
        }
    }

    /** A time for people, in this machine's zone. */
    String when(Instant instant) {
        return TIMES.format(instant.atZone(zone));
    }

    /** The alert that somebody typed, by its id or the beginning of that; empty, with words, where several fit. */
    Optional<String> alert(Store store, String typed) {
        return TypedId.alert(store, options.scope(), typed, options.locale(), err());
    }

    /** The exit code of what is done with the incident of that number; 1, with words, where there is none that may be seen. */
    int with(String number, BiFunction<Store, Incident, Integer> work) {
        IncidentId id = id(number);
        return StoreWork.run(options, time, err(), store -> {
            Optional<Incident> incident =
                    store.read(session -> session.incidents().find(options.scope(), id));
            if (incident.isEmpty()) {
                err().println(words().say("no-incident", number));
                return ExitCode.SOFTWARE;
            }
            int code = work.apply(store, incident.get());
            out().flush();
            return code;
        });
    }

    /** Says how many approvals wait again, where any do. */
    void reopened(int approvals) {
        if (approvals > 0) {
            err().println(words().say("review-reopened", Integer.toString(approvals)));
        }
    }

    /** Says what became of a decision: done, or why it was not for whoever sees only these communes. */
    int decided(boolean done, String key, String... values) {
        err().println(done ? words().say(key, values) : words().say("not-whole"));
        return done ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** The one commune that a decision is about: that of the incident where it has one that may be seen, or the one asked for. */
    Commune one(Incident incident) {
        if (incident.communes().size() != 1) {
            throw usage("one-commune", incident.id().text());
        }
        return incident.communes().getFirst();
    }
}
