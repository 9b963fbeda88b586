package bzh.vigie.agent.host;

import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A registry in memory. Thread-safe. */
public final class FakeRegistry implements Registry {
    /** The user whose settings HKEY_CURRENT_USER stands for. */
    public static final Profile USER = new Profile(
            "S-1-5-21-1004336348-1177238915-682003330-1001",
            "agent",
            Optional.of(HostPath.of("/C:/Users/agent")),
            Reading.found(State.FILE));

    private static final class Node {
        private final String path;
        private final Map<String, RegistryValue> values = new LinkedHashMap<>();
        private final Map<String, String> children = new LinkedHashMap<>();

        Node(String path) {
            this.path = path;
        }
    }

    private final Map<String, Node> nodes = new HashMap<>();
    private final List<Profile> profiles = new ArrayList<>(List.of(USER));
    private final List<String> refused = new ArrayList<>();

    /** One whose roots have no keys. */
    public FakeRegistry() {
        for (String root : List.of("HKLM\\SOFTWARE", "HKLM\\SYSTEM", "HKU\\" + USER.id())) {
            node(root);
        }
    }

    /** Sets a value; keys on the way are made. */
    public synchronized FakeRegistry set(String path, String name, RegistryValue.Data data) {
        node(path).values.put(WindowsPath.fold(name), new RegistryValue(name, data));
        return this;
    }

    /** Sets a text. */
    public FakeRegistry set(String path, String name, String text) {
        return set(path, name, new RegistryValue.Data.Text(text, false));
    }

    /** Makes a key. */
    public synchronized FakeRegistry make(String path) {
        node(path);
        return this;
    }

    /** Removes a value. */
    public synchronized void unset(String path, String name) {
        RegistryValue ignored = node(path).values.remove(WindowsPath.fold(name));
    }

    /** Removes a key and all below it. */
    public synchronized void remove(String path) {
        String folded = WindowsPath.fold(path);
        nodes.keySet().removeIf(key -> key.equals(folded) || key.startsWith(folded + SEPARATOR));
        int at = path.lastIndexOf(SEPARATOR);
        String ignored = node(path.substring(0, at)).children.remove(WindowsPath.fold(path.substring(at + 1)));
    }

    /** The user's settings are loaded from now on, or no longer. */
    public synchronized void load(State state) {
        profiles.replaceAll(
                profile -> new Profile(profile.id(), profile.name(), profile.folder(), Reading.found(state)));
    }

    /** One more user. */
    public synchronized FakeRegistry with(Profile profile) {
        profiles.add(profile);
        node("HKU\\" + profile.id());
        return this;
    }

    /** Nothing at or below this path can be read. */
    public FakeRegistry refuse(String path) {
        refused.add(WindowsPath.fold(path));
        return this;
    }

    private Node node(String path) {
        Node known = nodes.get(WindowsPath.fold(path));
        if (known != null) {
            return known;
        }
        Node made = new Node(path);
        int at = path.lastIndexOf(SEPARATOR);
        if (at > 0) {
            Node parent = node(path.substring(0, at));
            String name = path.substring(at + 1);
            parent.children.putIfAbsent(WindowsPath.fold(name), name);
            made = new Node(parent.path + SEPARATOR + name);
        }
        nodes.put(WindowsPath.fold(path), made);
        return made;
    }

    @Override
    public synchronized Reading<RegistryKey> key(String path) {
        String folded = WindowsPath.fold(path);
        if (refused.stream().anyMatch(folded::startsWith)) {
            return Reading.refused(ReasonCode.MALFORMED, "broken hive");
        }
        Node node = nodes.get(folded);
        return node == null
                ? Reading.absent()
                : Reading.found(new RegistryKey(
                        node.path, "", 0, List.copyOf(node.values.values()), List.copyOf(node.children.values())));
    }

    @Override
    public Reading<byte[]> security(String path) {
        return Reading.absent();
    }

    @Override
    public Optional<String> link(String path) {
        return Optional.empty();
    }

    @Override
    public synchronized List<Profile> profiles() {
        return List.copyOf(profiles);
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
