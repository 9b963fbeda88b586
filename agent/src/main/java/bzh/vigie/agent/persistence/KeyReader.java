package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.NameList;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.event.Account;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one site of registry keys: finds them, parses each, makes items. Never throws for what is there. One thread. */
final class KeyReader {
    private static final int MAX_KEYS = 200_000;
    private static final int MAX_WALKED = 20_000;
    /** After a key at the end of a place: keys below it, as deep as the format goes; a change in them is seen by the next pass. */
    private static final String BELOW = "\\**";

    private static final int MAX_DETAIL = 1_000;
    private static final String USER = "HKCU\\";

    private final Registry registry;
    private final WindowsItems maker;
    private final Surroundings around;

    KeyReader(Registry registry, WindowsItems maker, Surroundings around) {
        this.registry = registry;
        this.maker = maker;
        this.around = around;
    }

    /** Reads a site whose location has that format. */
    SiteReading read(Site site, KeyFormat format) {
        maker.begin();
        return new Pass(site, format).read();
    }

    /** Where something new in a site would be noticed, as far as that shows without reading it. */
    Set<KeyInterest> interests(Site site) {
        WatchedKeys watched = new WatchedKeys(registry);
        paths(site).stream().filter(path -> !path.endsWith(BELOW)).forEach(watched::place);
        return watched.interests();
    }

    /** Its places as paths of the registry, for the user that it is of. */
    private static List<String> paths(Site site) {
        String user = site.account().map(Account::id).orElse("");
        return site.location().places().stream()
                .map(place -> place.startsWith(USER) ? "HKU\\" + user + "\\" + place.substring(USER.length()) : place)
                .toList();
    }

    private final class Pass {
        private final Site site;
        private final KeyFormat format;
        private final KeySet seen = new KeySet();
        private final Gathering gathered;
        private final WatchedKeys watched = new WatchedKeys(registry);
        private Optional<Refused<?>> unread = Optional.empty();
        private Optional<Refused<?>> doubt = Optional.empty();
        private boolean anyParent;
        private int malformed;

        Pass(Site site, KeyFormat format) {
            this.site = site;
            this.format = format;
            this.gathered = new Gathering(site.location(), maker.watchlist());
        }

        SiteReading read() {
            long before = registry.unread();
            for (String path : paths(site)) {
                doubt = doubt.or(() -> registry.doubt(path));
                if (path.endsWith(BELOW)) {
                    walk(path.substring(0, path.length() - BELOW.length()));
                } else {
                    watched.place(path);
                    find("", List.of(path.split("\\\\", -1)));
                }
            }
            malformed = (int) Math.min(malformed + registry.unread() - before, Integer.MAX_VALUE);
            return result();
        }

        /** Level by level, so that where there is too much the deepest keys are missed. */
        private void walk(String start) {
            Deque<String> left = new ArrayDeque<>(List.of(start));
            for (int walked = 0; !left.isEmpty(); walked++) {
                if (walked >= MAX_WALKED) {
                    unread = Optional.of(tooMuch());
                    return;
                }
                switch (registry.key(left.remove())) {
                    case Found<RegistryKey>(RegistryKey found) -> {
                        boolean isNew = parse(found);
                        if (isFull()) {
                            return;
                        }
                        if (isNew && format.isOpenedBelow(source(found))) {
                            found.subkeys().stream()
                                    .limit(MAX_WALKED - Math.min(left.size(), MAX_WALKED - 1L))
                                    .map(name -> path(found.path(), List.of(name)))
                                    .forEach(left::add);
                        }
                    }
                    case Absent<RegistryKey> ignored -> {}
                    case Refused<RegistryKey> refused -> unread = Optional.of(refused);
                }
            }
        }

        /**
         * Goes down from a key along names that may hold stars; what stands before the first of them is opened at once.
         *
         * @param start path of a key that is there, whose own names are no patterns; empty for the root
         */
        private void find(String start, List<String> names) {
            int fixed = 0;
            while (fixed < names.size() && names.get(fixed).indexOf('*') < 0) {
                fixed++;
            }
            if (fixed == names.size()) {
                String parent = path(start, names.subList(0, Math.max(0, names.size() - 1)));
                switch (registry.key(path(start, names))) {
                    case Found<RegistryKey>(RegistryKey found) -> {
                        boolean ignored = parse(found);
                    }
                    case Absent<RegistryKey> ignored ->
                        anyParent = anyParent || registry.key(parent).ifFound().isPresent();
                    case Refused<RegistryKey> refused -> unread = Optional.of(refused);
                }
                return;
            }
            switch (registry.key(path(start, names.subList(0, fixed)))) {
                case Found<RegistryKey>(RegistryKey found) -> within(found, names.subList(fixed, names.size()));
                case Absent<RegistryKey> ignored -> {}
                case Refused<RegistryKey> refused -> unread = Optional.of(refused);
            }
        }

        private void within(RegistryKey key, List<String> names) {
            anyParent = true;
            byte[] pattern = WindowsPath.bytes(WindowsPath.fold(names.getFirst()));
            boolean any = names.getFirst().equals("*");
            NameList below = NameList.of(key.subkeys());
            gathered.budget().hold(below);
            for (String name : below) {
                if (any || Site.Pattern.matches(pattern, WindowsPath.bytes(WindowsPath.fold(name)))) {
                    find(path(key.path(), List.of(name)), names.subList(1, names.size()));
                }
                if (isFull()) {
                    return;
                }
            }
            gathered.budget().release(below);
        }

        private static String path(String start, List<String> names) {
            String below = String.join("\\", names);
            return start.isEmpty() || below.isEmpty() ? start + below : start + Registry.SEPARATOR + below;
        }

        private boolean isFull() {
            boolean full = gathered.isFull() || seen.size() >= MAX_KEYS;
            if (full) {
                unread = Optional.of(tooMuch());
            }
            return full;
        }

        private Refused<?> tooMuch() {
            return new Refused<>(
                    ReasonCode.TOO_LARGE,
                    SourceText.detail(
                            "location-too-much", site.location().places().getFirst()));
        }

        private SourceKey source(RegistryKey key) {
            return new SourceKey(key, watched.asking(key.path()), site.account().map(Account::id));
        }

        /** Whether the key was not read before for this site. */
        private boolean parse(RegistryKey key) {
            anyParent = true;
            if (isFull() || !seen.add(WindowsPath.fold(key.path()))) {
                return false;
            }
            SourceKey source = source(key);
            Parsed parsed = format.parse(source, around);
            malformed = (int) Math.min((long) malformed + parsed.malformed(), Integer.MAX_VALUE);
            Map<String, Integer> names = new HashMap<>();
            for (Draft draft : parsed.drafts()) {
                if (isFull()) {
                    return true;
                }
                String name = ItemMaker.boundedName(draft.name());
                gathered.add(maker.item(site, source, draft, Gathering.distinct(name, names, WindowsPath.fold(name))));
            }
            return true;
        }

        private SiteReading result() {
            if (unread.isEmpty() && doubt.isPresent()) {
                // What is not there may have been written last: it is not said to be gone.
                unread = doubt;
                anyParent = true;
            }
            State state = State.READ;
            ReasonCode reason = ReasonCode.NONE;
            String detail = "";
            if (unread.isPresent()) {
                state = anyParent ? State.PARTIAL : State.UNREADABLE;
                reason = unread.get().reason();
                detail = unread.get().detail();
            } else if (maker.unread().isPresent()) {
                // The key itself was read: what it says is known, and what is gone is gone.
                state = State.PARTIAL;
                reason = maker.unread().get().reason();
                detail = maker.unread().get().detail();
            } else if (malformed > 0) {
                state = State.PARTIAL;
                reason = ReasonCode.MALFORMED;
                detail = SourceText.detail("location-malformed", malformed);
            } else if (!anyParent) {
                state = State.NOT_APPLICABLE;
                reason = ReasonCode.NOT_PRESENT;
            }
            return new SiteReading(
                            gathered.items(),
                            gathered.folded(),
                            state,
                            reason,
                            detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail,
                            gathered.bytes(),
                            unread.isPresent() ? Set.of(HostPath.ROOT) : Set.of(),
                            new Interests(Set.of(), watched.interests()))
                    .withListed(gathered.listed());
        }
    }
}
