package bzh.vigie.agent.windows.wmi;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.TextBudget;
import bzh.vigie.agent.windows.wmi.Subscriptions.Binding;
import bzh.vigie.agent.windows.wmi.Subscriptions.Consumer;
import bzh.vigie.agent.windows.wmi.Subscriptions.Filter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The repository of WMI, {@code %windir%\System32\wbem\Repository} (XP: {@code Repository\FS}): OBJECTS.DATA holds the objects,
 * INDEX.BTR their names, MAPPING1.MAP to MAPPING3.MAP (XP also OBJECTS.MAP and INDEX.MAP) which page is where; the mapping with
 * the highest sequence counts. Windows 2000 and older are another form, which is not read.
 */
public final class Repository {
    private static final List<String> MAPPINGS = List.of("MAPPING1.MAP", "MAPPING2.MAP", "MAPPING3.MAP");
    private static final int MAX_MAPPING = 4 << 20;
    private static final int MAX_INSTANCES = 10_000;
    private static final int MAX_NAMESPACES = 4_096;
    private static final int MAX_LEVELS = 16;
    private static final String UNKNOWN = "?";

    /** Where an instance is: the digests of its namespace and class, and where its record is. */
    private record Place(String namespace, String classDigest, long page, long id, long size) {}

    private final Map<String, Bytes> files = new HashMap<>();
    private final Set<Filter> filters = new LinkedHashSet<>();
    private final Set<Consumer> consumers = new LinkedHashSet<>();
    private final Set<Binding> bindings = new LinkedHashSet<>();
    private final TextBudget budget = new TextBudget();
    private int malformed;

    private Repository(Map<String, Bytes> files) {
        files.forEach((name, bytes) -> this.files.put(name.toUpperCase(Locale.ROOT), bytes));
    }

    /** The subscriptions of the repository whose files these are, by name in any case; any bytes give a result. */
    public static Subscriptions read(Map<String, Bytes> files) {
        return new Repository(files).subscriptions();
    }

    private Subscriptions subscriptions() {
        Optional<Mapping> mapping = mapping(MAPPINGS);
        Optional<Mapping> objects = mapping.or(() -> mapping(List.of("OBJECTS.MAP")));
        Optional<Mapping.Table> index = mapping.filter(m -> m.tables().size() > 1)
                .map(m -> m.tables().get(1))
                .or(() -> mapping(List.of("INDEX.MAP")).map(m -> m.tables().getFirst()));
        Bytes data = files.getOrDefault("OBJECTS.DATA", Bytes.NONE);
        if (objects.isPresent() && index.isPresent() && files.containsKey("INDEX.BTR")) {
            byIndex(objects.get(), index.get(), data);
        } else {
            malformed++;
        }
        boolean carved = malformed > 0;
        if (carved) {
            carve(data, objects.map(Mapping::form));
        }
        return subscriptions(carved);
    }

    private Subscriptions subscriptions(boolean carved) {
        return new Subscriptions(
                new ArrayList<>(filters), new ArrayList<>(consumers), new ArrayList<>(bindings), carved, malformed);
    }

    private Optional<Mapping> mapping(List<String> names) {
        Optional<Mapping> best = Optional.empty();
        for (String name : names) {
            Optional<Mapping> one = Optional.ofNullable(files.get(name)).flatMap(Repository::mapping);
            // It may have been the one that counts.
            malformed += files.containsKey(name) && one.isEmpty() ? 1 : 0;
            if (one.isPresent()
                    && (best.isEmpty() || one.get().sequence() > best.get().sequence())) {
                best = one;
            }
        }
        return best;
    }

    private static Optional<Mapping> mapping(Bytes bytes) {
        try {
            byte[] all = new byte[(int) Math.min(bytes.size(), MAX_MAPPING)];
            bytes.read(0, all);
            return Mapping.parse(all);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void byIndex(Mapping mapping, Mapping.Table indexTable, Bytes data) {
        Form form = mapping.form();
        Map<String, Layout> layouts = new HashMap<>();
        for (Layout layout : Layout.values()) {
            layouts.put(form.digest(layout.className), layout);
        }
        String parent = "CR_" + form.digest("__EventConsumer");
        Set<String> otherConsumers = new HashSet<>();
        List<Place> places = new ArrayList<>();
        List<Place> undecided = new ArrayList<>();
        Index index = new Index(new PagedFile(files.getOrDefault("INDEX.BTR", Bytes.NONE), indexTable), form);
        index.forEach(key -> {
            String[] parts = key.split("\\\\", -1);
            if (parts.length == 3 && parts[1].equals(parent) && parts[2].startsWith("C_")) {
                otherConsumers.add(parts[2].substring(2));
            } else if (parts.length == 3 && parts[1].startsWith("CI_") && parts[2].startsWith("IL_")) {
                Optional<Place> place = place(parts);
                List<Place> list = layouts.containsKey(parts[1].substring(3)) ? places : undecided;
                if (place.isPresent() && list.size() < MAX_INSTANCES) {
                    list.add(place.get());
                } else {
                    malformed += place.isPresent() ? 1 : 0;
                }
            }
        });
        malformed += index.malformed();
        Objects objects = new Objects(new PagedFile(data, mapping.tables().getFirst()));
        Map<String, String> namespaces = namespaces(form, objects, places);
        for (Place place : places) {
            Layout layout = layouts.get(place.classDigest());
            if (layout != null && layout != Layout.NAMESPACE) {
                byte[] record = objects.record(place.page(), place.id(), place.size());
                add(Instance.parse(record, form, layout), layout, namespaces.getOrDefault(place.namespace(), UNKNOWN));
            }
        }
        for (Place place : undecided) {
            if (otherConsumers.contains(place.classDigest())) {
                byte[] record = objects.record(place.page(), place.id(), place.size());
                addOther(Instance.ofUnknown(record, form), namespaces.getOrDefault(place.namespace(), UNKNOWN));
            }
        }
    }

    private static Optional<Place> place(String[] parts) {
        String[] end = parts[2].split("\\.", -1);
        if (end.length != 4 || !parts[0].startsWith("NS_")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Place(
                    parts[0].substring(3),
                    parts[1].substring(3),
                    Long.parseLong(end[1]),
                    Long.parseLong(end[2]),
                    Long.parseLong(end[3])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The names of namespaces by their digest, from {@code root} down. */
    private Map<String, String> namespaces(Form form, Objects objects, List<Place> places) {
        String namespaceClass = form.digest(Layout.NAMESPACE.className);
        Map<String, Set<String>> children = new HashMap<>();
        for (Place place : places) {
            if (place.classDigest().equals(namespaceClass)) {
                byte[] record = objects.record(place.page(), place.id(), place.size());
                Instance.parse(record, form, Layout.NAMESPACE)
                        .map(i -> i.value("Name"))
                        .filter(n -> !n.isEmpty())
                        .ifPresent(n -> children.computeIfAbsent(place.namespace(), k -> new LinkedHashSet<>())
                                .add(n));
            }
        }
        Map<String, String> names = new HashMap<>();
        for (String known : List.of("root", "root\\subscription", "root\\default", "root\\cimv2", "root\\wmi")) {
            names.put(form.digest(known), known);
        }
        List<String> level = List.of("root");
        for (int i = 0; i < MAX_LEVELS && !level.isEmpty(); i++) {
            List<String> next = new ArrayList<>();
            for (String name : level) {
                for (String child : children.getOrDefault(form.digest(name), Set.of())) {
                    String full = name + "\\" + child;
                    if (names.size() < MAX_NAMESPACES) {
                        names.put(form.digest(full), full);
                        next.add(full);
                    }
                }
            }
            level = next;
        }
        return names;
    }

    private void add(Optional<Instance> read, Layout layout, String namespace) {
        if (read.isEmpty()) {
            malformed++;
            return;
        }
        Instance instance = read.get();
        malformed += instance.complete() ? 0 : 1;
        String creator = instance.value("CreatorSID");
        if (layout == Layout.FILTER) {
            addNew(
                    filters,
                    new Filter(
                            namespace,
                            instance.value("Name"),
                            instance.value("Query"),
                            instance.value("QueryLanguage"),
                            instance.value("EventNamespace"),
                            creator),
                    instance);
        } else if (layout == Layout.BINDING) {
            addNew(
                    bindings,
                    new Binding(namespace, instance.value("Filter"), instance.value("Consumer"), creator),
                    instance);
        } else if (layout.isConsumer()) {
            addNew(
                    consumers,
                    new Consumer(namespace, layout.className, instance.value("Name"), instance.values(), creator),
                    instance);
        }
    }

    private void addOther(Optional<Instance> read, String namespace) {
        if (read.isEmpty()) {
            malformed++;
            return;
        }
        Instance instance = read.get();
        addNew(
                consumers,
                new Consumer(namespace, instance.className(), instance.value("1"), instance.values(), ""),
                instance);
    }

    private <T> void addNew(Set<T> known, T one, Instance of) {
        if (known.contains(one)) {
            return;
        }
        if (known.size() < MAX_INSTANCES && budget.take(of.values().values())) {
            known.add(one);
        } else {
            malformed++;
        }
    }

    /** Looks for instances in the data by the digests of their classes; what the index gave already is not added again. */
    private void carve(Bytes data, Optional<Form> known) {
        Subscriptions before = subscriptions(false);
        for (Form form : known.map(List::of).orElse(List.of(Form.VISTA, Form.XP))) {
            Carving.search(data, form, (layout, record) -> {
                Optional<Instance> read = Instance.parse(record, form, layout);
                if (read.isPresent() && !isKnown(before, layout, read.get())) {
                    add(read, layout, UNKNOWN);
                }
            });
        }
    }

    private static boolean isKnown(Subscriptions before, Layout layout, Instance instance) {
        String name = instance.value("Name");
        return switch (layout) {
            case FILTER -> before.filters().stream().anyMatch(f -> f.name().equals(name));
            case BINDING ->
                before.bindings().stream()
                        .anyMatch(b -> b.filter().equals(instance.value("Filter"))
                                && b.consumer().equals(instance.value("Consumer")));
            case NAMESPACE -> true;
            case SCRIPT, COMMAND, LOG_FILE, EVENT_LOG, MAIL ->
                before.consumers().stream()
                        .anyMatch(c -> c.name().equals(name) && c.className().equals(layout.className));
        };
    }
}
