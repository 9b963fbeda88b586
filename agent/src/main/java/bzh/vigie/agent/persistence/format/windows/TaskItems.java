package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.windows.task.Action;
import bzh.vigie.agent.windows.task.Trigger;
import bzh.vigie.agent.windows.task.Trigger.Kind;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.ItemTimes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a scheduled task is as items: one for each action, named by the task. When it starts is told by kind, since times change; the times
 * stand beside ({@link ItemTimes#starts}).
 */
final class TaskItems {
    /** Triggers that are told of one task. */
    private static final int MOST = 24;

    private TaskItems() {}

    static List<Draft> drafts(
            String path,
            List<Action> actions,
            List<Trigger> triggers,
            boolean catchesUp,
            String runsAs,
            boolean highest) {
        Set<String> when = triggers.stream()
                .map(t -> ItemFields.word(t.kind()) + (t.enabled() ? "" : " (off)"))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<Draft> drafts = new ArrayList<>();
        for (Action action : actions) {
            String line = switch (action) {
                case Action.Execute run -> Text.commandLine(run.command(), run.arguments());
                case Action.ComHandler handler -> handler.text();
                case Action.SendEmail mail -> mail.text();
                case Action.ShowMessage message -> message.text();
            };
            Text value = Text.of(line)
                    .and("on", String.join(", ", when))
                    .and("as", runsAs)
                    .and("highest rights", highest);
            drafts.add(
                    switch (action) {
                        case Action.Execute ignored -> Text.command(path, line, value);
                        case Action.ComHandler handler ->
                            Draft.of(path, value.all(), new WindowsRun.ComClass(handler.classId(), false));
                        case Action.SendEmail ignored -> Draft.of(path, value.all(), new Run.Nothing());
                        case Action.ShowMessage ignored -> Draft.of(path, value.all(), new Run.Nothing());
                    });
        }
        String starts = starts(triggers, catchesUp);
        return drafts.stream().map(draft -> draft.starting(starts)).toList();
    }

    /** Triggers by time that are switched on; of too many the rest is said to be there. */
    private static String starts(List<Trigger> triggers, boolean catchesUp) {
        List<String> lines = new ArrayList<>(triggers.stream()
                .filter(each -> each.enabled() && (each.kind() == Kind.TIME || each.kind() == Kind.CALENDAR))
                .map(Trigger::text)
                .toList());
        if (lines.size() > MOST) {
            lines = new ArrayList<>(lines.subList(0, MOST));
            lines.add("more");
        }
        if (catchesUp && !lines.isEmpty()) {
            lines.addFirst(ItemTimes.CATCHES_UP);
        }
        return String.join("\n", lines);
    }
}
