package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A D-Bus service (D-Bus Specification, "Message Bus Starting Services"): asking for its name runs {@code Exec=}, or starts the
 * unit of {@code SystemdService=} where systemd is there.
 */
public final class DbusService implements Format {
    private static final String SECTION = "D-BUS Service";

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        Ini ini = Ini.parse(file.lines());
        String name = ini.value(SECTION, "Name");
        String exec = ini.value(SECTION, "Exec");
        String unit = ini.value(SECTION, "SystemdService");
        String value = ini.lines().stream()
                .filter(line -> line.section().equals(SECTION) && !line.key().equals("Name"))
                .map(line -> line.key() + "=" + line.value())
                .collect(Collectors.joining("\n"));
        if (exec.isEmpty() && unit.isEmpty()) {
            boolean wanted = !file.text().isBlank();
            return Parsed.of(List.of(), wanted ? 1 : 0);
        }
        List<String> words = ShellText.words(exec);
        boolean byUnit = words.isEmpty() || words.getFirst().matches("(?:/usr)?/bin/false");
        String started = new UnitName(unit).file().full();
        Run run = byUnit && !unit.isEmpty()
                ? new Run.Search(started, isOfSystem(file) ? UnitPlaces.SYSTEM : UnitPlaces.ALL_USERS)
                : new Run.Arguments(words, Commands.PATH);
        return Parsed.of(
                List.of(Draft.of(name.isEmpty() ? file.name() : name, value, run)
                        .suspectedBy(exec)),
                ini.malformed());
    }

    private static boolean isOfSystem(SourceFile file) {
        return file.directory().equals("system-services");
    }
}
