package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.stream.Collectors;

/** A script that Windows or PowerShell runs because it lies there; the value is the beginning of what it does. */
public final class WindowsScript implements Format {
    private static final int SHOWN = 1_000;

    @Override
    public Parsed parse(SourceFile file) {
        String code = file.text()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#' && !line.regionMatches(true, 0, "rem ", 0, 4))
                .collect(Collectors.joining("\n"));
        String shown = code.length() <= SHOWN ? code : code.substring(0, SHOWN) + "…";
        Draft draft = Draft.of(file.name(), shown, new Run.Itself());
        for (Trait trait : WindowsSuspicion.in(code)) {
            draft = draft.with(trait, true);
        }
        return Parsed.of(code.isEmpty() ? List.of() : List.of(draft), 0);
    }
}
