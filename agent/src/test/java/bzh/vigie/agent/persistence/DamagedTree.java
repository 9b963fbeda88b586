package bzh.vigie.agent.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.LocationStatus.State;
import bzh.vigie.event.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A Windows with something of every format in it, to be damaged one place at a time: what a scan says of it then, held against what
 * it said of the sound one.
 */
final class DamagedTree {
    static final String START = "ProgramData/Microsoft/Windows/Start Menu/Programs/Startup/";

    private static final String NEIGHBOUR = "Users/voisin/NTUSER.DAT";
    private static final Path PROGRAM =
            Path.of("src/test/resources/bzh/vigie/agent/windows/program/specimens/stamped.exe");
    private static final List<String> LAID = List.of(
            "windows.account.local",
            "windows.account.right",
            "windows.certificate.root",
            "windows.firewall.rule",
            "windows.service",
            "windows.service.key-rights",
            "windows.winsock.protocol",
            "windows.run-key.machine",
            "windows.run-key.user",
            "windows.com.class",
            "windows.com.class-user",
            "windows.task.definition",
            "windows.bits",
            "windows.browser.firefox-add-on-user",
            "windows.browser.profile-extension-user",
            "windows.exchange.transport-agent",
            "windows.iis.configuration",
            "windows.policy.domain-preference",
            "windows.policy.preference",
            "windows.policy.registry",
            "windows.policy.registry-user",
            "windows.policy.script-file",
            "windows.policy.security-template",
            "windows.shim.database",
            "windows.shortcut",
            "windows.shortcut-user",
            "windows.start-folder",
            "windows.start-folder-user",
            "windows.task.job",
            "windows.task.power-shell-job-user",
            "windows.terminal-user",
            "windows.wmi.subscription");

    private final Path root;
    private final String registry;
    private final Map<String, List<String>> before;
    private final List<String> untold = new ArrayList<>();

    /** Makes it below that directory, which is empty. */
    DamagedTree(Path root) throws IOException {
        this.root = root;
        StringBuilder reg = new StringBuilder();
        for (String each : LAID) {
            Path keys = CatalogueTest.FIXTURES.resolve(each).resolve("registry.reg");
            if (Files.exists(keys)) {
                reg.append(RegText.decoded(Files.readAllBytes(keys))).append('\n');
            }
        }
        registry = reg.toString();
        WindowsTree.make(root, registry);
        for (String each : LAID) {
            Path host = CatalogueTest.FIXTURES.resolve(each).resolve("host");
            if (Files.exists(host)) {
                Trees.copy(host, root);
            }
        }
        write(NEIGHBOUR, Files.readAllBytes(root.resolve("Users/agent/NTUSER.DAT")));
        write(
                "Users/agent/AppData/Roaming/Microsoft/Templates/Normal.dotm",
                new ByteWriter().hex("d0cf11e0a1b11ae1").zeros(1_000).toBytes());
        write(
                "Windows/System32/CatRoot/{F750E6C3-38EE-11D1-85E5-00C04FC295EE}/a.cat",
                new ByteWriter()
                        .hex("3082010006092a864886f70d010702")
                        .zeros(300)
                        .toBytes());
        write(START + "lien.url", "[InternetShortcut]\r\nURL=file:///C:/Tools/backup.exe\r\n".getBytes(UTF_8));
        write("Tools/backup.exe", Files.readAllBytes(PROGRAM));
        before = scan();
        assertTrue(before.size() > 200, before.size() + " places");
    }

    Path file(String path) {
        return root.resolve(path);
    }

    /** The text of its registry. */
    String registry() {
        return registry;
    }

    /** Makes its hives anew, with that text behind that of its registry. */
    void registry(String more) throws IOException {
        WindowsTree.make(root, registry + more);
        write("Tools/backup.exe", Files.readAllBytes(PROGRAM));
    }

    /** What the sound one says of each location. */
    Map<String, List<String>> before() {
        return before;
    }

    /** Each item that was lost from a location that says that it was read whole. */
    List<String> untold() {
        return untold;
    }

    private void write(String file, byte[] content) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, content);
    }

    /** Identifiers of those locations. */
    static Set<String> ids(Predicate<Location> locations) {
        return Catalogue.windows().stream()
                .filter(locations)
                .map(Location::id)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * One line for each location that is not as before.
     *
     * @param what is damaged, and how
     * @param concerns the locations that may be others; fails where another one is
     */
    List<String> difference(String what, Predicate<Location> concerns) {
        return differences(Map.of(what, ids(concerns))).getOrDefault(what, List.of());
    }

    /**
     * Lines, as {@link #difference} gives them, for several that are damaged at a time.
     *
     * @param concerns the locations of each that may be others, none of which is another's
     */
    Map<String, List<String>> differences(Map<String, Set<String>> concerns) {
        Map<String, List<String>> now = scan();
        Map<String, Map<String, String>> states = new TreeMap<>();
        for (Map.Entry<String, List<String>> place : before.entrySet()) {
            String name = place.getKey();
            List<String> there = now.getOrDefault(name, List.of("gone"));
            if (there.equals(place.getValue())) {
                continue;
            }
            String what = concerns.entrySet().stream()
                    .filter(each -> each.getValue().contains(name.split(" ", 2)[0]))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(
                            concerns.keySet() + ": " + name + " was " + place.getValue() + "\n and is " + there));
            List<String> lost =
                    new ArrayList<>(place.getValue().subList(1, place.getValue().size()));
            lost.removeAll(there);
            String state = there.getFirst();
            if (!lost.isEmpty() && !state.startsWith("partial") && !state.startsWith("unreadable")) {
                untold.add(what + ": " + name + " lost " + lost + " and says " + there);
            }
            String ignored = states.computeIfAbsent(what, _ -> new TreeMap<>())
                    .merge(state + (lost.isEmpty() ? "" : ", lost"), name, (a, b) -> a + ", " + b);
        }
        Map<String, List<String>> lines = new TreeMap<>();
        for (String what : concerns.keySet()) {
            List<String> of = states.getOrDefault(what, Map.of()).entrySet().stream()
                    .map(each -> what + "\t" + each.getKey() + "\t"
                            + (each.getValue().length() > 300 ? "many locations" : each.getValue()))
                    .toList();
            lines.put(what, of.isEmpty() ? List.of(what + "\tnothing lost") : of);
        }
        return lines;
    }

    /** State and reason of each location for each account, then where each of its items is and its name. */
    Map<String, List<String>> scan() {
        Map<String, List<String>> all = new TreeMap<>();
        List<String> items = new ArrayList<>();
        try (Machine machine = MountedWindows.open(root).ifFound().orElseThrow()) {
            Scan.of(machine, Trees.CLOCK, new Scan.Output() {
                @Override
                public void item(Item item) {
                    // Without the list of profiles the account goes by its folder.
                    items.add(item.source().replace(WindowsTree.SID, "-agent") + " " + item.name());
                }

                @Override
                public void place(Scan.Place place) {
                    boolean told = place.state() == State.READ || place.state() == State.NOT_APPLICABLE;
                    assertTrue(
                            told
                                    || (place.reason() != ReasonCode.NONE
                                            && !place.detail().isBlank()),
                            place::toString);
                    List<String> of = new ArrayList<>();
                    of.add(ItemFields.word(place.state()) + " " + ItemFields.word(place.reason()));
                    of.addAll(items);
                    items.clear();
                    all.put(
                            place.location()
                                    + place.account()
                                            .map(Account::name)
                                            .map(n -> " " + n)
                                            .orElse(""),
                            of);
                }
            });
        }
        return all;
    }
}
