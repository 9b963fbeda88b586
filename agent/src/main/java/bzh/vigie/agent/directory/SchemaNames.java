package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the numbers in a descriptor mean in a directory: its attributes, classes and rights, read from the directory itself once a pass.
 * At most {@value #MOST} of them, by GUID in braces and lower case.
 */
public final class SchemaNames {
    private static final int MOST = 10_000;
    private static final int MOST_LETTERS = 128;

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> defaults = new HashMap<>();

    private SchemaNames() {}

    /** Reads them. */
    public static SchemaNames of(Directory directory, Domain domain) throws Refused {
        SchemaNames names = new SchemaNames();
        directory.search(
                Query.children(
                        domain.schema(),
                        "(schemaIDGUID=*)",
                        "schemaIDGUID",
                        "lDAPDisplayName",
                        "defaultSecurityDescriptor"),
                entry -> names.take(entry, entry.guid("schemaIDGUID"), entry.text("lDAPDisplayName")));
        directory.search(
                Query.children("CN=Extended-Rights," + domain.configuration(), "(rightsGuid=*)", "rightsGuid", "cn"),
                entry -> names.take(
                        entry,
                        Optional.of("{" + entry.text("rightsGuid").toLowerCase(Locale.ROOT) + "}"),
                        entry.text("cn")));
        return names;
    }

    private boolean take(Entry entry, Optional<String> guid, String name) {
        if (guid.isPresent() && !name.isEmpty() && name.length() <= MOST_LETTERS) {
            String ignored = names.putIfAbsent(guid.get(), name);
            if (entry.has("defaultSecurityDescriptor")) {
                defaults.put(name.toLowerCase(Locale.ROOT), entry.text("defaultSecurityDescriptor"));
            }
        }
        return names.size() < MOST;
    }

    /** What the directory calls it; the GUID where it does not know it. */
    public String name(String guid) {
        return names.getOrDefault(guid, guid);
    }

    /** The descriptor that a new object of that class gets (SDDL); empty where the schema gives none. */
    public String ofNew(String objectClass) {
        return defaults.getOrDefault(objectClass.toLowerCase(Locale.ROOT), "");
    }

    /** How many are known. */
    public int size() {
        return names.size();
    }
}
