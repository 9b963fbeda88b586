package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whether the directory has the audit entries without which controllers do not write down who changes it or copies its passwords (4662,
 * 5136, 5137, 5141): an item for each need that rules name, there or missing. A computer that may not read them has one that says so.
 */
public final class AuditEntries implements DirectoryFormat {
    private static final Sid SIGNED_IN = Sid.of("S-1-5-11");

    private static final String DOMAIN = "domain-writes";
    private static final String EXTENDED = "domain-extended-rights";
    private static final String CONFIGURATION = "configuration-writes";
    /** Classes and attributes: a naming context of its own, which inherits nothing from the one above it (MS-ADTS 3.1.1.1.5). */
    private static final String SCHEMA = "schema-writes";

    private static final Map<String, Integer> WRITES = new LinkedHashMap<>();

    static {
        WRITES.put("write-property", 0x20);
        WRITES.put("write-dacl", 0x4_0000);
        WRITES.put("write-owner", 0x8_0000);
        WRITES.put("create-child", 0x1);
        WRITES.put("delete-child", 0x2);
    }

    private static final Map<String, Map<String, Integer>> NEEDS =
            Map.of(DOMAIN, WRITES, EXTENDED, Map.of("extended-right", 0x100), CONFIGURATION, WRITES, SCHEMA, WRITES);

    /** Of each need that rules name, the rights whose use has to be written down. */
    public static Map<String, Set<String>> needs() {
        Map<String, Set<String>> needs = new TreeMap<>();
        NEEDS.forEach((need, rights) -> needs.put(need, Set.copyOf(rights.keySet())));
        return needs;
    }

    @Override
    public Set<String> classes() {
        return Set.of("domainDNS", "configuration", "dMD");
    }

    @Override
    public void read(Pass pass) throws Refused {
        pass.ask(Query.audit(pass.domain().head()), entry -> {
            need(pass, entry, DOMAIN, true);
            if (entry.has(Query.DESCRIPTOR)) {
                need(pass, entry, EXTENDED, false);
            }
            return true;
        });
        ask(pass, pass.domain().configuration(), CONFIGURATION);
        ask(pass, pass.domain().schema(), SCHEMA);
    }

    private static void ask(Pass pass, String context, String name) throws Refused {
        pass.ask(Query.audit(context), entry -> {
            need(pass, entry, name, true);
            return true;
        });
    }

    private static void need(Pass pass, Entry entry, String name, boolean below) {
        Optional<byte[]> bytes = entry.first(Query.DESCRIPTOR);
        if (bytes.isEmpty()) {
            pass.found(
                    entry,
                    Draft.of("not known", "this computer may not read which acts are written down", new Run.Nothing()));
            return;
        }
        Optional<SecurityDescriptor> descriptor = SecurityDescriptor.parse(bytes.get());
        if (descriptor.isEmpty() || descriptor.get().malformed() > 0) {
            pass.malformed(entry);
        }
        int audited = descriptor.flatMap(SecurityDescriptor::sacl).orElse(List.of()).stream()
                .filter(ace -> isOfAll(ace) && !ace.isForChildrenOnly() && (!below || ace.isForBelow()))
                .mapToInt(Ace::mask)
                .reduce(0, (one, other) -> one | other);
        List<String> missing = new ArrayList<>();
        Objects.requireNonNull(NEEDS.get(name)).forEach((right, bit) -> {
            if ((audited & bit) == 0) {
                missing.add(right);
            }
        });
        String value = missing.isEmpty() ? "there" : "missing: " + String.join(", ", missing) + " by everybody";
        pass.found(entry, Draft.of(name, value, new Run.Nothing()).made(missing.isEmpty()));
    }

    /** Whether it is about what everybody does with all of an object. */
    private static boolean isOfAll(Ace ace) {
        return ace.isAuditing()
                && (ace.sid().equals(Sid.EVERYONE) || ace.sid().equals(SIGNED_IN))
                && ace.objectType().isEmpty()
                && ace.inheritedType().isEmpty();
    }
}
