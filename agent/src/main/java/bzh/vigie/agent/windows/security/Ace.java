package bzh.vigie.agent.windows.security;

import java.util.Optional;

/**
 * An entry of an access control list (MS-DTYP 2.4.4).
 *
 * @param type as the list numbers it
 * @param flags inheritance and auditing
 * @param mask the rights it is about
 * @param isOfObject it is about a property or kind of object in a directory alone
 * @param isConditional it applies under a condition, which is not looked at
 * @param objectType what of an object it is about, an attribute, a set of them, a right or a class: its GUID in braces and lower case;
 *     empty where it is about all
 * @param inheritedType the class of objects that inherit it, likewise; empty where all do
 */
public record Ace(
        int type,
        int flags,
        int mask,
        Sid sid,
        boolean isOfObject,
        boolean isConditional,
        Optional<String> objectType,
        Optional<String> inheritedType) {
    static final int ALLOWED = 0;
    static final int DENIED = 1;
    static final int AUDIT = 2;
    static final int ALLOWED_OBJECT = 5;
    static final int DENIED_OBJECT = 6;
    static final int AUDIT_OBJECT = 7;
    static final int ALLOWED_CALLBACK = 9;
    static final int DENIED_CALLBACK = 10;
    static final int ALLOWED_CALLBACK_OBJECT = 11;
    static final int DENIED_CALLBACK_OBJECT = 12;
    static final int AUDIT_CALLBACK = 13;
    static final int AUDIT_CALLBACK_OBJECT = 15;
    static final int LABEL = 17;

    private static final int FOR_CONTAINERS = 0x02;
    private static final int SUCCESSES = 0x40;
    private static final int INHERIT_ONLY = 0x08;
    private static final int INHERITED = 0x10;

    /** One that is about the whole of a thing. */
    public Ace(int type, int flags, int mask, Sid sid, boolean isOfObject, boolean isConditional) {
        this(type, flags, mask, sid, isOfObject, isConditional, Optional.empty(), Optional.empty());
    }

    /** Whether it comes from something above, where it is told by itself. */
    public boolean isInherited() {
        return (flags & INHERITED) != 0;
    }

    /** Whether it is for what will be made below only. */
    public boolean isForChildrenOnly() {
        return (flags & INHERIT_ONLY) != 0;
    }

    /** Whether what lies below, and holds more itself, gets it too. */
    public boolean isForBelow() {
        return (flags & FOR_CONTAINERS) != 0;
    }

    /** Whether it has it written down when somebody did what it is about. */
    public boolean isAuditing() {
        return (type == AUDIT || type == AUDIT_OBJECT || type == AUDIT_CALLBACK || type == AUDIT_CALLBACK_OBJECT)
                && (flags & SUCCESSES) != 0;
    }

    /** Whether it gives rights. */
    public boolean isAllowing() {
        return type == ALLOWED || type == ALLOWED_OBJECT || type == ALLOWED_CALLBACK || type == ALLOWED_CALLBACK_OBJECT;
    }

    /** Whether it takes rights. */
    public boolean isDenying() {
        return type == DENIED || type == DENIED_OBJECT || type == DENIED_CALLBACK || type == DENIED_CALLBACK_OBJECT;
    }
}
