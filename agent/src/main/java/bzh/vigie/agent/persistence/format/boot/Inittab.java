package bzh.vigie.agent.persistence.format.boot;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;

/** What init(8) itself starts and keeps running: {@code id:runlevels:action:process} (inittab(5)). */
public final class Inittab implements Format {
    private static final List<String> PATH = List.of("/sbin", "/usr/sbin", "/bin", "/usr/bin");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String raw : file.lines()) {
            String line = raw.strip();
            if (line.isEmpty() || line.charAt(0) == '#') {
                continue;
            }
            String[] fields = line.split(":", 4);
            if (fields.length < 4) {
                malformed++;
            } else if (!fields[3].isBlank() && !fields[2].equals("off")) {
                // "+" keeps it out of utmp
                String process = fields[3].startsWith("+") ? fields[3].substring(1) : fields[3];
                String name = fields[0].isEmpty() ? process : fields[0];
                drafts.add(Draft.of(name, line, new Run.Shell(process, PATH)).suspectedBy(process));
            }
        }
        return Parsed.of(drafts, malformed);
    }
}
