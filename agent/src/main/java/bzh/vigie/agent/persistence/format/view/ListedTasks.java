package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldTask;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.windows.CachedTasks;
import bzh.vigie.agent.windows.task.Action;
import bzh.vigie.agent.windows.task.CachedTask;
import bzh.vigie.agent.windows.task.TaskDefinition;
import bzh.vigie.agent.windows.task.TaskXml;
import bzh.vigie.agent.windows.xml.XmlText;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tasks as the scheduler tells them against their keys in TaskCache. The scheduler reads the keys when it starts and lists those whose
 * security descriptor lets whoever asks see them: a key that it does not know was written past it, and one that it does not list is kept
 * from being seen; what it knows or runs without a key has had its traces taken away. Where key and definition differ from each other the
 * location of TaskCache says so already.
 */
public final class ListedTasks implements CrossCheck {
    static final String NOT_LISTED = "not listed";
    static final String NOT_LOADED = "not loaded";
    static final String WITHOUT_KEY = "without key";
    static final String RUNS_WITHOUT_KEY = "runs without key";
    static final String OTHER_ACTIONS = "other actions";

    private static final String TREE = CachedTasks.CACHE + "\\Tree";

    /** More than these and more than a quarter of all: the two views are not of the same thing. */
    private static final int MANY = 10;

    private static final int MAX_ASKED = 50;

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return told.tasks().then(tasks -> switch (registry.key(TREE)) {
            // without a tree nothing is in it: what is told then has no key
            case Found<RegistryKey> ignored -> new Pass(told, registry, around, tasks).look();
            case Absent<RegistryKey> ignored -> new Pass(told, registry, around, tasks).look();
            case Refused<RegistryKey> refused -> Reading.refused(refused.reason(), refused.detail());
        });
    }

    private static final class Pass {
        private final SystemLists told;
        private final Surroundings around;
        private final Map<String, ToldTask> tasks = new HashMap<>();
        private final boolean allTold;
        private final List<CachedTask> cached;
        private final boolean allCached;
        private final List<Difference> differences = new ArrayList<>();
        private Optional<Refused<?>> unread;
        private int asked;

        Pass(SystemLists told, Registry registry, Surroundings around, ToldBy<ToldTask> tasks) {
            this.told = told;
            this.around = around;
            this.unread = tasks.unread();
            this.allTold = unread.isEmpty();
            tasks.all().forEach(task -> this.tasks.put(WindowsPath.fold(task.path()), task));
            long before = registry.unread();
            CachedTasks keys = new CachedTasks(path -> registry.key(path).ifFound());
            this.cached = keys.all();
            this.allCached = keys.leftOut() == 0 && registry.unread() == before;
        }

        Reading<Look> look() {
            int all = Math.max(cached.size(), tasks.size());
            List<CachedTask> unlisted = new ArrayList<>();
            Set<String> running = new HashSet<>();
            for (CachedTask task : cached) {
                Optional<ToldTask> row = Optional.ofNullable(tasks.remove(WindowsPath.fold(task.path())));
                if (row.filter(ToldTask::isListed).isPresent()) {
                    actions(task, row.get());
                } else if (task.inTree() && task.actions().isPresent()) {
                    unlisted.add(task);
                    row.ifPresent(runs -> running.add(task.path()));
                }
            }
            List<ToldTask> withoutKey = allCached
                    ? tasks.values().stream()
                            .filter(task -> task.path().startsWith("\\"))
                            .sorted((one, other) -> one.path().compareTo(other.path()))
                            .toList()
                    : List.of();
            int apart = differences.size() + withoutKey.size() + (allTold ? unlisted.size() : 0);
            if (apart > MANY && apart > all / 4) {
                return Reading.refused(
                        ReasonCode.FAILED, SourceText.detail("system-list-apart", "Schedule", apart, all));
            }
            unlisted.forEach(task -> unlisted(task, running.contains(task.path())));
            withoutKey.forEach(this::withoutKey);
            return Reading.found(new Look(differences, unread));
        }

        private void unlisted(CachedTask task, boolean runs) {
            if (asked >= MAX_ASKED) {
                unread = unread.or(() -> Optional.of(new Refused<>(
                        ReasonCode.TOO_LARGE, SourceText.detail("location-too-much", CachedTasks.CACHE))));
                return;
            }
            asked++;
            String running = runs ? ", and runs it" : "";
            switch (told.task(task.path())) {
                case Found<ToldTask> ignored -> {
                    if (allTold) {
                        add(task, NOT_LISTED, "shown to whoever asks by name" + running);
                    }
                }
                case Absent<ToldTask> ignored -> {
                    add(task, NOT_LOADED, "unknown to it by name" + running);
                }
                case Refused<ToldTask> refused -> {
                    if (refused.reason() == ReasonCode.NO_RIGHT) {
                        add(task, NOT_LISTED, "refused to whoever asks by name" + running);
                    } else {
                        unread = unread.or(() -> Optional.of(refused));
                    }
                }
            }
        }

        private void add(CachedTask task, String name, String how) {
            String what = "in the registry, not listed by the scheduler, " + how + ": " + texts(task.does());
            Draft draft = Commands.of(name, what, run(task.does()))
                    .with(name.equals(NOT_LISTED) ? Trait.HIDDEN : Trait.MISMATCH, true);
            differences.add(new Difference(TREE + task.path(), 0, draft));
        }

        private void withoutKey(ToldTask task) {
            List<Action> actions = does(task);
            Draft draft = Commands.of(
                            task.isListed() ? WITHOUT_KEY : RUNS_WITHOUT_KEY,
                            (task.isListed() ? "listed" : "run") + " by the scheduler, without a key: "
                                    + texts(actions),
                            run(actions))
                    .with(Trait.HIDDEN, !task.isListed())
                    .with(Trait.MISMATCH, true);
            differences.add(new Difference(TREE + task.path(), 0, draft));
        }

        private void actions(CachedTask task, ToldTask row) {
            Optional<TaskDefinition> definition = definition(row).filter(d -> d.malformed() == 0);
            boolean known = task.actions().filter(a -> a.malformed() == 0).isPresent();
            if (definition.isEmpty()
                    || !known
                    || isSame(task.does(), definition.get().actions())) {
                return;
            }
            List<Action> does = definition.get().actions();
            if (file(task.path()).filter(file -> isSame(file.actions(), does)).isPresent()) {
                return;
            }
            String what = "registry: " + texts(task.does()) + "; scheduler: " + texts(does);
            Draft draft = Commands.of(OTHER_ACTIONS, what, run(does)).with(Trait.MISMATCH, true);
            differences.add(new Difference(TREE + task.path(), 0, draft));
        }

        private Optional<TaskDefinition> file(String path) {
            return WindowsPath.parse(around.expand("%SystemRoot%") + "\\System32\\Tasks" + path)
                    .flatMap(file -> around.open(file).ifFound())
                    .flatMap(Pass::parsed);
        }

        private static Optional<TaskDefinition> parsed(OpenFile file) {
            try (file) {
                return TaskXml.parse(BytesFormat.start(file));
            }
        }
    }

    private static Optional<TaskDefinition> definition(ToldTask task) {
        return XmlText.parse(task.xml())
                .root()
                .filter(root -> root.name().equals("Task"))
                .map(TaskXml::of);
    }

    private static List<Action> does(ToldTask task) {
        return definition(task).map(TaskDefinition::actions).orElse(List.of());
    }

    private static boolean isSame(List<Action> one, List<Action> other) {
        boolean same = one.size() == other.size();
        for (int i = 0; same && i < one.size(); i++) {
            same = one.get(i).isSame(other.get(i));
        }
        return same;
    }

    private static String texts(List<Action> actions) {
        return String.join(" | ", actions.stream().map(Action::text).toList());
    }

    /** What the first of them runs. */
    private static Run run(List<Action> actions) {
        if (actions.isEmpty()) {
            return new Run.Nothing();
        }
        return switch (actions.getFirst()) {
            case Action.Execute execute -> new WindowsRun.Command(line(execute), false);
            case Action.ComHandler handler -> new WindowsRun.ComClass(handler.classId(), false);
            case Action.SendEmail ignored -> new Run.Nothing();
            case Action.ShowMessage ignored -> new Run.Nothing();
        };
    }

    private static String line(Action.Execute execute) {
        String program = execute.command().strip();
        boolean quote = program.contains(" ") && !program.startsWith("\"");
        return ((quote ? '"' + program + '"' : program) + " "
                        + execute.arguments().strip())
                .strip();
    }
}
