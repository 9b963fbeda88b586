package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.windows.TextBudget;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.task.Action;
import bzh.vigie.agent.windows.task.CachedActions;
import bzh.vigie.agent.windows.task.CachedTask;
import bzh.vigie.agent.windows.task.CachedTriggers;
import bzh.vigie.agent.windows.task.DynamicInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Tasks from the keys of {@code …\Schedule\TaskCache}: the tree, down to a bounded depth, and tasks that the tree does not name. */
public final class CachedTasks {
    /** The key of it all. */
    public static final String CACHE = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache";

    private static final int MAX_DEPTH = 16;
    private static final int MAX_TASKS = 10_000;

    private final Function<String, Optional<RegistryKey>> registry;
    private final TextBudget budget = new TextBudget();
    private int leftOut;

    /** Of a registry, by the path of a key. */
    public CachedTasks(Function<String, Optional<RegistryKey>> registry) {
        this.registry = registry;
    }

    /** How many keys of the tree and of the tasks were not looked into, since there are too many or too deep. */
    public int leftOut() {
        return leftOut;
    }

    /** All. */
    public List<CachedTask> all() {
        List<CachedTask> tasks = new ArrayList<>();
        registry.apply(CACHE + "\\Tree").ifPresent(tree -> below(tree, "", 0, tasks));
        Set<String> named = new HashSet<>();
        tasks.forEach(t -> named.add(t.id().toLowerCase(Locale.ROOT)));
        List<String> ids =
                registry.apply(CACHE + "\\Tasks").map(RegistryKey::subkeys).orElse(List.of());
        for (String id : ids) {
            if (named.contains(id.toLowerCase(Locale.ROOT))) {
                continue;
            }
            if (tasks.size() >= MAX_TASKS) {
                leftOut++;
            } else {
                String path = registry.apply(CACHE + "\\Tasks\\" + id)
                        .flatMap(k -> k.text("Path"))
                        .orElse(id);
                add(tasks, task(path, Optional.empty(), id));
            }
        }
        return tasks;
    }

    /** The one of that path in the tree. */
    Optional<CachedTask> of(String path) {
        return registry.apply(CACHE + "\\Tree" + path)
                .filter(k -> k.text("Id").isPresent())
                .map(k -> task(path, Optional.of(k), k.text("Id").orElse("")));
    }

    private void below(RegistryKey key, String path, int depth, List<CachedTask> tasks) {
        if (depth > MAX_DEPTH) {
            leftOut++;
            return;
        }
        for (String name : key.subkeys()) {
            Optional<RegistryKey> child = registry.apply(key.path() + "\\" + name);
            if (child.isEmpty() || tasks.size() >= MAX_TASKS) {
                leftOut++;
                continue;
            }
            child.get().text("Id").ifPresent(id -> add(tasks, task(path + "\\" + name, child, id)));
            below(child.get(), path + "\\" + name, depth + 1, tasks);
        }
    }

    private void add(List<CachedTask> tasks, CachedTask task) {
        if (budget.take(task.does().stream().map(Action::text).toList())) {
            tasks.add(task);
        } else {
            leftOut++;
        }
    }

    private CachedTask task(String path, Optional<RegistryKey> tree, String id) {
        Optional<RegistryKey> stored = registry.apply(CACHE + "\\Tasks\\" + id);
        return new CachedTask(
                path,
                id,
                tree.isPresent(),
                number(tree.map(k -> k.number("Index")).orElse(OptionalLong.empty())),
                tree.flatMap(k -> bytes(k, "SD")).map(CachedTasks::descriptor),
                stored.flatMap(k -> bytes(k, "Actions")).map(CachedActions::parse),
                stored.flatMap(k -> bytes(k, "Triggers")).map(CachedTriggers::parse),
                stored.flatMap(k -> bytes(k, "DynamicInfo")).flatMap(DynamicInfo::parse),
                stored.flatMap(k -> k.text("Author")).orElse(""),
                stored.flatMap(k -> k.text("Date")).orElse(""));
    }

    private static CachedTask.Descriptor descriptor(byte[] bytes) {
        boolean sound =
                SecurityDescriptor.parse(bytes).filter(d -> d.malformed() == 0).isPresent();
        return new CachedTask.Descriptor(bytes.length, sound);
    }

    private static OptionalInt number(OptionalLong number) {
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    private static Optional<byte[]> bytes(RegistryKey key, String value) {
        return key.data(value).flatMap(d -> d instanceof Data.Raw raw ? Optional.of(raw.bytes()) : Optional.empty());
    }
}
