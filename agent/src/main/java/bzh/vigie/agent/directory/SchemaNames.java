package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the numbers in a descriptor mean in a directory: its attributes, classes and rights, read from the directory itself where they have changed ({@link KeptNames}).
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
                objects(domain, "schemaIDGUID", "lDAPDisplayName", "defaultSecurityDescriptor"),
                entry -> names.take(entry, entry.guid("schemaIDGUID"), entry.text("lDAPDisplayName")));
        directory.search(
                rights(domain, "rightsGuid", "cn"),
                entry -> names.take(
                        entry,
                        Optional.of("{" + entry.text("rightsGuid").toLowerCase(Locale.ROOT) + "}"),
                        entry.text("cn")));
        return names;
    }

    /** Whether they are still those of that number of a change, of the same database. */
    static boolean areSince(Directory directory, Domain domain, long usn) throws Refused {
        return Domain.one(directory, objects(domain, "uSNChanged").since(usn + 1))
                        .isEmpty()
                && Domain.one(directory, rights(domain, "uSNChanged").since(usn + 1))
                        .isEmpty();
    }

    private static Query objects(Domain domain, String... attributes) {
        return Query.children(domain.schema(), "(schemaIDGUID=*)", attributes);
    }

    private static Query rights(Domain domain, String... attributes) {
        return Query.children("CN=Extended-Rights," + domain.configuration(), "(rightsGuid=*)", attributes);
    }

    /** Number of names u32, GUID and name of each; number of classes u32, name and descriptor of each: modified UTF-8. */
    void write(DataOutput out) throws IOException {
        for (Map<String, String> each : List.of(names, defaults)) {
            out.writeInt(each.size());
            for (Map.Entry<String, String> entry : each.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeUTF(entry.getValue());
            }
        }
    }

    /** The same back; no more than {@value #MOST} of each. */
    static SchemaNames read(DataInput in) throws IOException {
        SchemaNames read = new SchemaNames();
        for (Map<String, String> each : List.of(read.names, read.defaults)) {
            int count = in.readInt();
            if (count < 0 || count > MOST) {
                throw new IOException(count + " names");
            }
            for (int i = 0; i < count; i++) {
                each.put(in.readUTF(), in.readUTF());
            }
        }
        return read;
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
