package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.Registry.State;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;

/**
 * Whose settings lie on a disk: the profiles that ProfileList names (a retired one as {@code .bak}), those of the system and its
 * services, and folders with settings that it does not name: the one that seeds new users, and those of accounts that went.
 */
record Profiles(List<Hives> hives) {
    private static final int MAX_PROFILES = 2_000;
    private static final String LIST = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList";
    private static final Map<String, String> NAMES =
            Map.of("S-1-5-18", "SYSTEM", "S-1-5-19", "LOCAL SERVICE", "S-1-5-20", "NETWORK SERVICE");
    private static final String SYSTEM = "S-1-5-18";

    /**
     * A profile and its files.
     *
     * @param settings NTUSER.DAT, or what stands for it; empty where there is none
     * @param classes UsrClass.dat
     */
    record Hives(Profile profile, Optional<HostPath> settings, Optional<HostPath> classes) {}

    /**
     * Those of a disk.
     *
     * @param registry that of its machine
     * @param config the folder with the machine's hives
     * @param state whether that hive can be read
     */
    static Profiles of(Files files, Registry registry, HostPath config, Function<HostPath, Reading<State>> state) {
        return new Search(files, config, state).profiles(registry);
    }

    private record Search(Files files, HostPath config, Function<HostPath, Reading<State>> state) {
        Profiles profiles(Registry registry) {
            List<Hives> hives = new ArrayList<>();
            Set<String> folders = new HashSet<>();
            HostPath drive = drive();
            Map<String, RegistryKey> listed = new HashMap<>();
            List<String> ids =
                    registry.key(LIST).ifFound().map(RegistryKey::subkeys).orElse(List.of());
            for (String id : ids.stream().limit(MAX_PROFILES).toList()) {
                registry.key(LIST + "\\" + id).ifFound().ifPresent(key -> listed.put(id, key));
                Optional<HostPath> folder = Optional.ofNullable(listed.get(id))
                        .flatMap(key -> key.text("ProfileImagePath"))
                        .flatMap(text -> WindowsPath.parse(
                                text.replaceFirst("(?i)^%(?:systemroot|windir)%", escaped(systemRoot()))
                                        .replaceFirst(
                                                "(?i)^%systemdrive%",
                                                WindowsPath.text(drive).substring(0, 2))));
                folder.map(HostPath::text).map(WindowsPath::fold).ifPresent(folders::add);
                hives.add(hives(
                        id,
                        NAMES.getOrDefault(id, folder.map(HostPath::nameText).orElse(id)),
                        folder));
            }
            HostPath own = config.child("systemprofile");
            service(hives, folders, SYSTEM, own);
            if (settings(own).isPresent()) {
                // The system itself has the hive DEFAULT; this one lies in its folder all the same.
                hives.add(new Hives(
                        new Profile("-systemprofile", "systemprofile", Optional.of(own), state(settings(own))),
                        settings(own),
                        classes(own)));
            }
            HostPath services = config.parent().parent().child("ServiceProfiles");
            service(hives, folders, "S-1-5-19", services.child("LocalService"));
            service(hives, folders, "S-1-5-20", services.child("NetworkService"));
            for (String parent : List.of("Users", "Documents and Settings")) {
                for (Entry entry : files.list(drive.child(parent)).ifFound().orElse(List.of())) {
                    boolean named = !folders.add(WindowsPath.fold(entry.path().text()));
                    if (entry.kind() == Kind.DIRECTORY
                            && !named
                            && settings(entry.path()).isPresent()) {
                        String name = entry.path().nameText();
                        hives.add(hives("-" + name, name, Optional.of(entry.path())));
                    }
                }
            }
            return new Profiles(List.copyOf(hives));
        }

        private String systemRoot() {
            return WindowsPath.text(config.parent().parent());
        }

        private static String escaped(String text) {
            return Matcher.quoteReplacement(text);
        }

        private void service(List<Hives> hives, Set<String> folders, String id, HostPath folder) {
            boolean known = hives.stream().anyMatch(h -> h.profile().id().equals(id));
            // A collection may hold the hive DEFAULT and nothing else of the system's own profile.
            boolean there = files.status(folder).ifFound().isPresent()
                    || (id.equals(SYSTEM) && there(config.child("DEFAULT")).isPresent());
            if (!known && there) {
                hives.add(hives(id, NAMES.getOrDefault(id, id), Optional.of(folder)));
            }
            folders.add(WindowsPath.fold(folder.text()));
        }

        private Hives hives(String id, String name, Optional<HostPath> folder) {
            Optional<HostPath> settings =
                    id.equals(SYSTEM) ? there(config.child("DEFAULT")) : folder.flatMap(this::settings);
            // The classes of the system are keys of its settings.
            Optional<HostPath> classes = id.equals(SYSTEM) ? Optional.empty() : folder.flatMap(this::classes);
            Reading<State> state = settings.isPresent() ? state(settings) : elsewhere(folder);
            return new Hives(new Profile(id, name, folder, state), settings, classes);
        }

        private Optional<HostPath> classes(HostPath folder) {
            return there(folder.child("AppData/Local/Microsoft/Windows/UsrClass.dat"));
        }

        private Reading<State> state(Optional<HostPath> settings) {
            return settings.map(state).orElseGet(Reading::absent);
        }

        /** Settings on another disk cannot be read, which is not the same as none. */
        private Reading<State> elsewhere(Optional<HostPath> folder) {
            return folder.filter(path -> !path.startsWith(drive()))
                    .map(path -> Reading.<State>refused(
                            ReasonCode.NOT_PRESENT, WindowsPath.text(path) + " is not on this disk"))
                    .orElseGet(Reading::absent);
        }

        private HostPath drive() {
            return HostPath.ROOT.child(config.components().getFirst());
        }

        /** A mandatory profile's settings win over others. */
        private Optional<HostPath> settings(HostPath folder) {
            HostPath mandatory = folder.child("NTUSER.MAN");
            HostPath own = folder.child("NTUSER.DAT");
            return regular(mandatory)
                    .or(() -> regular(own))
                    .or(() -> there(mandatory))
                    .or(() -> there(own));
        }

        /** Whatever has that name: what is no file is refused when it is opened, and told. */
        private Optional<HostPath> there(HostPath path) {
            return files.statusOfLink(path).ifFound().map(status -> path);
        }

        private Optional<HostPath> regular(HostPath path) {
            return files.status(path)
                    .ifFound()
                    .filter(status -> status.kind() == Kind.REGULAR)
                    .map(status -> path);
        }
    }
}
