package bzh.vigie.agent.windows.task;

import bzh.vigie.text.LetterCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The two stores of scheduled tasks held against each other: XML files and registry. The scheduler writes both; where they differ,
 * somebody wrote one of them (T1053.005, T1564).
 */
public final class TaskComparison {
    /** A self-relative security descriptor has a header of 20 bytes (MS-DTYP 2.4.6); with an owner or a list it has more. */
    private static final int SHORT_DESCRIPTOR = 20;

    /**
     * A difference.
     *
     * @param path of the task in the scheduler
     * @param detail in one line; empty where the kind says all
     */
    public record Difference(String path, Kind kind, String detail) {}

    /** What is wrong. */
    public enum Kind {
        /** There is a definition, and the registry knows no such task: it does not run, or its keys were taken away while it does. */
        ONLY_A_FILE,
        /** The registry runs it, and there is no definition. */
        ONLY_IN_THE_REGISTRY,
        /** File and registry do different things; the registry's is what runs. */
        OTHER_ACTIONS,
        /** The tree's entry has no security descriptor: nothing shows the task. */
        NO_DESCRIPTOR,
        /** Its security descriptor is too short to be one. */
        SHORT_DESCRIPTOR,
        /** Its security descriptor is none, or holds what cannot be understood. */
        DAMAGED_DESCRIPTOR,
        /** The tree's entry has no index. */
        NO_INDEX,
        /** Its index is 0: nothing shows the task. */
        ZERO_INDEX,
        /** The tree's entry leads to no task. */
        NO_TASK,
        /** The task has no entry in the tree: nothing shows it. */
        NOT_IN_THE_TREE
    }

    private TaskComparison() {}

    /**
     * All differences, by path.
     *
     * @param files definitions by their path in the scheduler, as their place in the folder says
     * @param filesComplete whether all definitions could be read; if not, none is said to be missing
     */
    public static List<Difference> differences(
            Map<String, TaskDefinition> files, boolean filesComplete, List<CachedTask> cached) {
        Map<String, TaskDefinition> left = new TreeMap<>();
        files.forEach((path, task) -> left.put(LetterCase.fold(path), task));
        Map<String, String> written = new TreeMap<>();
        files.keySet().forEach(path -> written.put(LetterCase.fold(path), path));
        List<Difference> found = new ArrayList<>();
        for (CachedTask task : cached) {
            TaskDefinition file = left.remove(LetterCase.fold(task.path()));
            found.addAll(ofOne(task));
            if (file != null) {
                ofActions(task, file, found);
            } else if (filesComplete && task.actions().isPresent()) {
                found.add(new Difference(task.path(), Kind.ONLY_IN_THE_REGISTRY, ""));
            }
        }
        left.keySet()
                .forEach(path -> found.add(new Difference(written.getOrDefault(path, path), Kind.ONLY_A_FILE, "")));
        found.sort((a, b) -> a.path().equals(b.path())
                ? a.kind().compareTo(b.kind())
                : a.path().compareTo(b.path()));
        return found;
    }

    /** What the registry alone shows. */
    public static List<Difference> ofOne(CachedTask task) {
        List<Difference> found = new ArrayList<>();
        if (!task.inTree()) {
            found.add(new Difference(task.path(), Kind.NOT_IN_THE_TREE, task.id()));
            return found;
        }
        if (task.actions().isEmpty()) {
            found.add(new Difference(task.path(), Kind.NO_TASK, task.id()));
        }
        if (task.descriptor().isEmpty()) {
            found.add(new Difference(task.path(), Kind.NO_DESCRIPTOR, ""));
        } else {
            ofDescriptor(task.path(), task.descriptor().get(), found);
        }
        if (task.index().isEmpty()) {
            found.add(new Difference(task.path(), Kind.NO_INDEX, ""));
        } else if (task.index().getAsInt() == 0) {
            found.add(new Difference(task.path(), Kind.ZERO_INDEX, ""));
        }
        return found;
    }

    private static void ofDescriptor(String path, CachedTask.Descriptor descriptor, List<Difference> found) {
        String size = descriptor.size() + " bytes";
        if (descriptor.size() <= SHORT_DESCRIPTOR) {
            found.add(new Difference(path, Kind.SHORT_DESCRIPTOR, size));
        } else if (!descriptor.sound()) {
            found.add(new Difference(path, Kind.DAMAGED_DESCRIPTOR, size));
        }
    }

    private static void ofActions(CachedTask task, TaskDefinition file, List<Difference> found) {
        if (task.actions().isEmpty() || task.actions().get().malformed() > 0 || file.malformed() > 0) {
            return;
        }
        List<Action> runs = task.does();
        List<Action> says = file.actions();
        boolean same = runs.size() == says.size();
        for (int i = 0; same && i < runs.size(); i++) {
            same = runs.get(i).isSame(says.get(i));
        }
        if (!same) {
            found.add(new Difference(
                    task.path(), Kind.OTHER_ACTIONS, "file: " + texts(says) + "; registry: " + texts(runs)));
        }
    }

    private static String texts(List<Action> actions) {
        return String.join(" | ", actions.stream().map(Action::text).toList());
    }
}
