package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.ShellText;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Programs that the kernel itself runs as the superuser: for a crash (core(5), where it begins with a bar), to load a module,
 * for a device, to switch off, when a control group empties. As they are now, under /proc and /sys, and as sysctl.d(5) sets
 * them at start.
 */
public final class KernelCallouts implements Format {
    private static final Set<String> NAMES = Set.of("core_pattern", "modprobe", "hotplug", "poweroff_cmd");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        String path = file.path().text();
        if (path.startsWith("/proc/") || path.startsWith("/sys/")) {
            String name = file.name().equals("release_agent") ? "release_agent " + file.directory() : file.name();
            return Parsed.of(
                    callout(file.name(), name, file.text().strip()).stream().toList(), 0);
        }
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 0) {
                // "-key" alone takes a key out of a glob
                malformed += line.startsWith("-") ? 0 : 1;
                continue;
            }
            String key = (line.startsWith("-") ? line.substring(1, equals) : line.substring(0, equals))
                    .strip()
                    .replace('/', '.');
            String name = key.startsWith("kernel.") ? key.substring("kernel.".length()) : "";
            if (NAMES.contains(name)) {
                callout(name, key, line.substring(equals + 1).strip()).ifPresent(drafts::add);
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Optional<Draft> callout(String kind, String name, String value) {
        boolean file = kind.equals("core_pattern") && !value.startsWith("|");
        if (value.isEmpty() || file) {
            return Optional.empty();
        }
        List<String> words = ShellText.words(value.startsWith("|") ? value.substring(1) : value);
        return Optional.of(
                Draft.of(name, value, new Run.Arguments(words, List.of())).suspectedBy(value));
    }
}
