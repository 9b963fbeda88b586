package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Values that hold a program or a script where Windows keeps settings, which something else of a few words runs (ATT&amp;CK T1027.011). Keys
 * are looked at down to the third below {@code Software}, and one further below {@code CurrentVersion} and {@code AppDataLow}; of classes those
 * directly below only. Keys that run what stands in them are other locations'.
 */
public final class StoredPrograms implements KeyFormat {
    private static final int LEVELS = 3;
    private static final String CLASSES = "classes";

    @Override
    public boolean isOpenedBelow(SourceKey key) {
        List<String> names = names(key);
        int classes = names.indexOf(CLASSES);
        if (classes >= 0) {
            return classes == names.size() - 1;
        }
        return names.size() < LEVELS
                || (names.size() == LEVELS
                        && (names.getLast().equals("currentversion") || names.contains("appdatalow")));
    }

    @Override
    public Parsed parse(SourceKey key) {
        if (WindowsPath.fold(key.name()).startsWith("run")) {
            return Parsed.of(List.of(), 0);
        }
        List<Draft> drafts = new ArrayList<>();
        for (RegistryValue value : key.key().values()) {
            StoredProgram.in(value.data())
                    .ifPresent(stored -> drafts.add(Commands.shown(SourceKey.shownName(value), stored.text())
                            .with(Trait.DECODES, stored.isEncoded())
                            .with(Trait.INLINE_SCRIPT, stored.kind() == StoredProgram.Kind.SCRIPT)));
        }
        return Parsed.of(drafts, 0);
    }

    /** The names below {@code HKLM\SOFTWARE}, or below a user's own settings without {@code Software}. */
    private static List<String> names(SourceKey key) {
        List<String> names = Arrays.asList(WindowsPath.fold(key.path()).split("\\\\", -1));
        boolean software = names.size() > 2 && names.get(2).equals("software");
        return names.subList(Math.min(names.size(), key.user().isPresent() && software ? 3 : 2), names.size());
    }
}
