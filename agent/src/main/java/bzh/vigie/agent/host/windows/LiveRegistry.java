package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.NameList;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.host.offline.HiveRegistry;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The registry of this Windows while it runs. Users whose hives are not loaded are read from their files by our own reader:
 * nothing is loaded for it. Thread-safe.
 */
final class LiveRegistry implements Registry {
    private static final int MAX_OF_KEY = 4 << 20;
    private static final int MAX_NAMES = 8 << 20;
    private static final String CURRENT_VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

    private final KernelNames names;
    private final HiveRegistry unloaded;
    private final LongAdder unread = new LongAdder();

    /** That of this machine, with these files. */
    LiveRegistry(Files files) {
        this.names = new KernelNames(controlSet());
        HostPath windows = key(CURRENT_VERSION)
                .ifFound()
                .flatMap(key -> key.text("SystemRoot"))
                .flatMap(WindowsPath::parse)
                .orElse(HostPath.of("/C:/Windows"));
        this.unloaded = HiveRegistry.ofUsers(files, windows.child("System32/config"), this);
    }

    /** Which control set was started, by its number in Select. */
    private static String controlSet() {
        Optional<OpenKey> select = OpenKey.open(KernelNames.MACHINE + "\\SYSTEM\\Select", OpenKey.QUERY)
                .key();
        long number = 1;
        if (select.isPresent()) {
            try (OpenKey key = select.get()) {
                number = values(key, new LongAdder()).stream()
                        .filter(value -> value.name().equalsIgnoreCase("Current"))
                        .map(RegistryValue::data)
                        .filter(RegistryValue.Data.Numeric.class::isInstance)
                        .map(RegistryValue.Data.Numeric.class::cast)
                        .map(RegistryValue.Data.Numeric::value)
                        .findFirst()
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
                        return values(key, unread).stream()
                                .filter(value -> value.name().equalsIgnoreCase("SymbolicLinkValue"))
                                .map(RegistryValue::data)
                                .filter(RegistryValue.Data.Link.class::isInstance)
                                .map(data -> names.normal(((RegistryValue.Data.Link) data).target()))
                                .findFirst();
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
        return opening.key().map(Reading::found).orElseGet(() -> failed(opening.status(), path));
    }

    private static <T> Reading<T> failed(int status, String path) {
        Reading<T> failed = NtStatus.failed(status, path);
        return failed instanceof Reading.Refused<T>(ReasonCode reason, String ignored) && reason == ReasonCode.NO_RIGHT
                ? Reading.refused(reason, SourceText.detail("windows-no-right", path))
                : failed;
    }

    private RegistryKey read(String path, OpenKey key) {
        String normal = key.name().map(names::normal).orElse(path);
        OpenKey.Head head = key.head().orElse(new OpenKey.Head(0, ""));
        return new RegistryKey(
                normal,
                head.className(),
                FileDetails.micros(head.written()),
                values(key, unread),
                subkeys(normal, key));
    }

    private static List<RegistryValue> values(OpenKey key, LongAdder unread) {
        List<RegistryValue> values = new ArrayList<>();
        int room = MAX_OF_KEY;
        for (int index = 0; ; index++) {
            OpenKey.Next<OpenKey.Value> next = key.value(index, Math.min(OpenKey.MAX_DATA, room));
            if (next.isEnd()) {
                return values;
            }
            if (next.value().isEmpty()) {
                unread.increment();
                if (!NtStatus.wantsMore(next.status())) {
                    return values;
                }
                continue;
            }
            OpenKey.Value read = next.value().get();
            if (!read.whole()) {
                unread.increment();
            }
            room -= read.bytes() + 2 * read.value().name().length();
            if (room <= 0) {
                unread.increment();
                return values;
            }
            values.add(read.value());
        }
    }

    private NameList subkeys(String path, OpenKey key) {
        NameList.Builder subkeys = new NameList.Builder();
        boolean ofSystem = path.equals("HKLM\\SYSTEM");
        boolean hasCurrent = false;
        int room = MAX_NAMES;
        for (int index = 0; ; index++) {
            OpenKey.Next<String> next = key.subkey(index);
            if (next.isEnd()) {
                return subkeys.build();
            }
            String name = next.value().orElse("");
            room -= name.length();
            if (next.value().isEmpty() || room < 0) {
                unread.increment();
                return subkeys.build();
            }
            boolean current = ofSystem && names.isCurrent(name);
            if (!current) {
                subkeys.add(name);
            } else if (!hasCurrent) {
                subkeys.add("CurrentControlSet");
                hasCurrent = true;
            }
        }
    }
}
