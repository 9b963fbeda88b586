package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Accounts with their uid, home and shell (passwd(5)); the target is the shell, and one that may not log on by it is not enabled.
 * The value ends with what is to be known of its rights: {@code system-account} (uid below 1000 or of a service),
 * {@code no-shell}, {@code unusual-shell}, {@code primary-group=root}, {@code same-uid-as=NAME}, {@code home-for-anybody}. Real
 * names are left out: they give no right. Files that tell how a system account with a shell is opened belong to it
 * ({@link SystemLogins}).
 */
public final class Passwd implements Format {
    private static final String SHELLS =
            ".*/(?:sh|bash|rbash|dash|ash|zsh|ksh|ksh93|mksh|lksh|csh|tcsh|fish|busybox|screen|tmux|nu|elvish|xonsh|pwsh|git-shell)";
    private static final String NO_SHELLS = ".*/(?:nologin|false|true|sync|shutdown|halt)";

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        Map<String, String> firstOfUid = new HashMap<>();
        Map<String, String[]> ofTheSystem = new TreeMap<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] f = line.split(":", -1);
            if (line.startsWith("+") || line.startsWith("-")) {
                // names from NIS (nsswitch "compat")
                drafts.add(Draft.of(f[0], line, new Run.Nothing()));
            } else if (f.length == 7 && isId(f[2]) && isId(f[3]) && !f[0].isEmpty()) {
                String first = firstOfUid.putIfAbsent(f[2], f[0]);
                drafts.add(account(f, first == null ? "" : first));
                if (isOfTheSystem(Long.parseLong(f[2])) && !shell(f).matches(NO_SHELLS)) {
                    ofTheSystem.put(f[0], f);
                }
            } else if (!line.isBlank() && line.charAt(0) != '#') {
                malformed++;
            }
        }
        return new Parsed(drafts, SystemLogins.of(file.path(), ofTheSystem), malformed);
    }

    private static Draft account(String[] f, String sameUid) {
        String shell = shell(f);
        boolean noShell = shell.matches(NO_SHELLS);
        long uid = Long.parseLong(f[2]);
        StringBuilder value = new StringBuilder("uid=%s gid=%s home=%s shell=%s".formatted(f[2], f[3], f[5], f[6]));
        note(value, "system-account", isOfTheSystem(uid));
        note(value, "no-shell", noShell);
        note(value, "unusual-shell", !noShell && !shell.matches(SHELLS));
        note(value, "primary-group=root", Long.parseLong(f[3]) == 0 && uid != 0);
        note(value, "same-uid-as=" + sameUid, !sameUid.isEmpty());
        note(value, "home-for-anybody", f[5].matches("/(?:tmp|var/tmp|dev/shm)(?:/.*)?"));
        return Draft.of(f[0], value.toString(), new Run.Path(shell))
                .enabled(!noShell)
                .with(Trait.SUPERUSER, uid == 0)
                .with(Trait.EMPTY_PASSWORD, f[1].isEmpty());
    }

    private static String shell(String[] f) {
        return f[6].isEmpty() ? "/bin/sh" : f[6];
    }

    /** login.defs(5) SYS_UID_MAX; 65534 is nobody, and systemd's dynamic users are 61184 to 65519. */
    private static boolean isOfTheSystem(long uid) {
        return (uid > 0 && uid < 1000) || (uid >= 61_184 && uid <= 65_534);
    }

    private static void note(StringBuilder value, String note, boolean applies) {
        if (applies) {
            value.append(' ').append(note);
        }
    }

    static boolean isId(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
