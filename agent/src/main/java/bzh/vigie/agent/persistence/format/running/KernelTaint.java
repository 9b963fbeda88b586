package bzh.vigie.agent.persistence.format.running;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the kernel remembers of modules that were loaded into it since it started, gone ones included
 * ({@code /proc/sys/kernel/tainted}, Documentation/admin-guide/tainted-kernels.rst). Only what modules do is told, not what
 * failing hardware does.
 */
public final class KernelTaint implements Format {
    private static final Map<Integer, String> BITS = new TreeMap<>(Map.of(
            0, "proprietary module",
            1, "module loaded by force",
            3, "module removed by force",
            12, "module from outside the kernel’s own tree",
            13, "module without a valid signature",
            15, "kernel patched while it runs",
            18, "test module"));

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        String text = file.text().strip();
        if (!text.matches("\\d{1,18}")) {
            return Parsed.of(List.of(), text.isEmpty() ? 0 : 1);
        }
        long taint = Long.parseLong(text);
        List<Draft> drafts = new ArrayList<>();
        BITS.forEach((bit, what) -> {
            if ((taint >> bit & 1) != 0) {
                drafts.add(Draft.of(what, "taint bit " + bit, new Run.Nothing()));
            }
        });
        return Parsed.of(drafts, 0);
    }
}
