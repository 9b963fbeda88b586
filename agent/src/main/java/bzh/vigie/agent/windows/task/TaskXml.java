package bzh.vigie.agent.windows.task;

import bzh.vigie.agent.windows.task.Trigger.Kind;
import bzh.vigie.agent.windows.xml.Element;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.agent.windows.xml.XmlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The XML definition of a task, as it lies under {@code %windir%\System32\Tasks} (UTF-16 with a byte order mark) and in Group
 * Policy preferences.
 *
 * <pre>
 * Task
 *   RegistrationInfo   URI Author Date Source Description SecurityDescriptor
 *   Principals         Principal: UserId | GroupId, LogonType, RunLevel
 *   Settings           Enabled Hidden StartWhenAvailable
 *   Triggers           BootTrigger LogonTrigger TimeTrigger CalendarTrigger IdleTrigger RegistrationTrigger EventTrigger
 *                      SessionStateChangeTrigger WnfStateChangeTrigger: Enabled, StartBoundary …
 *   Actions            Exec: Command Arguments WorkingDirectory; ComHandler: ClassId Data; SendEmail; ShowMessage
 * </pre>
 *
 * <p>Source: MS-TSCH 2.5 "XML Task Definition Language".
 */
public final class TaskXml {
    private static final int MAX_BYTES = 2 << 20;
    private static final int MAX_PARTS = 256;
    private static final int MAX_DETAIL = 1_024;

    private int malformed;

    private TaskXml() {}

    /** Any bytes; empty where they are no task at all. */
    public static Optional<TaskDefinition> parse(byte[] bytes) {
        byte[] read = bytes.length <= MAX_BYTES ? bytes : java.util.Arrays.copyOf(bytes, MAX_BYTES);
        XmlText xml = XmlText.parse(WindowsText.of(read));
        return xml.root().filter(r -> r.name().equals("Task")).map(r -> new TaskXml().task(r, xml.malformed()));
    }

    /** Of an element that is a task inside another document. */
    public static TaskDefinition of(Element task) {
        return new TaskXml().task(task, 0);
    }

    private TaskDefinition task(Element task, int broken) {
        Element info = task.child("RegistrationInfo").orElse(task);
        Optional<Element> principal = task.child("Principals").flatMap(p -> p.child("Principal"));
        List<Trigger> triggers = triggers(task);
        List<Action> actions = actions(task);
        return new TaskDefinition(
                info.text("URI"),
                info.text("Author"),
                info.text("Date"),
                info.text("Source"),
                info.text("Description"),
                info.text("SecurityDescriptor"),
                isNot(task.text("Settings", "Enabled"), "false"),
                !isNot(task.text("Settings", "Hidden"), "true"),
                !isNot(task.text("Settings", "StartWhenAvailable"), "true"),
                principal.map(p -> p.text("UserId")).orElse(""),
                principal.map(p -> p.text("GroupId")).orElse(""),
                principal.map(p -> p.text("LogonType")).orElse(""),
                principal.map(p -> p.text("RunLevel")).orElse(""),
                triggers,
                actions,
                malformed + broken);
    }

    /** An xs:boolean is also written 1 and 0. */
    private static boolean isNot(String value, String wanted) {
        return !value.equalsIgnoreCase(wanted) && !value.equals(wanted.equals("true") ? "1" : "0");
    }

    private List<Trigger> triggers(Element task) {
        List<Trigger> triggers = new ArrayList<>();
        for (Element each : task.child("Triggers").map(Element::children).orElse(List.of())) {
            Optional<Kind> kind = kind(each.name());
            if (kind.isEmpty() || triggers.size() >= MAX_PARTS) {
                malformed++;
            } else {
                triggers.add(new Trigger(kind.get(), isNot(each.text("Enabled"), "false"), detail(each)));
            }
        }
        return triggers;
    }

    private static Optional<Kind> kind(String name) {
        return switch (name) {
            case "BootTrigger" -> Optional.of(Kind.BOOT);
            case "LogonTrigger" -> Optional.of(Kind.LOGON);
            case "TimeTrigger" -> Optional.of(Kind.TIME);
            case "CalendarTrigger" -> Optional.of(Kind.CALENDAR);
            case "IdleTrigger" -> Optional.of(Kind.IDLE);
            case "RegistrationTrigger" -> Optional.of(Kind.REGISTRATION);
            case "EventTrigger" -> Optional.of(Kind.EVENT);
            case "SessionStateChangeTrigger" -> Optional.of(Kind.SESSION);
            case "WnfStateChangeTrigger" -> Optional.of(Kind.STATE);
            case "CustomTrigger" -> Optional.of(Kind.CUSTOM);
            default -> Optional.empty();
        };
    }

    private static String detail(Element trigger) {
        List<String> parts = new ArrayList<>();
        leaves(trigger, parts);
        String text = String.join(" ", parts);
        return text.length() <= MAX_DETAIL ? text : text.substring(0, MAX_DETAIL) + "…";
    }

    private static void leaves(Element element, List<String> parts) {
        for (Element child : element.children()) {
            if (parts.size() >= MAX_PARTS || child.name().equals("Enabled")) {
                continue;
            }
            if (child.children().isEmpty()) {
                parts.add(child.text().isEmpty() ? child.name() : child.name() + "=" + child.text());
            }
            leaves(child, parts);
        }
    }

    private List<Action> actions(Element task) {
        List<Action> actions = new ArrayList<>();
        for (Element each : task.child("Actions").map(Element::children).orElse(List.of())) {
            Optional<Action> action = action(each);
            if (action.isEmpty() || actions.size() >= MAX_PARTS) {
                malformed++;
            } else {
                actions.add(action.get());
            }
        }
        return actions;
    }

    private static Optional<Action> action(Element each) {
        return switch (each.name()) {
            case "Exec" ->
                Optional.of(new Action.Execute(
                        each.text("Command"), each.text("Arguments"), each.text("WorkingDirectory")));
            case "ComHandler" -> Optional.of(new Action.ComHandler(each.text("ClassId"), each.text("Data")));
            case "SendEmail" ->
                Optional.of(new Action.SendEmail(
                        each.text("Server"),
                        each.text("From"),
                        each.text("To"),
                        each.text("Subject"),
                        each.child("Attachments").map(Element::children).orElse(List.of()).stream()
                                .map(Element::text)
                                .toList()));
            case "ShowMessage" -> Optional.of(new Action.ShowMessage(each.text("Title"), each.text("Body")));
            default -> Optional.empty();
        };
    }
}
