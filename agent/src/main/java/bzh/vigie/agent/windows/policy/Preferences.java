package bzh.vigie.agent.windows.policy;

import bzh.vigie.agent.windows.task.Action;
import bzh.vigie.agent.windows.task.TaskDefinition;
import bzh.vigie.agent.windows.task.TaskXml;
import bzh.vigie.agent.windows.xml.Element;
import bzh.vigie.agent.windows.xml.WindowsText;
import bzh.vigie.agent.windows.xml.XmlText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Group Policy preferences: ScheduledTasks.xml, Groups.xml, Files.xml, Services.xml, Registry.xml, EnvironmentVariables.xml,
 * Shortcuts.xml, IniFiles.xml, Folders.xml, NetworkShares.xml, Drives.xml, Printers.xml, FolderOptions.xml (which program opens a file) and
 * others, of which where they lead is read. Each thing is an element with {@code Properties}, whose {@code action} is C (create),
 * U (update), R (replace), D (delete); collections may hold further things. A {@code cpassword} can be read by anybody: its key is
 * published.
 *
 * <p>Source: MS-GPPREF 2.2.
 *
 * @param malformed 1 where the text is not XML to its end, and how many things there are beyond 5,000
 */
public record Preferences(List<Preference> preferences, int malformed) {
    private static final int MAX = 5_000;
    private static final int MAX_BYTES = 2 << 20;
    private static final List<String> LEADS =
            List.of("path", "applicationPath", "application", "ipAddress", "driver", "url", "userName");

    public Preferences {
        preferences = List.copyOf(preferences);
    }

    /** What a preference is about. */
    public enum Kind {
        TASK,
        USER,
        GROUP,
        FILE,
        SERVICE,
        REGISTRY,
        ENVIRONMENT,
        SHORTCUT,
        INI,
        FOLDER,
        SHARE,
        DRIVE,
        PRINTER,
        OPEN_WITH,
        /** Any other element that sets something. */
        OTHER
    }

    /**
     * A thing that is made, changed or removed.
     *
     * @param action one of {@code create}, {@code update}, {@code replace}, {@code delete}
     * @param value what is made of it, in one line
     * @param runs command lines that it starts, none for most kinds
     * @param changed as the file says
     * @param hasPassword it holds a password that anybody can read
     * @param givesMachine it makes somebody a member of a group that has the machine
     */
    public record Preference(
            Kind kind,
            String name,
            String action,
            String value,
            List<String> runs,
            String changed,
            boolean enabled,
            boolean hasPassword,
            boolean givesMachine) {
        public Preference {
            runs = List.copyOf(runs);
        }
    }

    /** Any bytes. */
    public static Preferences parse(byte[] bytes) {
        byte[] read = bytes.length <= MAX_BYTES ? bytes : java.util.Arrays.copyOf(bytes, MAX_BYTES);
        XmlText xml = XmlText.parse(WindowsText.of(read));
        List<Preference> found = new ArrayList<>();
        int over = xml.root().map(root -> collect(root, found)).orElse(0);
        return new Preferences(found, xml.malformed() + over);
    }

    /** How many there were no room for. */
    private static int collect(Element element, List<Preference> found) {
        int over = 0;
        for (Element child : element.children()) {
            Optional<Kind> kind = kind(child.name());
            Optional<Element> properties = child.child("Properties");
            if (kind.isEmpty() || properties.isEmpty()) {
                over += collect(child, found);
            } else if (found.size() < MAX) {
                found.add(preference(kind.get(), child, properties.get()));
            } else {
                over++;
            }
        }
        return over;
    }

    private static Optional<Kind> kind(String element) {
        return switch (element.toLowerCase(Locale.ROOT)) {
            case "task", "immediatetask", "taskv2", "immediatetaskv2" -> Optional.of(Kind.TASK);
            case "user" -> Optional.of(Kind.USER);
            case "group" -> Optional.of(Kind.GROUP);
            case "file" -> Optional.of(Kind.FILE);
            case "ntservice" -> Optional.of(Kind.SERVICE);
            case "registry" -> Optional.of(Kind.REGISTRY);
            case "environmentvariable" -> Optional.of(Kind.ENVIRONMENT);
            case "shortcut" -> Optional.of(Kind.SHORTCUT);
            case "ini" -> Optional.of(Kind.INI);
            case "folder" -> Optional.of(Kind.FOLDER);
            case "netshare" -> Optional.of(Kind.SHARE);
            case "drive" -> Optional.of(Kind.DRIVE);
            case "sharedprinter", "portprinter", "localprinter" -> Optional.of(Kind.PRINTER);
            case "openwith", "filetype" -> Optional.of(Kind.OPEN_WITH);
            case "collection", "filters" -> Optional.empty();
            default -> Optional.of(Kind.OTHER);
        };
    }

    private static Preference preference(Kind kind, Element thing, Element properties) {
        List<String> runs = runs(kind, properties);
        return new Preference(
                kind,
                name(kind, thing, properties),
                action(kind, properties.attribute("action")),
                value(kind, thing, properties, runs),
                runs,
                thing.attribute("changed"),
                !thing.attribute("disabled").equals("1"),
                hasSecret(kind, properties),
                kind == Kind.GROUP && LocalGroup.of(properties).givesMachine());
    }

    private static String name(Kind kind, Element thing, Element properties) {
        String own = switch (kind) {
            case TASK -> properties.attribute("name");
            case USER -> properties.attribute("userName");
            case GROUP -> LocalGroup.of(properties).name();
            case FILE -> properties.attribute("targetPath");
            case SERVICE -> properties.attribute("serviceName");
            case REGISTRY ->
                properties.attribute("hive") + "\\" + properties.attribute("key") + "\\" + properties.attribute("name");
            case ENVIRONMENT -> properties.attribute("name");
            case SHORTCUT -> properties.attribute("shortcutPath");
            case INI -> properties.attribute("path");
            case FOLDER, PRINTER -> properties.attribute("path");
            case SHARE -> properties.attribute("name");
            case DRIVE -> properties.attribute("letter");
            case OPEN_WITH -> properties.attribute("fileExtension") + properties.attribute("fileExt");
            case OTHER -> thing.name() + " " + thing.attribute("name");
        };
        return own.isEmpty() ? thing.attribute("name") : own;
    }

    private static String action(Kind kind, String letter) {
        return switch (letter.toUpperCase(Locale.ROOT)) {
            case "C" -> "create";
            case "D" -> "delete";
            case "R" -> "replace";
            case "U", "" -> "update";
            default -> kind == Kind.SERVICE ? letter.toLowerCase(Locale.ROOT) : letter;
        };
    }

    private static List<String> runs(Kind kind, Element properties) {
        List<String> runs = new ArrayList<>();
        switch (kind) {
            case TASK -> {
                for (Element task : properties.children("Task")) {
                    TaskDefinition definition = TaskXml.of(task);
                    definition.actions().stream().map(Action::text).forEach(runs::add);
                }
                add(runs, properties.attribute("appName"), properties.attribute("args"));
            }
            case SERVICE -> add(runs, properties.attribute("program"), properties.attribute("args"));
            case SHORTCUT -> add(runs, properties.attribute("targetPath"), properties.attribute("arguments"));
            case OPEN_WITH -> add(runs, properties.attribute("applicationPath"), "");
            default -> {}
        }
        return runs;
    }

    /** It runs when the policy is taken up, and is not kept. */
    private static boolean isAtOnce(Element thing) {
        return thing.name().toLowerCase(Locale.ROOT).startsWith("immediatetask");
    }

    private static void add(List<String> runs, String program, String arguments) {
        if (!program.isBlank()) {
            runs.add((program + " " + arguments).strip());
        }
    }

    private static String value(Kind kind, Element thing, Element properties, List<String> runs) {
        return switch (kind) {
            case TASK ->
                (isAtOnce(thing) ? "at once; " : "") + String.join(" | ", runs) + " as "
                        + properties.attribute("runAs");
            case USER ->
                "rename " + properties.attribute("newName") + " disabled " + properties.attribute("acctDisabled");
            case GROUP -> LocalGroup.of(properties).value();
            case FILE -> properties.attribute("fromPath");
            case SERVICE ->
                "start " + properties.attribute("startupType") + " " + properties.attribute("serviceAction") + " "
                        + String.join(" ", runs);
            case REGISTRY -> properties.attribute("type") + " " + open(kind, properties);
            case ENVIRONMENT -> open(kind, properties);
            case SHORTCUT -> String.join(" ", runs);
            case INI ->
                "[" + properties.attribute("section") + "] " + properties.attribute("property") + "="
                        + open(kind, properties);
            case FOLDER -> "";
            case SHARE, DRIVE, PRINTER, OPEN_WITH, OTHER -> paths(properties);
        };
    }

    /** What is set, but for a secret. */
    private static String open(Kind kind, Element properties) {
        return isSecret(kind, properties) ? "" : properties.attribute("value");
    }

    /** Whether the value that is set is a secret by the name under which it is set; numbers are settings about passwords. */
    private static boolean isSecret(Kind kind, Element properties) {
        String name = properties.attribute(kind == Kind.INI ? "property" : "name");
        String type = properties.attribute("type").toUpperCase(Locale.ROOT);
        boolean isNumber = kind == Kind.REGISTRY && (type.contains("DWORD") || type.contains("QWORD"));
        return !isNumber
                && Secrets.isName(properties.attribute("key"), name)
                && !properties.attribute("value").isBlank();
    }

    /** Whether a password is written in it: hidden by the key that everybody knows, under a name that says so, or as a value that is set. */
    private static boolean hasSecret(Kind kind, Element properties) {
        boolean isValue = kind == Kind.REGISTRY || kind == Kind.ENVIRONMENT || kind == Kind.INI;
        return properties.attributes().entrySet().stream()
                        .anyMatch(each -> !each.getValue().isEmpty()
                                && each.getKey().toLowerCase(Locale.ROOT).endsWith("password"))
                || (isValue && isSecret(kind, properties));
    }

    /** What leads somewhere, wherever in the element it stands. */
    private static String paths(Element element) {
        List<String> paths = new ArrayList<>();
        paths(element, paths);
        return String.join(", ", paths);
    }

    private static void paths(Element element, List<String> paths) {
        for (String attribute : LEADS) {
            String value = element.attribute(attribute);
            if (!value.isBlank()) {
                paths.add(value);
            }
        }
        element.children().forEach(child -> paths(child, paths));
    }
}
