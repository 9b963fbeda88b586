package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.KeyGathering;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.regf.Hive;
import bzh.vigie.agent.windows.regf.Key;
import bzh.vigie.agent.windows.regf.Value;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.LetterCase;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The registry of a Windows that does not run, from the files of its hives and the logs beside them, which are replayed in memory.
 * Hives of users are opened when they are asked for, a few at a time. Thread-safe.
 */
public final class HiveRegistry implements Registry {
    private static final int MAX_LINKS = 8;

    private static final String CLASSES = "software\\classes";

    /** The name under which Windows also shows the settings of the system. */
    private static final String DEFAULT = ".default";

    private static final String SYSTEM = "s-1-5-18";

    private final Files files;
    private final HostPath config;
    private final HiveSource hives;
    private final String controlSet;
    private final Map<String, Profiles.Hives> users = new LinkedHashMap<>();

    /** Of a Windows that runs, where profiles come and go. */
    private final Optional<Registry> machine;

    private final Trail trail = new Trail();
    private List<Profile> profiles;
    private long unread;

    /**
     * That of the system in these files.
     *
     * @param config the folder with the machine's hives
     */
    HiveRegistry(Files files, HostPath config) {
        this.files = files;
        this.config = config;
        this.hives = new OpenHives(files);
        this.machine = Optional.empty();
        this.controlSet = current(hive(config.child("system")).ifFound());
        this.profiles =
                keep(Profiles.of(files, this, config, file -> hive(file).then(ignored -> Reading.found(State.FILE))));
    }

    private HiveRegistry(Files files, HostPath config, Registry machine) {
        this.files = files;
        this.config = config;
        this.hives = new HiveCopies(files);
        this.machine = Optional.of(machine);
        this.controlSet = current(Optional.empty());
        this.profiles = ofNow(machine);
    }

    /** Without opening a hive: whoever asks for a key is told what is wrong with it. */
    private List<Profile> ofNow(Registry of) {
        users.clear();
        return keep(Profiles.of(
                files, of, config, file -> files.status(file).then(ignored -> Reading.found(State.FILE))));
    }

    /**
     * The settings of users alone, of a Windows that runs: those that it has not loaded, since the files of the others are locked.
     * No file stays open; who has a profile is looked up whenever the profiles are asked for.
     *
     * @param config the folder with the machine's hives
     * @param machine tells which profiles there are
     */
    public static HiveRegistry ofUsers(Files files, HostPath config, Registry machine) {
        return new HiveRegistry(files, config, machine);
    }

    private List<Profile> keep(Profiles found) {
        found.hives()
                .forEach(hives -> users.put(WindowsPath.fold(hives.profile().id()), hives));
        return found.hives().stream().map(Profiles.Hives::profile).toList();
    }

    /** Which control set was started last, by its number in Select. */
    private static String current(Optional<Hive> system) {
        long number = system.flatMap(hive -> hive.key("Select"))
                .flatMap(key -> key.value("Current"))
                .map(value -> RegistryValue.Data.of(value.type(), value.data(4)))
                .map(data -> data instanceof RegistryValue.Data.Numeric(long current) ? current : 1L)
                .filter(current -> current > 0 && current < 1_000)
                .orElse(1L);
        return String.format(Locale.ROOT, "ControlSet%03d", number);
    }

    @Override
    public synchronized List<Profile> profiles() {
        machine.ifPresent(running -> profiles = ofNow(running));
        return profiles;
    }

    @Override
    public synchronized Reading<RegistryKey> key(String path) {
        return found(path, 0).then(place -> Reading.found(read(place.path(), place.key())));
    }

    @Override
    public synchronized Optional<Refused<?>> doubt(String path) {
        return place(path)
                .ifFound()
                .flatMap(where -> where.hive()
                        .doubt()
                        .map(doubt -> new Refused<>(
                                ReasonCode.NOT_CLOSED, SourceText.detail(sentence(doubt), where.root()))));
    }

    private static String sentence(Hive.Doubt doubt) {
        return switch (doubt) {
            case NO_LOG -> "hive-no-log";
            case OTHER_HIVE -> "hive-other-hive";
            case ENTRIES_MISSING -> "hive-entries-missing";
            case LOG_NOT_WHOLE -> "hive-log-not-whole";
        };
    }

    @Override
    public synchronized Reading<byte[]> security(String path) {
        return found(path, 0).then(place -> {
            byte[] descriptor = place.key().security();
            return descriptor.length == 0 ? Reading.absent() : Reading.found(descriptor);
        });
    }

    @Override
    public synchronized long unread() {
        return unread + hives.unread();
    }

    @Override
    public synchronized Optional<String> link(String path) {
        return place(path)
                .ifFound()
                .flatMap(place -> at(place.hive(), place.below()))
                .filter(Key::isLink)
                .flatMap(Key::link)
                .map(this::normal);
    }

    @Override
    public synchronized void rest() {
        trail.forget();
        machine.ifPresent(ignored -> hives.forget());
    }

    @Override
    public synchronized void close() {
        trail.forget();
        hives.forget();
    }

    /** A key, and its path with the names as the hive has them. */
    private record Place(String path, Key key) {}

    /** In which hive, and where below its root, a path is. */
    private record Where(String root, Hive hive, List<String> below) {}

    private Reading<Place> found(String path, int links) {
        return place(path).then(where -> {
            List<String> below = where.below();
            trail.startAt(where.root(), where.hive().root());
            for (int i = 0; i < below.size(); i++) {
                String asked = below.get(i);
                if (trail.follows(i, asked)) {
                    continue;
                }
                Optional<Key> next = trail.key().subkey(asked);
                if (next.isEmpty()) {
                    return Reading.absent();
                }
                Key at = next.get();
                if (at.isLink()) {
                    Optional<String> target = at.link().map(this::normal);
                    String rest = String.join("\\", below.subList(i + 1, below.size()));
                    return target.isEmpty() || links >= MAX_LINKS
                            ? Reading.absent()
                            : found(rest.isEmpty() ? target.get() : target.get() + SEPARATOR + rest, links + 1);
                }
                trail.add(asked, i == 0 && isControlSet(where.root(), at) ? "CurrentControlSet" : at.name(), at);
            }
            trail.endAt(below.size());
            return Reading.found(new Place(trail.path(), trail.key()));
        });
    }

    private boolean isControlSet(String root, Key key) {
        return root.equals("HKLM\\SYSTEM") && LetterCase.same(key.name(), controlSet);
    }

    private static Optional<Key> at(Hive hive, List<String> below) {
        Optional<Key> at = Optional.of(hive.root());
        for (String name : below) {
            at = at.flatMap(key -> key.subkey(name));
        }
        return at;
    }

    private Reading<Where> place(String path) {
        String[] names = path.split("\\\\", -1);
        if (names.length < 2) {
            return Reading.absent();
        }
        List<String> below = List.of(names).subList(2, names.length);
        return switch (WindowsPath.fold(names[0])) {
            case "hklm" -> machine(WindowsPath.fold(names[1]), below);
            case "hku" -> user(WindowsPath.fold(names[1]), below);
            default -> Reading.absent();
        };
    }

    private Reading<Where> machine(String hive, List<String> below) {
        return switch (hive) {
            case "software", "sam", "security" -> in(config.child(hive), "HKLM\\" + upper(hive), below);
            case "system" -> in(config.child(hive), "HKLM\\SYSTEM", current(below));
            case "bcd00000000" ->
                in(HostPath.ROOT.child(config.components().getFirst()).child("Boot/BCD"), "HKLM\\BCD00000000", below);
            default -> Reading.absent();
        };
    }

    private static String upper(String hive) {
        return hive.toUpperCase(Locale.ROOT);
    }

    private List<String> current(List<String> below) {
        if (below.isEmpty() || !LetterCase.same(below.getFirst(), "CurrentControlSet")) {
            return below;
        }
        List<String> there = new ArrayList<>(below);
        there.set(0, controlSet);
        return there;
    }

    private Reading<Where> user(String id, List<String> below) {
        String known = id.equals(DEFAULT) ? SYSTEM : id;
        if (!users.containsKey(known)) {
            machine.ifPresent(running -> profiles = ofNow(running));
        }
        Profiles.Hives hives = users.get(known);
        if (hives == null) {
            return Reading.absent();
        }
        String root = "HKU\\" + hives.profile().id();
        boolean classes = below.size() > 1
                && WindowsPath.fold(below.get(0) + "\\" + below.get(1)).equals(CLASSES);
        if (classes && hives.classes().isPresent()) {
            return in(hives.classes().get(), root + "\\Software\\Classes", below.subList(2, below.size()));
        }
        return hives.settings().map(file -> in(file, root, below)).orElseGet(Reading::absent);
    }

    private Reading<Where> in(HostPath file, String root, List<String> below) {
        return hive(file).then(hive -> Reading.found(new Where(root, hive, below)));
    }

    /** The hive in that file, opened where it is not. */
    private Reading<Hive> hive(HostPath file) {
        return switch (hives.open(file)) {
            case Found<Hive> found -> found;
            case Absent<Hive> ignored -> notThere(file);
            // What its bytes are like is told without the name, the rest with it.
            case Refused<Hive>(ReasonCode reason, String detail) ->
                Reading.refused(
                        reason, reason == ReasonCode.MALFORMED ? WindowsPath.text(file) + ": " + detail : detail);
        };
    }

    /** A system has both of the first ones: where one is gone, or a link leads nowhere, nobody knows what it held. */
    private Reading<Hive> notThere(HostPath file) {
        boolean needed = file.equals(config.child("system")) || file.equals(config.child("software"));
        boolean link = files.statusOfLink(file).ifFound().isPresent();
        return needed || link
                ? Reading.refused(ReasonCode.NOT_PRESENT, SourceText.detail("hive-not-there"))
                : Reading.absent();
    }

    private RegistryKey read(String path, Key key) {
        KeyGathering gathered = new KeyGathering();
        for (Value value : (Iterable<Value>) key.values()::iterator) {
            byte[] data = value.data(gathered.room());
            RegistryValue read = new RegistryValue(value.name(), RegistryValue.Data.of(value.type(), data));
            if (!gathered.value(read, data.length, value.size())) {
                break;
            }
        }
        subkeys(path, key, gathered);
        unread += gathered.unread();
        return new RegistryKey(
                path,
                key.className(),
                ByteReader.micros(key.lastWritten()).orElse(0),
                gathered.values(),
                gathered.subkeys());
    }

    private void subkeys(String path, Key key, KeyGathering to) {
        boolean ofSystem = path.equals("HKLM\\SYSTEM");
        boolean classes = false;
        for (Key each : (Iterable<Key>) key.subkeys()::iterator) {
            String name = each.name();
            if (!to.hasRoomFor(name)) {
                break;
            }
            classes |= LetterCase.same(name, "Classes");
            to.subkey(ofSystem && LetterCase.same(name, controlSet) ? "CurrentControlSet" : name);
        }
        String[] parts = path.split("\\\\", -1);
        boolean ofUser = parts.length == 3 && parts[0].equals("HKU") && LetterCase.same(parts[2], "Software");
        Profiles.Hives user = ofUser ? users.get(WindowsPath.fold(parts[1])) : null;
        if (user != null && user.classes().isPresent() && !classes) {
            to.subkey("Classes");
        }
    }

    /** A path as the kernel names it in ours, where it is one of them. */
    private String normal(String kernel) {
        String text = kernel.replaceFirst("(?i)^\\\\Registry\\\\Machine\\\\", "HKLM\\\\")
                .replaceFirst(
                        "(?i)^\\\\Registry\\\\User\\\\(.+?)_Classes(?=\\\\|$)", "HKU\\\\$1\\\\Software\\\\Classes")
                .replaceFirst("(?i)^\\\\Registry\\\\User\\\\", "HKU\\\\");
        return text.replaceFirst(
                "(?i)^HKLM\\\\SYSTEM\\\\" + controlSet + "(?=\\\\|$)", "HKLM\\\\SYSTEM\\\\CurrentControlSet");
    }
}
