package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.ItemTimes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A systemd unit or drop-in (systemd.unit(5), systemd.service(5), systemd.timer(5) and their like): an item for each command,
 * for variables that make code run, in it and in the files that EnvironmentFile= names, and for what makes a timer, socket or
 * path start its unit; one for the unit where it has none of these. A link in a {@code .wants} or {@code .requires} directory
 * is an item by itself: it starts the unit. So is another name of a unit, which is read under its own.
 */
public final class Unit implements Format {
    private static final int SHOWN = 1_000;
    private static final String YES = "(?i)yes|true|on|1";
    private static final String TYPES = "(?:service|timer|socket|path|mount|automount|swap|target|slice|scope|device)";
    private static final Pattern FILE = Pattern.compile(".{1,1000}\\." + TYPES);
    private static final Pattern DROP_INS = Pattern.compile("(?:.{1,1000}\\.)?" + TYPES + "\\.d");

    /** What makes a unit of a type act, and where it says which unit it starts. */
    private record Trigger(String section, Set<String> keys, String started) {}

    private static final Trigger TIMER = new Trigger(
            "Timer",
            Set.of(
                    "OnCalendar",
                    "OnBootSec",
                    "OnStartupSec",
                    "OnActiveSec",
                    "OnUnitActiveSec",
                    "OnUnitInactiveSec",
                    "OnClockChange",
                    "OnTimezoneChange"),
            "Unit");
    private static final Trigger SOCKET = new Trigger(
            "Socket",
            Set.of(
                    "ListenStream",
                    "ListenDatagram",
                    "ListenSequentialPacket",
                    "ListenFIFO",
                    "ListenSpecial",
                    "ListenNetlink",
                    "ListenMessageQueue",
                    "ListenUSBFunction",
                    "Accept"),
            "Service");
    private static final Trigger PATH = new Trigger(
            "Path", Set.of("PathExists", "PathExistsGlob", "PathChanged", "PathModified", "DirectoryNotEmpty"), "Unit");
    private static final Set<String> PULLING =
            Set.of("Wants", "Requires", "BindsTo", "Upholds", "OnFailure", "OnSuccess");
    private static final Pattern STARTED = Pattern.compile("\\.(?:service|socket|path|timer|mount|automount)\\b");
    private static final Set<String> ENVIRONMENT =
            Set.of("Environment", "EnvironmentFile", "SetCredential", "SetCredentialEncrypted", "LoadCredential");
    private static final Set<String> MOUNTING = Set.of("What", "Where", "Type", "Options");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask()
                && (isDependency(file)
                        ? !new UnitName(raw(file.path())).instance().isEmpty()
                        : !isOtherName(file));
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (!isUnit(file)) {
            return Parsed.of(Variables.file(file.lines(), false), 0);
        }
        if (isDependency(file)) {
            return Parsed.of(List.of(dependency(file)), 0);
        }
        UnitName unit = unit(file);
        String shown = shown(file);
        if (isOtherName(file)) {
            String value = "Alias of " + file.link().orElse("");
            return Parsed.of(List.of(Draft.of(shown, value, started(file, linked(file)))), 0);
        }
        if (file.isMask() && PowerSettings.SLEEP.contains(unit.full())) {
            return Parsed.of(List.of(), 0);
        }
        if (file.isMask() || file.text().isBlank()) {
            return Parsed.of(List.of(Draft.of(shown, "", new Run.Nothing()).enabled(false)), 0);
        }
        Ini ini = Ini.parse(file.lines());
        Specifiers specifiers = new Specifiers(unit, file.path().text());
        List<Draft> drafts = new ArrayList<>(UnitCommands.of(shown, ini, specifiers));
        List<String> includes = new ArrayList<>();
        String environment = environment(ini, specifiers);
        drafts.replaceAll(draft -> draft.withUnshown(environment));
        for (Ini.Line line : ini.lines()) {
            if (line.key().equals("Environment")) {
                drafts.addAll(Variables.words(shown + ":Environment ", ShellText.words(line.value())));
            } else if (line.key().equals("EnvironmentFile")) {
                String path = specifiers.expand(
                        line.value().startsWith("-") ? line.value().substring(1) : line.value());
                if (path.startsWith("/") && path.indexOf('*') < 0) {
                    includes.add(path);
                }
            }
        }
        trigger(unit).flatMap(t -> triggered(unit, t, ini, specifiers, file)).ifPresent(drafts::add);
        if (drafts.isEmpty()) {
            whole(shown, unit, ini).map(draft -> draft.withUnshown(environment)).ifPresent(drafts::add);
        }
        return Parsed.including(drafts, includes, ini.malformed());
    }

    /** Settings that hand its commands more than arguments (systemd.exec(5)), and those that name where more of it lies. */
    private static String environment(Ini ini, Specifiers specifiers) {
        return ini.lines().stream()
                .filter(line -> ENVIRONMENT.contains(line.key()))
                .map(line -> line.key() + "=" + specifiers.expand(line.value()))
                .collect(Collectors.joining("\n"));
    }

    /** The link that starts a unit; an instance is made of what its template says, so it says what it runs. */
    private static Draft dependency(SourceFile file) {
        UnitName unit = new UnitName(raw(file.path()));
        Run run = started(file, unit);
        if (!file.text().isBlank()) {
            Specifiers specifiers = new Specifiers(unit, file.path().text());
            run = UnitCommands.of(unit.full(), Ini.parse(file.lines()), specifiers).stream()
                    .filter(command -> command.name().endsWith(":ExecStart"))
                    .map(Draft::run)
                    .findFirst()
                    .orElse(run);
        }
        return Draft.of(file.directory() + "/" + file.name(), file.link().orElse(""), run);
    }

    private static Optional<Trigger> trigger(UnitName unit) {
        return switch (unit.type()) {
            case ".timer" -> Optional.of(TIMER);
            case ".socket" -> Optional.of(SOCKET);
            case ".path" -> Optional.of(PATH);
            default -> Optional.empty();
        };
    }

    /** What it waits for and which unit it starts; the unit's file is what it leads to. */
    private static Optional<Draft> triggered(
            UnitName unit, Trigger trigger, Ini ini, Specifiers specifiers, SourceFile file) {
        String causes = ini.lines().stream()
                .filter(line -> line.section().equals(trigger.section())
                        && trigger.keys().contains(line.key()))
                .map(line -> line.key() + "=" + line.value())
                .collect(Collectors.joining("\n"));
        String named = specifiers.expand(ini.value(trigger.section(), trigger.started()));
        if (isDropIn(file) && causes.isEmpty() && named.isEmpty()) {
            return Optional.empty();
        }
        boolean each = ini.value("Socket", "Accept").matches(YES);
        UnitName started = !named.isEmpty()
                ? new UnitName(named)
                : each ? new UnitName(unit.prefix() + "@.service") : unit.with(".service");
        String value = cut((causes + "\n" + trigger.started() + "=" + started.full()).strip());
        boolean catchesUp = ini.value("Timer", "Persistent").matches(YES);
        return Optional.of(
                Draft.of(shown(file), value, started(file, started)).starting(catchesUp ? ItemTimes.CATCHES_UP : ""));
    }

    /** The file of a unit that is started from this one. */
    private static Run started(SourceFile file, UnitName unit) {
        return new Run.Search(unit.file().full(), UnitPlaces.besides(file.path().text()));
    }

    private static UnitName linked(SourceFile file) {
        String link = file.link().orElse("");
        return new UnitName(link.substring(link.lastIndexOf('/') + 1));
    }

    /** Of a target what it pulls in besides other targets is told: packages ship scores that pull in nothing. */
    private static Optional<Draft> whole(String shown, UnitName unit, Ini ini) {
        String settings = ini.lines().stream()
                .filter(line -> isTold(unit, line))
                .map(line -> line.key() + "=" + withoutSecrets(line))
                .collect(Collectors.joining("\n"));
        return unit.type().equals(".target") && settings.isEmpty()
                ? Optional.empty()
                : Optional.of(Draft.of(shown, cut(settings), new Run.Nothing()));
    }

    private static String withoutSecrets(Ini.Line line) {
        return switch (line.key()) {
            case "Environment" -> Variables.names(ShellText.words(line.value()));
            case "SetCredential", "SetCredentialEncrypted" -> line.value().replaceFirst(":.*", ":…");
            default -> line.value();
        };
    }

    private static boolean isTold(UnitName unit, Ini.Line line) {
        return switch (unit.type()) {
            case ".target" ->
                PULLING.contains(line.key()) && STARTED.matcher(line.value()).find();
            case ".mount", ".automount" -> MOUNTING.contains(line.key());
            default -> !line.section().equals("Install") && !line.key().startsWith("Documentation");
        };
    }

    /** A drop-in belongs to the unit that its directory names. */
    private static UnitName unit(SourceFile file) {
        return new UnitName(isDropIn(file) ? withoutD(raw(file.path().parent())) : raw(file.path()));
    }

    /** The same as unambiguous text. */
    private static String shown(SourceFile file) {
        return isDropIn(file) ? withoutD(file.directory()) : file.name();
    }

    private static String withoutD(String directory) {
        return directory.substring(0, directory.length() - 2);
    }

    /** The name as systemd reads it, in which a backslash is one. */
    private static String raw(HostPath path) {
        return new String(path.name(), StandardCharsets.UTF_8);
    }

    private static boolean isDropIn(SourceFile file) {
        return file.directory().endsWith(".d") && file.name().endsWith(".conf");
    }

    /** Whether it is a unit or drop-in, and not a file of variables that one names. */
    private static boolean isUnit(SourceFile file) {
        return isDropIn(file)
                ? DROP_INS.matcher(file.directory()).matches()
                : FILE.matcher(file.name()).matches();
    }

    private static boolean isDependency(SourceFile file) {
        String directory = file.directory();
        return directory.endsWith(".wants") || directory.endsWith(".requires") || directory.endsWith(".upholds");
    }

    /** Whether it is a link to a unit of another name or place that is read there; an instance is read as itself. */
    private static boolean isOtherName(SourceFile file) {
        String link = file.link().orElse("");
        int slash = link.lastIndexOf('/');
        String directory = slash < 0 ? file.path().parent().text() : link.substring(0, slash);
        return new UnitName(link).type().equals(new UnitName(raw(file.path())).type())
                && !isDropIn(file)
                && new UnitName(raw(file.path())).instance().isEmpty()
                && (UnitPlaces.isOne(directory) || (link.startsWith("../") && UnitPlaces.isOne(resolved(file, link))));
    }

    private static String resolved(SourceFile file, String link) {
        String rest = link;
        String directory = file.path().parent().text();
        while (rest.startsWith("../")) {
            rest = rest.substring(3);
            directory = directory.substring(0, Math.max(directory.lastIndexOf('/'), 0));
        }
        int slash = rest.lastIndexOf('/');
        return slash < 0 ? directory : directory + "/" + rest.substring(0, slash);
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
