package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.BytesFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.windows.task.Action;
import bzh.vigie.agent.windows.task.CachedActions;
import bzh.vigie.agent.windows.task.CachedTask;
import bzh.vigie.agent.windows.task.CachedTriggers;
import bzh.vigie.agent.windows.task.TaskComparison;
import bzh.vigie.agent.windows.task.TaskComparison.Difference;
import bzh.vigie.agent.windows.task.TaskComparison.Kind;
import bzh.vigie.agent.windows.task.TaskXml;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tasks as the registry has them, which is what the scheduler runs; held against their XML definitions. The key is
 * {@code …\Schedule\TaskCache}, an item is named by the task's path.
 */
public final class TaskCache implements KeyFormat {
    @Override
    public Parsed parse(SourceKey key) {
        return parse(key, Surroundings.NONE);
    }

    @Override
    public Parsed parse(SourceKey key, Surroundings around) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        CachedTasks tasks = new CachedTasks(path -> key.other(path).map(SourceKey::key));
        for (CachedTask task : tasks.all()) {
            malformed += task.actions().map(CachedActions::malformed).orElse(0);
            malformed += task.triggers().map(CachedTriggers::malformed).orElse(0);
            malformed += task.descriptor().filter(d -> !d.sound()).isPresent() ? 1 : 0;
            List<Difference> differences = differences(task, around);
            for (Draft draft : drafts(task)) {
                drafts.add(told(draft, differences, task));
            }
        }
        return Parsed.of(drafts, malformed + tasks.leftOut());
    }

    private static List<Draft> drafts(CachedTask task) {
        List<Action> actions = task.does();
        if (actions.isEmpty()) {
            return List.of(Commands.shown(task.path(), ""));
        }
        return TaskItems.drafts(
                task.path(),
                actions,
                task.triggers().map(CachedTriggers::triggers).orElse(List.of()),
                false,
                task.triggers().map(CachedTriggers::runsAs).orElse(""),
                task.triggers().map(CachedTriggers::highest).orElse(false));
    }

    private static Draft told(Draft draft, List<Difference> differences, CachedTask task) {
        Text value = Text.of(draft.value());
        boolean hidden = task.triggers().map(CachedTriggers::hidden).orElse(false);
        boolean mismatch = false;
        for (Difference difference : differences) {
            value.and(ItemFields.word(difference.kind()), true).and("", difference.detail());
            switch (difference.kind()) {
                case NO_DESCRIPTOR, SHORT_DESCRIPTOR, NO_INDEX, ZERO_INDEX, NOT_IN_THE_TREE -> hidden = true;
                case DAMAGED_DESCRIPTOR -> {}
                case ONLY_A_FILE, ONLY_IN_THE_REGISTRY, OTHER_ACTIONS, NO_TASK -> mismatch = true;
            }
        }
        return new Draft(draft.name(), value.all(), draft.run(), draft.enabled(), draft.traits())
                .at(draft.times())
                .enabled(task.triggers().map(CachedTriggers::enabled).orElse(true))
                .with(Trait.HIDDEN, hidden)
                .with(Trait.MISMATCH, mismatch);
    }

    private static List<Difference> differences(CachedTask task, Surroundings around) {
        Optional<String> folder = around.key("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion")
                .flatMap(k -> k.text("SystemRoot"));
        String root = folder.orElse("C:\\Windows") + "\\System32\\Tasks";
        Reading<OpenFile> file =
                WindowsPath.parse(root + task.path()).map(around::open).orElse(Reading.refused(ReasonCode.FAILED, ""));
        return switch (file) {
            case Absent<OpenFile> ignored -> TaskComparison.differences(Map.of(), around.hasRegistry(), List.of(task));
            // whether it is there is not known
            case Refused<OpenFile> ignored -> TaskComparison.ofOne(task);
            case Found<OpenFile>(OpenFile open) -> {
                try (open) {
                    yield TaskXml.parse(BytesFormat.start(open))
                            .map(d -> TaskComparison.differences(Map.of(task.path(), d), true, List.of(task)))
                            .orElse(List.of(
                                    new Difference(task.path(), Kind.ONLY_IN_THE_REGISTRY, "no XML in the file")));
                }
            }
        };
    }
}
