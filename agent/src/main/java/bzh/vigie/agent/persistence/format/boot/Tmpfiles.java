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

/**
 * Files that are made, written, copied or linked at each start (tmpfiles.d(5)): those in places from where something runs, and
 * those that get a setuid or setgid mode. Directories and what is cleared are no items.
 */
public final class Tmpfiles implements Format {
    private static final List<String> PLACES = List.of(
            "/etc/",
            "/usr/",
            "/bin/",
            "/sbin/",
            "/lib",
            "/boot/",
            "/efi/",
            "/root/",
            "/home/",
            "/opt/",
            "/var/spool/",
            "/var/lib/systemd/linger/",
            "/var/lib/extensions/",
            "/run/systemd/system",
            "/run/systemd/user",
            "/run/systemd/transient/",
            "/run/systemd/generator",
            "/run/udev/",
            "/run/dbus-1/",
            "/proc/",
            "/sys/",
            "%h/");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask();
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            List<String> words = ShellText.words(line);
            if (words.size() < 2) {
                malformed++;
            } else {
                draft(line, words).ifPresent(drafts::add);
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Optional<Draft> draft(String line, List<String> words) {
        char type = words.getFirst().isEmpty() ? ' ' : words.getFirst().charAt(0);
        String path = words.get(1);
        String argument = words.size() > 6 ? String.join(" ", words.subList(6, words.size())) : "";
        boolean writes = "fFwLC".indexOf(type) >= 0 && PLACES.stream().anyMatch(path::startsWith);
        if (!writes && !givesRights(type, words.size() > 2 ? words.get(2) : "")) {
            return Optional.empty();
        }
        boolean leads = (type == 'L' || type == 'C') && argument.startsWith("/");
        Run run = leads ? new Run.Path(argument) : new Run.Nothing();
        Draft draft = Draft.of(type + " " + path, line, run);
        // what is written has escapes of C
        String[] fields = line.split("\\s+", 7);
        String written = fields.length == 7 ? fields[6].replace("\\n", "\n").replace("\\t", "\t") : "";
        return Optional.of("fFw".indexOf(type) >= 0 ? draft.suspectedBy(written) : draft);
    }

    /** Whether a file gets setuid, or setgid where it cannot be a directory. */
    private static boolean givesRights(char type, String mode) {
        String digits = mode.replaceAll("[^0-7]", "");
        if (digits.length() < 4 || digits.length() > 6) {
            return false;
        }
        int special = Integer.parseInt(digits, 8) >> 9;
        boolean made = "fFC".indexOf(type) >= 0;
        boolean changed = "zZm".indexOf(type) >= 0;
        return (made && (special & 6) != 0) || (changed && (special & 4) != 0);
    }
}
