package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Suspicion;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A systemd unit or drop-in (systemd.unit(5), systemd.service(5), systemd.timer(5)): an item for each command, for variables
 * that steer the loader, for what a timer waits for; one for the unit where it has none of these. A link in a
 * {@code .wants} or {@code .requires} directory is an item by itself: it starts the unit.
 */
public final class Unit implements Format {
    private static final List<String> PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final Set<String> TIMES = Set.of(
            "OnCalendar",
            "OnBootSec",
            "OnStartupSec",
            "OnActiveSec",
            "OnUnitActiveSec",
            "OnUnitInactiveSec",
            "OnClockChange",
            "OnTimezoneChange");
    private static final Set<String> ENVIRONMENT = Set.of("Environment", "EnvironmentFile", "PassEnvironment");
    private static final int SHOWN = 1_000;

    @Override
    public boolean needsContent(SourceFile file) {
        return !isDependency(file) && !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (isDependency(file)) {
            return Parsed.of(
                    List.of(Draft.of(
                            file.directory() + "/" + file.name(), file.link().orElse(""), new Run.Nothing())),
                    0);
        }
        String unit = unit(file);
        if (file.isMask() || file.text().isBlank()) {
            return Parsed.of(List.of(Draft.of(unit, "", new Run.Nothing()).enabled(false)), 0);
        }
        Ini ini = Ini.parse(file.lines());
        List<Draft> drafts = new ArrayList<>();
        for (Ini.Line line : ini.lines()) {
            if (line.key().startsWith("Exec") && !line.value().isEmpty() && isCommand(line.key())) {
                drafts.add(command(unit + ":" + line.key(), line.value(), ini));
            } else if (ENVIRONMENT.contains(line.key())
                    && Suspicion.in(line.value()).contains(Trait.LOADER_VARIABLE)) {
                drafts.add(Draft.of(unit + ":" + line.key(), line.value(), new Run.Nothing())
                        .with(Trait.LOADER_VARIABLE, true));
            }
        }
        String times = ini.lines().stream()
                .filter(line -> line.section().equals("Timer") && TIMES.contains(line.key()))
                .map(line -> line.key() + "=" + line.value())
                .collect(Collectors.joining("\n"));
        if (!times.isEmpty() || unit.endsWith(".timer")) {
            String started = ini.value("Timer", "Unit");
            drafts.add(Draft.of(
                    unit, (times + (started.isEmpty() ? "" : "\nUnit=" + started)).strip(), new Run.Nothing()));
        }
        if (drafts.isEmpty()) {
            drafts.add(Draft.of(unit, settings(ini), new Run.Nothing()));
        }
        return Parsed.of(drafts, ini.malformed());
    }

    private static Draft command(String name, String value, Ini ini) {
        int at = 0;
        while (at < value.length() && "@-:+!|".indexOf(value.charAt(at)) >= 0) {
            at++;
        }
        List<String> words = ShellText.words(value.substring(at));
        if (value.substring(0, at).contains("@") && words.size() > 1) {
            // "@" gives argv[0] as second word
            words = new ArrayList<>(words);
            words.remove(1);
        }
        String path = ini.value("Service", "ExecSearchPath");
        List<String> directories = path.isEmpty() ? PATH : List.of(path.split(":"));
        Draft draft = Draft.of(name, value, new Run.Arguments(words, directories));
        draft = draft.suspectedBy(value);
        return draft;
    }

    private static boolean isCommand(String key) {
        return switch (key) {
            case "ExecStart",
                    "ExecStartPre",
                    "ExecStartPost",
                    "ExecCondition",
                    "ExecReload",
                    "ExecStop",
                    "ExecStopPre",
                    "ExecStopPost" -> true;
            default -> false;
        };
    }

    /** A drop-in belongs to the unit that its directory names. */
    private static String unit(SourceFile file) {
        String directory = file.directory();
        return directory.endsWith(".d") ? directory.substring(0, directory.length() - 2) : file.name();
    }

    private static boolean isDependency(SourceFile file) {
        String directory = file.directory();
        return directory.endsWith(".wants") || directory.endsWith(".requires") || directory.endsWith(".upholds");
    }

    private static String settings(Ini ini) {
        String all = ini.lines().stream()
                .filter(line -> !line.section().equals("Install") && !line.key().startsWith("Documentation"))
                .map(line -> line.key() + "=" + line.value())
                .collect(Collectors.joining("\n"));
        return all.length() <= SHOWN ? all : all.substring(0, SHOWN) + "…";
    }
}
