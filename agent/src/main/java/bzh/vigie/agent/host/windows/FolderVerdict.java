package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.text.SourceText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a folder that is there can be the agent's own, by what Windows says of it. Pure.
 *
 * @param why key of the detail where it is refused, otherwise empty
 * @param others who may do anything with it, or may allow it to themselves, and is neither the system, an administrator nor the
 *     account of the agent; in the order of the list, as people know them
 */
record FolderVerdict(Answer answer, String why, List<String> others) {
    private static final int REPARSE_POINT = 0x400;
    private static final int DIRECTORY = 0x10;
    private static final int STATUS_ACCESS_DENIED = 0xC000_0022;
    private static final int NAME_COLLISION = 0xC000_0035;
    private static final int MOST_NAMED = 5;

    FolderVerdict {
        others = others.stream().limit(MOST_NAMED).toList();
    }

    /** What follows. */
    enum Answer {
        FINE,
        /** Its owner is trusted, the rights of others are to be taken away. */
        REPAIR,
        /** It is somebody else's, or none. */
        REFUSED
    }

    /**
     * Judges.
     *
     * @param attributes FILE_ATTRIBUTE_TAG_INFORMATION's
     * @param ownUser whose account this process runs under
     */
    static FolderVerdict of(int attributes, Optional<SecurityDescriptor> descriptor, Optional<Sid> ownUser) {
        if ((attributes & REPARSE_POINT) != 0) {
            return refused("folder-is-link", List.of());
        }
        if ((attributes & DIRECTORY) == 0) {
            return refused("folder-is-none", List.of());
        }
        Optional<Sid> owner = descriptor.flatMap(SecurityDescriptor::owner);
        if (owner.isEmpty()) {
            return refused("folder-of-nobody", List.of());
        }
        if (isForeign(owner.get(), ownUser)) {
            return refused("folder-of-other", List.of(Principals.shown(owner.get())));
        }
        Optional<List<Ace>> list = descriptor.flatMap(SecurityDescriptor::dacl);
        if (list.isEmpty()) {
            return new FolderVerdict(Answer.REPAIR, "", List.of(Principals.shown(Sid.EVERYONE)));
        }
        List<String> others = list.get().stream()
                .filter(Ace::isAllowing)
                .map(Ace::sid)
                .filter(sid -> isForeign(sid, ownUser))
                .distinct()
                .map(Principals::shown)
                .toList();
        return new FolderVerdict(others.isEmpty() ? Answer.FINE : Answer.REPAIR, "", others);
    }

    /**
     * Why what lies in a folder of others' rights cannot be the agent's own, as the key of a detail; empty where it can: a link, of which
     * one more name of a file is one, leads elsewhere, and an owner may allow himself everything again.
     *
     * @param links names of a file
     */
    static Optional<String> within(
            int attributes, int links, Optional<SecurityDescriptor> descriptor, Optional<Sid> ownUser) {
        boolean folder = (attributes & DIRECTORY) != 0;
        if ((attributes & REPARSE_POINT) != 0 || (!folder && links != 1)) {
            return Optional.of("folder-holds-link");
        }
        Optional<Sid> owner = descriptor.flatMap(SecurityDescriptor::owner);
        return owner.isEmpty() || isForeign(owner.get(), ownUser)
                ? Optional.of("folder-holds-other")
                : Optional.empty();
    }

    private static FolderVerdict refused(String why, List<String> others) {
        return new FolderVerdict(Answer.REFUSED, why, others);
    }

    private static boolean isForeign(Sid sid, Optional<Sid> ownUser) {
        return !Principals.isAdministrative(sid) && !ownUser.equals(Optional.of(sid));
    }

    /** Why that folder is refused, with what to do. */
    String detail(String folder) {
        return SourceText.detail(why, folder, String.join(", ", others));
    }

    /** Rights were taken from others, and they have them still. */
    static String notRepaired(String folder) {
        return SourceText.detail("folder-not-repaired", folder);
    }

    /** A call that failed, as NTSTATUS. */
    static String failed(String folder, int status) {
        return switch (status) {
            case STATUS_ACCESS_DENIED -> SourceText.detail("folder-no-right", folder);
            case NAME_COLLISION -> SourceText.detail("folder-just-made", folder);
            default -> SourceText.detail("folder-error", folder, String.format(Locale.ROOT, "0x%08x", status));
        };
    }
}
