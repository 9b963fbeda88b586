package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.ServiceRow.Settings;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is loaded into the kernel against the services that load it and the files that it comes from. What no service names is
 * told without a trait: a library that others load has none, and those of Windows are folded by their signature. Copies of
 * drivers that write a memory dump have no file of their own. A list that shows less than half of what runs is not compared.
 */
public final class LoadedDrivers implements CrossCheck {
    /** Names of the items: what speaks against it. */
    static final String NO_FILE = "no file";

    static final String NO_SERVICE = "no service";
    static final String NOT_SHOWN = "not shown";

    private static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

    /** Before the name of a driver of the disk that is loaded a second time, to write a memory dump or to hibernate. */
    private static final List<String> COPIES = List.of("dump_", "hiber_");

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return told.services()
                .then(rows -> told.loadedDrivers()
                        .then(loaded -> registry.key(SERVICES)
                                .then(keys -> new Pass(registry, around, loaded).compare(rows, keys))));
    }

    private static final class Pass {
        private final Registry registry;
        private final Surroundings around;
        private final String windows;

        /** As the kernel names them, by their names below Windows or whole; folded. */
        private final Map<String, String> loaded = new TreeMap<>();

        private final Set<String> loadedFiles = new HashSet<>();
        private final Set<String> named = new HashSet<>();
        private final List<Difference> differences = new ArrayList<>();
        private Optional<Refused<?>> unread = Optional.empty();

        Pass(Registry registry, Surroundings around, List<String> loaded) {
            this.registry = registry;
            this.around = around;
            this.windows = around.expand("%SystemRoot%");
            for (String path : loaded) {
                String folded = ImagePath.ofWindows(path, windows);
                this.loaded.put(folded, path);
                loadedFiles.add(ImagePath.file(folded));
            }
        }

        Reading<Look> compare(List<ServiceRow> rows, RegistryKey services) {
            List<ServiceRow> running = rows.stream()
                    .filter(row -> row.isRunning()
                            && ServiceKey.isDriver(row.type())
                            && row.settings().isPresent())
                    .sorted(Comparator.comparing(ServiceRow::name))
                    .toList();
            if (2 * running.stream().filter(this::isShown).count() < running.size()) {
                return Reading.refused(ReasonCode.NOT_SUPPORTED, SourceText.detail("system-drivers-not-told"));
            }
            running.stream().filter(row -> !isShown(row)).forEach(this::notShown);
            services.subkeys().forEach(this::name);
            loaded.forEach(this::loaded);
            return Reading.found(new Look(differences, unread));
        }

        private boolean isShown(ServiceRow row) {
            return loadedFiles.contains(file(row.settings().map(Settings::image).orElse(""), row.name()));
        }

        /** The name of a driver's file; without a path it is that of its service. */
        private String file(String image, String service) {
            return image.isBlank()
                    ? WindowsPath.fold(service + ".sys")
                    : ImagePath.file(ImagePath.ofWindows(image, windows));
        }

        private void notShown(ServiceRow row) {
            String image = row.settings()
                    .map(Settings::image)
                    .filter(text -> !text.isBlank())
                    .orElse("system32\\drivers\\" + row.name() + ".sys");
            String value = "runs for the service manager, not among what the kernel says is loaded: " + image;
            Draft draft =
                    Draft.of(NOT_SHOWN, value, new WindowsRun.Driver(image)).with(Trait.HIDDEN, true);
            differences.add(new Difference(SERVICES + Registry.SEPARATOR + row.name(), 0, draft));
        }

        private void name(String service) {
            switch (registry.key(SERVICES + Registry.SEPARATOR + service)) {
                case Found<RegistryKey>(RegistryKey key) -> {
                    ServiceKey driver = new ServiceKey(key);
                    if (driver.isDriver()) {
                        named.add(file(driver.image(), service));
                    }
                }
                case Absent<RegistryKey> ignored -> {}
                case Refused<RegistryKey> refused -> unread = Optional.of(refused);
            }
        }

        private void loaded(String folded, String path) {
            Optional<String> whole = whole(path);
            boolean gone =
                    whole.flatMap(WindowsPath::parse).filter(this::isGone).isPresent();
            if (gone && !isCopy(ImagePath.file(folded))) {
                add(
                        whole.orElse(path),
                        Draft.of(NO_FILE, "loaded into the kernel, its file is not there: " + path, new Run.Nothing())
                                .with(Trait.MISMATCH, true));
            } else if (!gone && !named.contains(ImagePath.file(folded))) {
                String shown = whole.orElse(path);
                add(shown, Draft.of(NO_SERVICE, shown, new WindowsRun.Driver(path)));
            }
        }

        private void add(String source, Draft draft) {
            differences.add(new Difference(source, 0, draft));
        }

        /** Whether the driver that it is a copy of is loaded or on the disk. */
        private boolean isCopy(String file) {
            return COPIES.stream()
                    .map(WindowsPath::fold)
                    .filter(file::startsWith)
                    .map(start -> file.substring(start.length()))
                    .anyMatch(original -> loadedFiles.contains(original)
                            || WindowsPath.parse(windows + "\\System32\\drivers\\" + original)
                                    .filter(there -> !isGone(there))
                                    .isPresent());
        }

        private boolean isGone(HostPath file) {
            return switch (around.open(file)) {
                case Found<OpenFile>(OpenFile open) -> {
                    open.close();
                    yield false;
                }
                case Absent<OpenFile> ignored -> true;
                case Refused<OpenFile> ignored -> false;
            };
        }

        /** The path that begins with a drive; empty where the kernel names it by a device or not wholly. */
        private Optional<String> whole(String path) {
            String text = path.startsWith("\\??\\") ? path.substring(4) : path;
            String folded = WindowsPath.fold(text);
            String root = WindowsPath.fold("\\SystemRoot\\");
            if (folded.startsWith(root)) {
                return Optional.of(windows + "\\" + text.substring(root.length()));
            }
            if (folded.startsWith(WindowsPath.fold("\\Windows\\"))) {
                return Optional.of(windows.substring(0, 2) + text);
            }
            return text.length() > 2 && text.charAt(1) == ':' ? Optional.of(text) : Optional.empty();
        }
    }
}
