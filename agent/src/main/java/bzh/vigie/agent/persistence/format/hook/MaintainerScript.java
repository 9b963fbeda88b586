package bzh.vigie.agent.persistence.format.hook;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Suspicion;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A script that dpkg keeps of an installed package and runs when it is upgraded or removed (deb-postinst(5)). There are
 * thousands and dpkg has no sums of them, so only one that fetches, decodes or carries a program in its text is an item; its
 * value is the lines that do.
 */
public final class MaintainerScript implements Format {
    private static final int SHOWN_LINES = 5;
    private static final int SHOWN = 300;

    /** What packages say of themselves: addresses in messages are no fetching. */
    private static final Pattern MESSAGE =
            Pattern.compile("^(?:echo|printf|db_\\w+|cat|:|#)\\b.*|.*(?:gettext|log_\\w+_msg).*");

    private static final Pattern ADDRESS = Pattern.compile("https?://");

    @Override
    public Parsed parse(SourceFile file) {
        List<String> lines = new ArrayList<>();
        Draft draft = Draft.of(file.name(), "", new Run.Itself());
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            boolean talks = MESSAGE.matcher(line).matches() && !line.contains("|") && !line.contains("$(");
            Draft seen = draft;
            for (Trait trait : Suspicion.in(talks ? ADDRESS.matcher(line).replaceAll("") : line)) {
                boolean ordinary = trait == Trait.INLINE_SCRIPT || trait == Trait.LOADER_VARIABLE;
                draft = draft.with(trait, !ordinary || isAlarming(line));
            }
            if (!draft.equals(seen) && lines.size() < SHOWN_LINES) {
                lines.add(line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…");
            }
        }
        if (draft.traits().isEmpty()) {
            return Parsed.of(List.of(), 0);
        }
        return Parsed.of(
                List.of(new Draft(draft.name(), String.join("\n", lines), draft.run(), true, draft.traits())), 0);
    }

    /** Packages pipe into interpreters and evaluate what their own tools print; not so what lies where anybody may write. */
    private static boolean isAlarming(String line) {
        return line.contains("/tmp/") || line.contains("/dev/shm/") || line.contains("LD_PRELOAD=");
    }
}
