package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Who may replace a file: by writing it, or by writing a directory on the way to it. Used by one thread. */
final class Writable {
    /** The word for anybody among who may replace a file. */
    static final String EVERYONE = "everyone";

    private static final List<HostPath> FOR_ANYBODY = List.of(
            HostPath.of("/tmp"),
            HostPath.of("/var/tmp"),
            HostPath.of("/dev/shm"),
            HostPath.of("/run/shm"),
            HostPath.of("/run/lock"),
            HostPath.of("/var/lock"),
            HostPath.of("/var/crash"),
            HostPath.of("/run/user"));
    private static final Set<String> USUAL_HIDDEN = Set.of(
            ".config", ".local", ".cache", ".cargo", ".npm", ".nvm", ".pyenv", ".rbenv", ".sdkman", ".deno", ".bun");
    private static final int STICKY = 01000;

    private final Files files;
    private final Names names;
    private final Map<HostPath, Set<String>> directories = new HashMap<>();

    /** With what names uids and gids. */
    Writable(Files files, Names names) {
        this.files = files;
        this.names = names;
    }

    /** Whether it lies where anybody may put files. */
    static boolean isForAnybody(HostPath path) {
        HostPath direct = withoutUps(path);
        return FOR_ANYBODY.stream().anyMatch(direct::startsWith);
    }

    /** Where a path leads if no directory on the way is a link: {@code /usr/../tmp} hides nothing. */
    private static HostPath withoutUps(HostPath path) {
        HostPath direct = HostPath.ROOT;
        for (byte[] name : path.components()) {
            boolean up = name.length == 2 && name[0] == '.' && name[1] == '.';
            direct = up ? direct.parent() : direct.child(name);
        }
        return direct;
    }

    /** Whether it is a hidden file or in a hidden directory, but for the usual ones of a home. */
    static boolean isHidden(HostPath path) {
        return path.components().stream()
                .filter(name -> name[0] == '.' && !(name.length == 2 && name[1] == '.'))
                .anyMatch(
                        name -> !USUAL_HIDDEN.contains(HostPath.ROOT.child(name).nameText()));
    }

    /** Forgets what directories were like; to be called before each site, since they change. */
    void forget() {
        directories.clear();
    }

    /** Who, but the superuser and the account with this uid, may replace the file or put files into the directory. */
    Set<String> by(HostPath path, long ownUid) {
        Set<String> who = new TreeSet<>(byDirectory(path.parent(), ownUid));
        files.status(path)
                .ifFound()
                .filter(status -> status.kind() == Kind.REGULAR || status.kind() == Kind.DIRECTORY)
                .ifPresent(status -> add(who, path, status, ownUid, status.kind() == Kind.REGULAR));
        return who;
    }

    private Set<String> byDirectory(HostPath directory, long ownUid) {
        Set<String> known = directories.get(directory);
        if (known != null) {
            return known;
        }
        Set<String> who = new TreeSet<>();
        for (HostPath each = directory; ; each = each.parent()) {
            HostPath at = each;
            files.status(at).ifFound().ifPresent(status -> add(who, at, status, ownUid, false));
            if (at.equals(HostPath.ROOT)) {
                directories.put(directory, who);
                return who;
            }
        }
    }

    private void add(Set<String> who, HostPath path, Status status, long ownUid, boolean file) {
        // In a sticky directory only the owner of a file may replace it.
        boolean sticky = !file && (status.mode() & STICKY) != 0;
        if ((status.mode() & 0002) != 0 && !sticky) {
            who.add(EVERYONE);
        }
        if ((status.mode() & 0020) != 0 && !sticky) {
            // Where there is a list, these bits are its mask: nobody named in it writes without them.
            AccessList list = files.accessList(path).ifFound().orElse(AccessList.NONE);
            if (status.gid() != 0 && status.gid() != ownUid && (list.isNone() || list.owningGroup(AccessList.WRITE))) {
                who.add("group " + names.group(status.gid()));
            }
            for (AccessList.Entry entry : list.named(AccessList.WRITE)) {
                if (entry.id() != 0 && entry.id() != ownUid) {
                    who.add(
                            entry.who() == AccessList.Who.GROUP
                                    ? "group " + names.group(entry.id())
                                    : names.account(entry.id()));
                }
            }
        }
        if (status.uid() != 0 && status.uid() != ownUid) {
            who.add(names.account(status.uid()));
        }
    }
}
