package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.KeyGathering;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.host.offline.HiveRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * The registry of this Windows while it runs. Users whose hives are not loaded are read from copies of their files by our own
 * reader: nothing is loaded for it and nothing stays open. Thread-safe.
 */
final class LiveRegistry implements Registry {
    private static final String CURRENT_VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

    private static final String SYSTEM = "S-1-5-18";

    private final KernelNames names;
    private final Files files;
    private volatile HiveRegistry unloaded;
    private final LongAdder unread = new LongAdder();

    /** That of this machine, with these files. */
    LiveRegistry(Files files) {
        this.files = files;
        this.names = new KernelNames(controlSet());
        this.unloaded = ofUsers();
    }

    private HiveRegistry ofUsers() {
        return HiveRegistry.ofUsers(files, config(), this);
    }

    /** The folder with the machine's hives. */
    private HostPath config() {
        return key(CURRENT_VERSION)
                .ifFound()
                .flatMap(key -> key.text("SystemRoot"))
                .flatMap(WindowsPath::parse)
                .orElse(HostPath.of("/C:/Windows"))
                .child("System32/config");
    }

    /** How the kernel names its keys. */
    KernelNames names() {
        return names;
    }

    /** Which control set was started, by its number in Select. */
    private static String controlSet() {
        long number = OpenKey.open(KernelNames.MACHINE + "\\SYSTEM\\Select", OpenKey.QUERY)
                .key()
                .flatMap(LiveRegistry::values)
                .flatMap(values -> data(values, "Current", RegistryValue.Data.Numeric.class))
                .map(RegistryValue.Data.Numeric::value)
                .orElse(1L);
        return String.format(Locale.ROOT, "ControlSet%03d", number);
    }

    @Override
    public Reading<RegistryKey> key(String path) {
        return ask(
                path,
                () -> open(path, OpenKey.QUERY).then(key -> {
                    try (key) {
                        return read(path, key);
                    }
                }),
                () -> unloaded.key(path));
    }

    @Override
    public Reading<byte[]> security(String path) {
        return ask(
                path,
                () -> open(path, OpenKey.READ_CONTROL).then(key -> {
                    try (key) {
                        SteadyKey.Next<byte[]> security = key.security();
                        return security.value()
                                .map(Reading::found)
                                .orElseGet(() -> NtStatus.failed(security.status(), path));
                    }
                }),
                () -> unloaded.security(path));
    }

    @Override
    public Optional<String> link(String path) {
        return ask(path, () -> linkOf(path), () -> told(unloaded.link(path))).ifFound();
    }

    private Reading<String> linkOf(String path) {
        Optional<KeyGathering> values = names.kernel(path)
                .map(OpenKey::openLink)
                .flatMap(OpenKey.Opening::key)
                .flatMap(LiveRegistry::values);
        values.ifPresent(gathered -> unread.add(gathered.unread()));
        return told(values.flatMap(gathered -> data(gathered, "SymbolicLinkValue", RegistryValue.Data.Link.class))
                .map(link -> names.normal(link.target())));
    }

    private static <T> Reading<T> told(Optional<T> value) {
        return value.map(Reading::found).orElseGet(Reading::absent);
    }

    /** The machine's keys are loaded always. */
    private static <T> Reading<T> ask(String path, Supplier<Reading<T>> live, Supplier<Reading<T>> file) {
        String[] parts = path.split("\\\\", 3);
        return parts.length > 1 && parts[0].equalsIgnoreCase("HKU")
                ? LoadedOrFile.ask(() -> isLoaded(parts[1]), live, file, path)
                : live.get();
    }

    @Override
    public List<Profile> profiles() {
        List<Profile> profiles = new ArrayList<>();
        for (Profile profile : unloaded.profiles()) {
            profiles.add(
                    isLoaded(profile.id())
                            ? new Profile(profile.id(), profile.name(), profile.folder(), Reading.found(State.LOADED))
                            : profile);
        }
        // The system's own settings are loaded always, whether or not the list of profiles or a folder names them.
        if (profiles.stream().noneMatch(profile -> profile.id().equals(SYSTEM)) && isLoaded(SYSTEM)) {
            profiles.add(new Profile(
                    SYSTEM, "SYSTEM", Optional.of(config().child("systemprofile")), Reading.found(State.LOADED)));
        }
        return profiles;
    }

    /** Windows keeps in order what it has loaded. */
    @Override
    public Optional<Reading.Refused<?>> doubt(String path) {
        return ask(path, Reading::<Reading.Refused<?>>absent, () -> told(unloaded.doubt(path)))
                .ifFound();
    }

    @Override
    public void renew() {
        HiveRegistry before = unloaded;
        unloaded = ofUsers();
        before.close();
    }

    @Override
    public long unread() {
        return unread.sum() + unloaded.unread();
    }

    @Override
    public void rest() {
        unloaded.rest();
    }

    @Override
    public void close() {
        unloaded.close();
    }

    private static boolean isLoaded(String id) {
        OpenKey.Opening root = OpenKey.open(KernelNames.userRoot(id), OpenKey.QUERY);
        root.key().ifPresent(OpenKey::close);
        return root.key().isPresent() || NtStatus.failed(root.status(), id) instanceof Reading.Refused<?>;
    }

    private Reading<OpenKey> open(String path, int access) {
        Optional<String> kernel = names.kernel(path);
        if (kernel.isEmpty()) {
            return Reading.absent();
        }
        OpenKey.Opening opening = OpenKey.open(kernel.get(), access);
        return opening.key().map(Reading::found).orElseGet(() -> NtStatus.failed(opening.status(), path));
    }

    private Reading<RegistryKey> read(String path, OpenKey key) {
        String normal = key.name().map(names::normal).orElse(path);
        Reading<SteadyKey.Content> content = normal.equals("HKLM\\SYSTEM")
                ? SteadyKey.read(key, name -> names.isCurrent(name) ? KernelNames.CURRENT : name)
                : SteadyKey.read(key);
        return content.then(read -> {
            KeyGathering gathered = read.gathered();
            unread.add(gathered.unread());
            return Reading.found(new RegistryKey(
                    normal,
                    read.head().className(),
                    FileDetails.micros(read.head().written()),
                    gathered.values(),
                    gathered.subkeys()));
        });
    }

    /** Those of a key, which is closed. */
    private static Optional<KeyGathering> values(OpenKey key) {
        try (key) {
            return SteadyKey.read(key).ifFound().map(SteadyKey.Content::gathered);
        }
    }

    /** What the value of that name holds, where it is of that kind. */
    private static <T extends RegistryValue.Data> Optional<T> data(KeyGathering of, String name, Class<T> kind) {
        return of.values().stream()
                .filter(value -> value.name().equalsIgnoreCase(name))
                .map(RegistryValue::data)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }
}
