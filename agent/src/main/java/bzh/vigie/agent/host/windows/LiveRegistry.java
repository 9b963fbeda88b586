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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The registry of this Windows while it runs. Users whose hives are not loaded are read from their files by our own reader:
 * nothing is loaded for it. Thread-safe.
 */
final class LiveRegistry implements Registry {
    private static final String CURRENT_VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

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
        HostPath windows = key(CURRENT_VERSION)
                .ifFound()
                .flatMap(key -> key.text("SystemRoot"))
                .flatMap(WindowsPath::parse)
                .orElse(HostPath.of("/C:/Windows"));
        return HiveRegistry.ofUsers(files, windows.child("System32/config"), this);
    }

    /** How the kernel names its keys. */
    KernelNames names() {
        return names;
    }

    /** Which control set was started, by its number in Select. */
    private static String controlSet() {
        Optional<OpenKey> select = OpenKey.open(KernelNames.MACHINE + "\\SYSTEM\\Select", OpenKey.QUERY)
                .key();
        long number = 1;
        if (select.isPresent()) {
            try (OpenKey key = select.get()) {
                number = data(values(key), "Current", RegistryValue.Data.Numeric.class)
                        .map(RegistryValue.Data.Numeric::value)
                        .orElse(1L);
            }
        }
        return String.format(Locale.ROOT, "ControlSet%03d", number);
    }

    @Override
    public Reading<RegistryKey> key(String path) {
        return isUnloaded(path)
                ? unloaded.key(path)
                : open(path, OpenKey.QUERY).then(key -> {
                    try (key) {
                        return Reading.found(read(path, key));
                    }
                });
    }

    @Override
    public Reading<byte[]> security(String path) {
        return isUnloaded(path)
                ? unloaded.security(path)
                : open(path, OpenKey.READ_CONTROL).then(key -> {
                    try (key) {
                        return key.security().map(Reading::found).orElseGet(Reading::absent);
                    }
                });
    }

    @Override
    public Optional<String> link(String path) {
        if (isUnloaded(path)) {
            return unloaded.link(path);
        }
        return names.kernel(path)
                .map(OpenKey::openLink)
                .flatMap(OpenKey.Opening::key)
                .flatMap(key -> {
                    try (key) {
                        KeyGathering gathered = values(key);
                        unread.add(gathered.unread());
                        return data(gathered, "SymbolicLinkValue", RegistryValue.Data.Link.class)
                                .map(link -> names.normal(link.target()));
                    }
                });
    }

    @Override
    public List<Profile> profiles() {
        return unloaded.profiles().stream()
                .map(profile -> isLoaded(profile.id())
                        ? new Profile(profile.id(), profile.name(), profile.folder(), Reading.found(State.LOADED))
                        : profile)
                .toList();
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
    public void close() {
        unloaded.close();
    }

    private boolean isUnloaded(String path) {
        String[] parts = path.split("\\\\", 3);
        return parts.length > 1 && parts[0].equalsIgnoreCase("HKU") && !isLoaded(parts[1]);
    }

    private static boolean isLoaded(String id) {
        Optional<OpenKey> root =
                OpenKey.open(KernelNames.userRoot(id), OpenKey.QUERY).key();
        root.ifPresent(OpenKey::close);
        return root.isPresent();
    }

    private Reading<OpenKey> open(String path, int access) {
        Optional<String> kernel = names.kernel(path);
        if (kernel.isEmpty()) {
            return Reading.absent();
        }
        OpenKey.Opening opening = OpenKey.open(kernel.get(), access);
        return opening.key().map(Reading::found).orElseGet(() -> NtStatus.failed(opening.status(), path));
    }

    private RegistryKey read(String path, OpenKey key) {
        String normal = key.name().map(names::normal).orElse(path);
        OpenKey.Head head = key.head().orElse(new OpenKey.Head(0, ""));
        KeyGathering gathered = values(key);
        subkeys(normal, key, gathered);
        unread.add(gathered.unread());
        return new RegistryKey(
                normal, head.className(), FileDetails.micros(head.written()), gathered.values(), gathered.subkeys());
    }

    private static KeyGathering values(OpenKey key) {
        KeyGathering gathered = new KeyGathering();
        boolean more = true;
        for (int index = 0; more; index++) {
            OpenKey.Next<OpenKey.Value> next = key.value(index, gathered.room());
            if (next.value().isPresent()) {
                OpenKey.Value read = next.value().get();
                more = gathered.value(read.value(), read.bytes(), read.size());
            } else if (next.isEnd()) {
                more = false;
            } else {
                gathered.missed();
                more = NtStatus.wantsMore(next.status());
            }
        }
        return gathered;
    }

    private void subkeys(String path, OpenKey key, KeyGathering to) {
        boolean ofSystem = path.equals("HKLM\\SYSTEM");
        boolean hasCurrent = false;
        for (int index = 0; ; index++) {
            OpenKey.Next<String> next = key.subkey(index);
            if (next.value().isEmpty()) {
                if (!next.isEnd()) {
                    to.missed();
                }
                return;
            }
            String name = next.value().get();
            if (!to.hasRoomFor(name)) {
                return;
            }
            boolean current = ofSystem && names.isCurrent(name);
            if (!current) {
                to.subkey(name);
            } else if (!hasCurrent) {
                to.subkey("CurrentControlSet");
                hasCurrent = true;
            }
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
