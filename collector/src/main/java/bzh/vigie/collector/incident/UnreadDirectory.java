package bzh.vigie.collector.incident;

import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.UnreadObjects;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What of a directory its reader could not look into.
 *
 * @param places ids of those that were read in part or not at all, where it is not known what of them is missing
 * @param objects that are all that is missing of theirs, by name
 */
public record UnreadDirectory(List<String> places, List<Unread> objects) {
    /** Of what nobody reads. */
    public static final UnreadDirectory NONE = new UnreadDirectory(List.of(), List.of());

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    public UnreadDirectory {
        places = List.copyOf(places);
        objects = List.copyOf(objects);
    }

    /**
     * An object of which something may not be read, was not understood or is more than is read; or a place as a whole, by its id, for which the
     * reader's system has nothing that reads it, which is none of Windows.
     *
     * @param name as items of the inventory have it
     * @param places in which it is missing, by id; none of a place
     * @param since when the last of this was told first; of a place, when its reader was chosen: another one may read it
     */
    public record Unread(String name, List<String> places, Instant since) {
        public Unread {
            places = List.copyOf(places);
        }

        /** Whether what a person called so, of what lies in that domain, is this. */
        public boolean isCalled(String domain, String called) {
            return called(domain, name).equals(squeezed(called));
        }
    }

    /** What a person calls an object of a domain: the domain's DNS name, a blank, and the object's name. */
    public static String called(String domain, String object) {
        return domain + " " + squeezed(object);
    }

    private static String squeezed(String text) {
        return BLANKS.matcher(text.strip()).replaceAll(" ");
    }

    /**
     * Of the directory that this agent reads.
     *
     * @param chosen since when it does
     */
    public static UnreadDirectory of(Inventories inventories, Host host, Instant chosen) {
        AgentId reader = host.id();
        List<String> places = new ArrayList<>();
        Map<String, List<Known>> byName = new TreeMap<>();
        List<Unread> objects = new ArrayList<>();
        for (LocationStatus status : inventories.statuses(reader)) {
            boolean isLess = status.state() == State.PARTIAL || status.state() == State.UNREADABLE;
            if (!status.location().startsWith(Directories.LOCATIONS) || !isLess) {
                continue;
            }
            Optional<List<Known>> missing = objects(inventories, reader, status);
            if (missing.isPresent()) {
                missing.get()
                        .forEach(item -> byName.computeIfAbsent(item.item().source(), name -> new ArrayList<>())
                                .add(item));
            } else if (status.state() == State.UNREADABLE
                    && status.reason() == ReasonCode.NOT_SUPPORTED
                    && !isWindows(host)) {
                objects.add(new Unread(status.location(), List.of(), chosen));
            } else {
                places.add(status.location());
            }
        }
        byName.forEach((name, items) -> objects.add(new Unread(
                name,
                List.copyOf(new TreeSet<>(
                        items.stream().map(item -> item.item().location()).toList())),
                items.stream().map(Known::since).max(Comparator.naturalOrder()).orElseThrow())));
        return new UnreadDirectory(places, objects);
    }

    /** Also where nothing that it says of itself is understood. */
    private static boolean isWindows(Host host) {
        try {
            return FlatJson.fields(host.facts()).getOrDefault("os", List.of()).contains("windows");
        } catch (BadLineException e) {
            return true;
        }
    }

    /** Those that stand for what is missing of a place; empty where it lacks more than is told one by one. */
    private static Optional<List<Known>> objects(Inventories inventories, AgentId reader, LocationStatus status) {
        int told = UnreadObjects.count(status).orElse(0);
        if (told == 0) {
            return Optional.empty();
        }
        List<Known> items = inventories.location(reader, status.location(), "").stream()
                .filter(item -> UnreadObjects.isOne(item.item()))
                .toList();
        return items.size() >= told ? Optional.of(items) : Optional.empty();
    }
}
