package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.List;

/** Accounts with their uid, home and shell (passwd(5)); the target is the shell. */
public final class Passwd implements Format {
    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] f = line.split(":", -1);
            if (line.startsWith("+") || line.startsWith("-")) {
                // names from NIS (nsswitch "compat")
                drafts.add(Draft.of(f[0], line, new Run.Nothing()));
            } else if (f.length == 7 && isId(f[2]) && isId(f[3]) && !f[0].isEmpty()) {
                drafts.add(account(f));
            } else if (!line.isBlank() && line.charAt(0) != '#') {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Draft account(String[] f) {
        String shell = f[6].isEmpty() ? "/bin/sh" : f[6];
        boolean canLogOn = !shell.endsWith("/nologin") && !shell.endsWith("/false") && !shell.equals("/bin/sync");
        return Draft.of(
                        f[0],
                        "uid=%s gid=%s home=%s shell=%s gecos=%s".formatted(f[2], f[3], f[5], f[6], f[4]),
                        new Run.Path(shell))
                .enabled(canLogOn)
                .with(Trait.SUPERUSER, Long.parseLong(f[2]) == 0)
                .with(Trait.EMPTY_PASSWORD, f[1].isEmpty());
    }

    static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
