package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.format.WindowsSuspicion;
import bzh.vigie.event.Item.Trait;

/** Drafts of what Windows runs or loads. */
public final class Commands {
    private Commands() {}

    /** One with what its text shows. */
    public static Draft of(String name, String value, Run run) {
        Draft draft = Draft.of(name, value, run);
        for (Trait trait : WindowsSuspicion.in(value)) {
            draft = draft.with(trait, true);
        }
        return draft;
    }

    /** A command line. */
    public static Draft command(String name, String line, boolean of32Bits) {
        return of(name, line, new WindowsRun.Command(line, of32Bits));
    }

    /** A library. */
    public static Draft library(String name, String path, boolean of32Bits) {
        return of(name, path, new WindowsRun.Library(path, of32Bits));
    }

    /** A setting that is shown. */
    public static Draft shown(String name, String value) {
        return Draft.of(name, value, new Run.Nothing());
    }
}
