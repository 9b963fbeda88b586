package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldObject;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.windows.WmiRepository;
import bzh.vigie.agent.windows.wmi.Subscriptions;
import bzh.vigie.agent.windows.wmi.Subscriptions.Consumer;
import bzh.vigie.agent.windows.wmi.Subscriptions.Filter;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Event subscriptions as WMI tells them against what its repository on disk has. Where the repository cannot be read, all that WMI tells
 * are shown, but for the one that Windows brings, and nothing is said to differ. WMI writes its repository a while after it answers, so that
 * one that was made or removed a moment ago may show as a difference once.
 */
public final class ListedSubscriptions implements CrossCheck {
    static final String NOT_IN_FILE = "not in the repository";
    static final String NOT_TOLD = "not told";
    static final String DIFFERS = "differs";
    static final String ONLY_TOLD = "told";

    /** Texts are read so far from either side at least. */
    private static final int COMPARED = 60_000;

    /** What of a class runs something, or decides when. */
    private static final Set<String> RUNNING = Set.of("commandlineeventconsumer", "activescripteventconsumer");

    private static final String FILTER = "__EventFilter";

    private static final Set<String> ASKED = Set.of("root\\subscription", "root\\default");

    /** Where the instances were carved from data, no namespace is known. */
    private static final String UNKNOWN = "?";

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return told.subscriptions().then(objects -> Reading.found(look(objects, repository(around), around)));
    }

    private static HostPath repository(Surroundings around) {
        return WindowsPath.parse(around.expand("%SystemRoot%") + "\\System32\\wbem\\Repository\\OBJECTS.DATA")
                .orElse(HostPath.ROOT);
    }

    private static Look look(ToldBy<ToldObject> objects, HostPath file, Surroundings around) {
        Subscriptions told = ToldSubscriptions.of(objects.all());
        String source = WindowsPath.text(file);
        return switch (around.open(file)) {
            case Found<OpenFile>(OpenFile open) -> {
                try (open) {
                    Subscriptions read = WmiRepository.read(file, open, around);
                    yield new Look(differences(told, objects.unread().isEmpty(), read, source), objects.unread());
                }
            }
            case Absent<OpenFile> ignored -> new Look(shown(told, source), objects.unread());
            case Refused<OpenFile> refused ->
                new Look(shown(told, source), objects.unread().or(() -> Optional.of(refused)));
        };
    }

    /**
     * Both sides held against each other.
     *
     * @param allTold whether WMI told everything; if not, nothing is said to be kept back by it
     */
    static List<Difference> differences(Subscriptions told, boolean allTold, Subscriptions read, String source) {
        List<Difference> found = new ArrayList<>();
        Map<String, Filter> filters = new TreeMap<>();
        read.filters().forEach(f -> filters.put(key(read, f.namespace(), FILTER, f.name()), f));
        for (Filter filter : told.filters()) {
            Filter other = filters.remove(key(read, filter.namespace(), FILTER, filter.name()));
            if (other == null && read.carved()) {
                continue;
            }
            if (other == null) {
                found.add(difference(
                        source, name(filter) + " " + NOT_IN_FILE, "on " + filter.query(), new Run.Nothing()));
            } else if (!same(other.query(), filter.query())) {
                found.add(difference(
                        source,
                        name(filter) + " " + DIFFERS,
                        "repository: on " + other.query() + "; WMI: on " + filter.query(),
                        new Run.Nothing()));
            }
        }
        Map<String, Consumer> consumers = new TreeMap<>();
        read.consumers().forEach(c -> consumers.put(key(read, c.namespace(), c.className(), c.name()), c));
        for (Consumer consumer : told.consumers()) {
            Consumer other = consumers.remove(key(read, consumer.namespace(), consumer.className(), consumer.name()));
            if (other == null && read.carved()) {
                continue;
            }
            if (other == null) {
                found.add(difference(
                        source, name(consumer) + " " + NOT_IN_FILE, text(told, consumer), WmiRepository.run(consumer)));
            } else if (isOther(told, consumer, read, other)) {
                found.add(difference(
                        source,
                        name(consumer) + " " + DIFFERS,
                        "repository: " + text(read, other) + "; WMI: " + text(told, consumer),
                        WmiRepository.run(consumer)));
            }
        }
        if (allTold && !read.carved()) {
            filters.values().stream()
                    .filter(f -> isAsked(f.namespace()))
                    .forEach(f -> found.add(hidden(source, name(f), "on " + f.query(), new Run.Nothing())));
            consumers.values().stream()
                    .filter(c -> isAsked(c.namespace()))
                    .forEach(c -> found.add(hidden(source, name(c), text(read, c), WmiRepository.run(c))));
        }
        return found;
    }

    /** What both sides call the same; without the namespace where one side does not know it. */
    private static String key(Subscriptions read, String namespace, String className, String name) {
        String of = read.carved() ? UNKNOWN : namespace;
        return WindowsPath.fold(of + ":" + className + "." + name);
    }

    private static boolean isAsked(String namespace) {
        return ASKED.contains(namespace.toLowerCase(Locale.ROOT));
    }

    private static boolean isOther(Subscriptions told, Consumer consumer, Subscriptions read, Consumer other) {
        boolean runs = RUNNING.contains(consumer.className().toLowerCase(Locale.ROOT));
        return (runs && !same(consumer.does(), other.does()))
                || (!read.carved() && !bound(told, consumer).equals(bound(read, other)));
    }

    private static boolean same(String one, String other) {
        return cut(one).equals(cut(other));
    }

    private static String cut(String text) {
        String stripped = text.strip();
        return stripped.length() <= COMPARED ? stripped : stripped.substring(0, COMPARED);
    }

    /** The names of the filters that start it. */
    private static Set<String> bound(Subscriptions all, Consumer consumer) {
        Set<String> names = new TreeSet<>();
        all.of(consumer).forEach(binding -> all.of(binding).forEach(f -> names.add(WindowsPath.fold(f.name()))));
        return names;
    }

    /** What WMI tells where there is nothing to hold it against. */
    static List<Difference> shown(Subscriptions told, String source) {
        List<Difference> found = new ArrayList<>();
        for (Consumer consumer : told.consumers()) {
            if (!WmiRepository.isOwn(consumer, filters(told, consumer))) {
                found.add(new Difference(
                        source,
                        0,
                        Commands.of(
                                name(consumer) + " " + ONLY_TOLD, text(told, consumer), WmiRepository.run(consumer))));
            }
        }
        return found;
    }

    private static List<Filter> filters(Subscriptions all, Consumer consumer) {
        return all.of(consumer).stream()
                .flatMap(binding -> all.of(binding).stream())
                .distinct()
                .toList();
    }

    private static String name(Filter filter) {
        return filter.namespace() + ":" + FILTER + "." + filter.name();
    }

    private static String name(Consumer consumer) {
        return consumer.namespace() + ":" + consumer.className() + "." + consumer.name();
    }

    private static String text(Subscriptions all, Consumer consumer) {
        String queries = String.join(
                " | ",
                filters(all, consumer).stream().map(Filter::query).distinct().toList());
        return queries.isBlank() ? consumer.does() : consumer.does() + "; on " + queries;
    }

    private static Difference difference(String source, String name, String value, Run run) {
        return new Difference(source, 0, Commands.of(name, value, run).with(Trait.MISMATCH, true));
    }

    private static Difference hidden(String source, String name, String value, Run run) {
        Draft draft = Commands.of(name + " " + NOT_TOLD, value, run);
        return new Difference(source, 0, draft.with(Trait.HIDDEN, true).with(Trait.MISMATCH, true));
    }
}
