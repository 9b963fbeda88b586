package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * That somebody may not see an object of a directory, or what lies below it, where everybody may (MS-ADTS 5.1.3.2): what was hidden so before
 * it was first read leaves nothing else. Entries that keep from changing or deleting are none, nor those that come from above, which are told
 * there.
 *
 * @param trustee from whom it is kept
 * @param what what he may not do
 * @param about attribute or set of attributes, its GUID in braces and lower case; empty for all
 * @param inheritedBy class of the objects below that it is kept from him for too, likewise; empty where it says no class
 * @param isForChildrenOnly it is about what lies below, not about the object itself
 */
public record Denial(
        Sid trustee, What what, Optional<String> about, Optional<String> inheritedBy, boolean isForChildrenOnly) {
    /** What may not be done. */
    public enum What {
        READ,
        LIST_CONTENT,
        LIST_OBJECT,
        READ_PROPERTY,
        READ_CONTROL
    }

    private static final int LIST_CONTENT = 0x4;
    private static final int READ_PROPERTY = 0x10;
    private static final int LIST_OBJECT = 0x80;
    private static final int READ_CONTROL = 0x2_0000;
    private static final int GENERIC_READ = 0x8000_0000;
    private static final int GENERIC_ALL = 0x1000_0000;
    /** What {@link #GENERIC_READ} is for an object of a directory (MS-ADTS 5.1.3.2). */
    private static final int ALL = LIST_CONTENT | READ_PROPERTY | LIST_OBJECT | READ_CONTROL;

    /** Those of a descriptor, each once, an entry's in the order of {@link What}. */
    public static Set<Denial> of(SecurityDescriptor descriptor) {
        Set<Denial> denials = new LinkedHashSet<>();
        descriptor.dacl().orElse(List.of()).stream()
                .filter(ace -> ace.isDenying() && !ace.isInherited())
                .forEach(ace -> add(ace, denials));
        return denials;
    }

    private static void add(Ace ace, Set<Denial> denials) {
        int mask = (ace.mask() & (GENERIC_READ | GENERIC_ALL)) != 0 ? ace.mask() | ALL : ace.mask();
        if ((mask & ALL) == ALL) {
            add(ace, What.READ, denials);
            return;
        }
        for (What what : What.values()) {
            boolean isDenied = switch (what) {
                case READ -> false;
                case LIST_CONTENT -> (mask & LIST_CONTENT) != 0;
                case LIST_OBJECT -> (mask & LIST_OBJECT) != 0;
                case READ_PROPERTY -> (mask & READ_PROPERTY) != 0;
                case READ_CONTROL -> (mask & READ_CONTROL) != 0;
            };
            if (isDenied) {
                add(ace, what, denials);
            }
        }
    }

    private static void add(Ace ace, What what, Set<Denial> denials) {
        boolean isAboutPart = what == What.READ || what == What.READ_PROPERTY;
        boolean ignored = denials.add(new Denial(
                ace.sid(),
                what,
                isAboutPart ? ace.objectType() : Optional.empty(),
                ace.inheritedType(),
                ace.isForChildrenOnly()));
    }
}
