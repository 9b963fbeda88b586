package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A right over an object of a directory with which more than its own can be had: to change it, to take it, or to do what is only for
 * few (MS-ADTS 5.1.3.2). Rights to read are none.
 *
 * @param trustee who has it
 * @param right which
 * @param about attribute, set of attributes, right or class that it is about, its GUID in braces and lower case; empty for all
 * @param inheritedBy class of the objects below that have it too, likewise; empty where it says no class
 * @param isForChildrenOnly it is about what lies below, not about the object itself
 * @param isInherited it comes from above, where it is told by itself
 */
public record Grant(
        Sid trustee,
        Right right,
        Optional<String> about,
        Optional<String> inheritedBy,
        boolean isForChildrenOnly,
        boolean isInherited) {
    /** What may be done. */
    public enum Right {
        OWNER,
        FULL_CONTROL,
        WRITE_DACL,
        WRITE_OWNER,
        WRITE_PROPERTY,
        VALIDATED_WRITE,
        EXTENDED_RIGHT,
        CREATE_CHILD,
        DELETE
    }

    private static final int CREATE_CHILD = 0x1;
    private static final int DELETE_CHILD = 0x2;
    private static final int VALIDATED_WRITE = 0x8;
    private static final int WRITE_PROPERTY = 0x20;
    private static final int DELETE_TREE = 0x40;
    private static final int CONTROL_ACCESS = 0x100;
    private static final int DELETE = 0x1_0000;
    private static final int WRITE_DACL = 0x4_0000;
    private static final int WRITE_OWNER = 0x8_0000;
    private static final int FULL = 0xF_01FF;
    private static final int GENERIC_WRITE = 0x4000_0000;
    private static final int GENERIC_ALL = 0x1000_0000;

    /**
     * Those of a descriptor, its owner's first, an entry's in the order of {@link Right}. Where there is no list everybody has everything.
     */
    public static List<Grant> of(SecurityDescriptor descriptor) {
        List<Grant> grants = new ArrayList<>();
        descriptor
                .owner()
                .ifPresent(owner ->
                        grants.add(new Grant(owner, Right.OWNER, Optional.empty(), Optional.empty(), false, false)));
        if (descriptor.dacl().isEmpty()) {
            grants.add(new Grant(Sid.EVERYONE, Right.FULL_CONTROL, Optional.empty(), Optional.empty(), false, false));
        }
        descriptor
                .dacl()
                .ifPresent(list -> list.stream().filter(Ace::isAllowing).forEach(ace -> add(ace, grants)));
        return grants;
    }

    /** Whom a descriptor lets in that is about one thing alone; where there is no list, everybody. */
    public static Set<Sid> letIn(SecurityDescriptor descriptor) {
        Set<Sid> letIn = new LinkedHashSet<>();
        if (descriptor.dacl().isEmpty()) {
            letIn.add(Sid.EVERYONE);
        }
        descriptor.dacl().orElse(List.of()).stream()
                .filter(Ace::isAllowing)
                .map(Ace::sid)
                .forEach(letIn::add);
        return letIn;
    }

    private static void add(Ace ace, List<Grant> grants) {
        for (Right right : rights(ace)) {
            boolean isAboutPart = right != Right.WRITE_DACL && right != Right.WRITE_OWNER && right != Right.DELETE;
            Grant grant = new Grant(
                    ace.sid(),
                    right,
                    isAboutPart ? ace.objectType() : Optional.empty(),
                    ace.inheritedType(),
                    ace.isForChildrenOnly(),
                    ace.isInherited());
            if (!grants.contains(grant)) {
                grants.add(grant);
            }
        }
    }

    private static List<Right> rights(Ace ace) {
        int mask = ace.mask();
        if ((mask & GENERIC_ALL) != 0 || (mask & FULL) == FULL) {
            return List.of(Right.FULL_CONTROL);
        }
        List<Right> rights = new ArrayList<>();
        add(rights, Right.WRITE_DACL, mask, WRITE_DACL);
        add(rights, Right.WRITE_OWNER, mask, WRITE_OWNER);
        add(rights, Right.WRITE_PROPERTY, mask, WRITE_PROPERTY | GENERIC_WRITE);
        add(rights, Right.VALIDATED_WRITE, mask, VALIDATED_WRITE | GENERIC_WRITE);
        add(rights, Right.EXTENDED_RIGHT, mask, CONTROL_ACCESS);
        add(rights, Right.CREATE_CHILD, mask, CREATE_CHILD);
        add(rights, Right.DELETE, mask, DELETE | DELETE_CHILD | DELETE_TREE);
        return rights;
    }

    private static void add(List<Right> rights, Right right, int mask, int bits) {
        if ((mask & bits) != 0) {
            rights.add(right);
        }
    }

    /** Whether it is one that may be about a part of an object, and to write there or do what is for few. */
    boolean isOfPart() {
        return switch (right) {
            case FULL_CONTROL, WRITE_PROPERTY, VALIDATED_WRITE, EXTENDED_RIGHT -> true;
            case OWNER, WRITE_DACL, WRITE_OWNER, CREATE_CHILD, DELETE -> false;
        };
    }

    /** Whether with it anything at all can be done to the object. */
    public boolean givesAll() {
        return switch (right) {
            case OWNER, WRITE_DACL, WRITE_OWNER -> true;
            case FULL_CONTROL, WRITE_PROPERTY, EXTENDED_RIGHT -> about.isEmpty();
            case VALIDATED_WRITE, CREATE_CHILD, DELETE -> false;
        };
    }
}
