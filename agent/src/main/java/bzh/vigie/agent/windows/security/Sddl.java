package bzh.vigie.agent.windows.security;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Descriptors as text, the way administrators know it (MS-DTYP 2.5.1): {@code O:SYD:(A;;0xf003f;;;BA)}. Rights stand in hexadecimal,
 * since the letters for them mean other rights for other things. Object types and conditions are left out, marked by {@code …}.
 */
final class Sddl {
    /** How a SID is written for short; those that are not here stand as they are. */
    static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("S-1-1-0", "WD"),
            Map.entry("S-1-3-0", "CO"),
            Map.entry("S-1-3-1", "CG"),
            Map.entry("S-1-3-4", "OW"),
            Map.entry("S-1-5-2", "NU"),
            Map.entry("S-1-5-4", "IU"),
            Map.entry("S-1-5-6", "SU"),
            Map.entry("S-1-5-7", "AN"),
            Map.entry("S-1-5-11", "AU"),
            Map.entry("S-1-5-12", "RC"),
            Map.entry("S-1-5-18", "SY"),
            Map.entry("S-1-5-19", "LS"),
            Map.entry("S-1-5-20", "NS"),
            Map.entry("S-1-5-32-544", "BA"),
            Map.entry("S-1-5-32-545", "BU"),
            Map.entry("S-1-5-32-546", "BG"),
            Map.entry("S-1-5-32-547", "PU"),
            Map.entry("S-1-5-32-549", "SO"),
            Map.entry("S-1-5-32-551", "BO"),
            Map.entry("S-1-5-32-555", "RD"),
            Map.entry("S-1-15-2-1", "AC"));
    /** Letters of each bit of an entry's flags, the lowest first; empty for one without. */
    static final List<String> FLAGS = List.of("OI", "CI", "NP", "IO", "ID", "", "SA", "FA");

    /** Letters of the types of entries. */
    static final Map<Integer, String> TYPES = Map.ofEntries(
            Map.entry(Ace.ALLOWED, "A"),
            Map.entry(Ace.DENIED, "D"),
            Map.entry(Ace.AUDIT, "AU"),
            Map.entry(Ace.ALLOWED_OBJECT, "OA"),
            Map.entry(Ace.DENIED_OBJECT, "OD"),
            Map.entry(Ace.AUDIT_OBJECT, "OU"),
            Map.entry(Ace.ALLOWED_CALLBACK, "XA"),
            Map.entry(Ace.DENIED_CALLBACK, "XD"),
            Map.entry(Ace.ALLOWED_CALLBACK_OBJECT, "ZA"),
            Map.entry(Ace.AUDIT_CALLBACK, "XU"),
            Map.entry(Ace.LABEL, "ML"));

    private Sddl() {}

    static String text(SecurityDescriptor descriptor) {
        StringBuilder text = new StringBuilder();
        descriptor.owner().ifPresent(sid -> text.append("O:").append(name(sid)));
        descriptor.group().ifPresent(sid -> text.append("G:").append(name(sid)));
        text.append("D:").append(list(descriptor.dacl(), "NO_ACCESS_CONTROL"));
        descriptor.sacl().ifPresent(sacl -> text.append("S:").append(list(Optional.of(sacl), "")));
        return text.toString();
    }

    private static String list(Optional<List<Ace>> aces, String none) {
        StringBuilder text = new StringBuilder(aces.isEmpty() ? none : "");
        aces.ifPresent(list -> list.forEach(ace -> text.append('(')
                .append(type(ace.type()))
                .append(';')
                .append(flags(ace.flags()))
                .append(";0x")
                .append(Integer.toHexString(ace.mask()))
                .append(ace.isOfObject() ? ";…;;" : ";;;")
                .append(name(ace.sid()))
                .append(ace.isConditional() ? ";…)" : ")")));
        return text.toString();
    }

    private static String type(int type) {
        return TYPES.getOrDefault(type, Integer.toString(type));
    }

    private static String flags(int flags) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < FLAGS.size(); i++) {
            text.append(((flags >> i) & 1) != 0 ? FLAGS.get(i) : "");
        }
        return text.toString();
    }

    private static String name(Sid sid) {
        return ALIASES.getOrDefault(sid.toString(), sid.toString());
    }
}
