package bzh.vigie.agent.windows.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A kind of thing that has a security descriptor, and which rights to it let somebody change what it does (winnt.h, winsvc.h).
 */
public enum Securable {
    /** A registry key: set a value, make a subkey or a link. Seen by who may query its values or list its subkeys. */
    KEY(0x0002 | 0x0004 | 0x0020, 0x0001 | 0x0008),
    /**
     * A service: change its configuration. Windows leaves it out of the list for who may not query its status (Microsoft,
     * "EnumServicesStatusEx").
     */
    SERVICE(0x0002, 0x0004),
    /** The service manager: make a service, lock it, change the boot configuration. */
    SERVICE_MANAGER(0x0002 | 0x0020),
    /** A file: write or append. */
    FILE(0x0002 | 0x0004),
    /** A directory: make files or directories, delete what is in it. */
    DIRECTORY(0x0002 | 0x0004 | 0x0040),
    /** A scheduled task, kept like a file. */
    TASK(0x0002 | 0x0004),
    /** A WMI namespace: write, or be reached from other machines with it. */
    NAMESPACE(0x0004 | 0x0008 | 0x0010),
    /** The registry as it is reached from other machines: read or write it. */
    REMOTE_REGISTRY(0x0001 | 0x0008 | 0x0002 | 0x0004),
    /** A COM server: start it from another machine (COM_RIGHTS_EXECUTE_REMOTE, COM_RIGHTS_ACTIVATE_REMOTE). */
    COM_START(0x0004 | 0x0010),
    /** A COM server that runs: only who may change who may call it, since everybody may call by default. */
    COM_CALL(0);

    private static final int DELETE = 0x0001_0000;
    private static final int WRITE_DAC = 0x0004_0000;
    private static final int WRITE_OWNER = 0x0008_0000;
    private static final int GENERIC_ALL = 0x1000_0000;
    private static final int GENERIC_WRITE = 0x4000_0000;
    private static final Sid OWNER_RIGHTS = Sid.of("S-1-3-4");
    private static final int GENERIC_READ = 0x8000_0000;

    /** What stands in the token of an administrator who is logged on at the machine (Microsoft, "Well-known SIDs"). */
    private static final Set<Sid> BORNE = Set.of(
            Sid.EVERYONE,
            Sid.of("S-1-2-0"), // local
            Sid.of("S-1-2-1"), // console logon
            Sid.of("S-1-5-4"), // interactive
            Sid.of("S-1-5-11"), // authenticated users
            Sid.of("S-1-5-15"), // this organization
            Sid.of("S-1-5-113"), // local account
            Sid.of("S-1-5-114"), // local account and member of Administrators
            Sid.of("S-1-5-32-545"), // users
            Sid.of("S-1-5-32-544"));

    private final int writes;
    private final int queries;

    /** One that has to be read to be seen. */
    Securable(int writes) {
        this(writes, 0x0001);
    }

    Securable(int writes, int queries) {
        this.queries = queries | GENERIC_READ | GENERIC_ALL;
        this.writes = writes | DELETE | WRITE_DAC | WRITE_OWNER | GENERIC_ALL | GENERIC_WRITE;
    }

    /**
     * Who but administrators and Windows' own services may change such a thing, in the descriptor's order. Entries count in
     * their order: what an earlier one denies to the same or to everybody, a later one does not give. What groups somebody is in
     * is not known, so that a denial to a group does not count for its members.
     */
    public List<Sid> writers(SecurityDescriptor descriptor) {
        if (descriptor.dacl().isEmpty()) {
            return List.of(Sid.EVERYONE);
        }
        List<Ace> list = descriptor.dacl().get();
        List<Sid> writers = new ArrayList<>();
        descriptor
                .owner()
                .filter(Securable::isForeign)
                .filter(owner -> list.stream().noneMatch(ace -> ace.sid().equals(OWNER_RIGHTS)))
                .ifPresent(writers::add);
        for (int i = 0; i < list.size(); i++) {
            Ace ace = list.get(i);
            if (ace.isAllowing()
                    && !ace.isForChildrenOnly()
                    && !ace.isOfObject()
                    && isForeign(ace.sid())
                    && !writers.contains(ace.sid())
                    && (ace.mask() & writes & ~denied(list.subList(0, i), ace.sid())) != 0) {
                writers.add(ace.sid());
            }
        }
        return writers;
    }

    /**
     * Whether administrators are denied even to see what it is, by which a thing is hidden from them. A denial to somebody whom an
     * administrator at the machine is not, such as guests or whoever comes over the network, and one that leaves the right to
     * query, hide nothing.
     */
    public boolean isHidden(SecurityDescriptor descriptor) {
        return descriptor.dacl().stream()
                .flatMap(List::stream)
                .anyMatch(ace -> ace.isDenying()
                        && !ace.isForChildrenOnly()
                        && (ace.mask() & queries) != 0
                        && (BORNE.contains(ace.sid()) || isAdministrator(ace.sid())));
    }

    private static boolean isAdministrator(Sid sid) {
        return sid.isOfDomain() && Principals.isAdministrative(sid);
    }

    private static int denied(List<Ace> before, Sid sid) {
        return before.stream()
                .filter(ace -> ace.isDenying() && !ace.isForChildrenOnly() && !ace.isConditional() && !ace.isOfObject())
                .filter(ace -> ace.sid().equals(sid) || ace.sid().equals(Sid.EVERYONE))
                .mapToInt(Ace::mask)
                .reduce(0, (a, b) -> a | b);
    }

    private static boolean isForeign(Sid sid) {
        return !Principals.isAdministrative(sid) && !Principals.isService(sid);
    }

    /** Who of the writers is nearly everybody. */
    public Optional<Sid> openTo(SecurityDescriptor descriptor) {
        return writers(descriptor).stream().filter(Principals::isAnybody).findFirst();
    }
}
