package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What the numbers in a descriptor mean: what Windows' own are ({@link StockSchema}), and beyond these the attributes, classes and rights that
 * the directory itself tells, read where they have changed ({@link KeptNames}). At most {@value #MOST} of them, by GUID in braces and lower
 * case.
 */
public final class SchemaNames {
    private static final int MOST = 10_000;
    private static final int MOST_LETTERS = 128;

    /** Attributes that get another GUID in each forest, by the number that they have everywhere ({@code attributeID}). */
    private static final Map<String, String> BY_NUMBER = Map.of(
            "1.2.840.113556.1.8000.2554.50051.45980.28112.18903.35903.6685103.1224907.2.1",
            "ms-Mcs-AdmPwd",
            "1.2.840.113556.1.6.44.1.2",
            "msLAPS-Password",
            "1.2.840.113556.1.6.44.1.3",
            "msLAPS-EncryptedPassword",
            "1.2.840.113556.1.6.44.1.4",
            "msLAPS-EncryptedPasswordHistory",
            "1.2.840.113556.1.6.44.1.5",
            "msLAPS-EncryptedDSRMPassword",
            "1.2.840.113556.1.6.44.1.6",
            "msLAPS-EncryptedDSRMPasswordHistory");

    private static final Set<String> PASSWORDS = Set.copyOf(BY_NUMBER.values());

    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> defaults = new HashMap<>();

    /** Attributes with which the domain is had, by the set into which each was put. */
    private final Map<String, String> moved = new HashMap<>();

    private SchemaNames() {}

    /** Reads them. */
    public static SchemaNames of(Directory directory, Domain domain) throws Refused {
        SchemaNames names = new SchemaNames();
        names.numbers(directory, domain);
        names.sets(directory, domain);
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

    /**
     * Number of names u32, GUID and name of each; number of classes u32, name and descriptor of each;
     * number of sets u32, GUID of each and of an attribute that was put into it: modified UTF-8.
     */
    void write(DataOutput out) throws IOException {
        for (Map<String, String> each : List.of(names, defaults, moved)) {
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
        for (Map<String, String> each : List.of(read.names, read.defaults, read.moved)) {
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

    /** Those that have a number of their own in each forest; a directory without LAPS has none. */
    private void numbers(Directory directory, Domain domain) throws Refused {
        StringBuilder filter = new StringBuilder("(|");
        BY_NUMBER
                .keySet()
                .forEach(number -> filter.append("(attributeID=").append(number).append(')'));
        directory.search(
                Query.children(domain.schema(), filter.append(')').toString(), "attributeID", "schemaIDGUID"),
                entry -> {
                    String name = BY_NUMBER.get(entry.text("attributeID"));
                    if (name != null) {
                        entry.guid("schemaIDGUID").ifPresent(guid -> names.put(guid, name));
                    }
                    return names.size() < BY_NUMBER.size();
                });
    }

    /** Sets into which somebody put an attribute with which the domain is had: who may write the set has it. */
    private void sets(Directory directory, Domain domain) throws Refused {
        Map<String, String> grave = StockSchema.graveAttributes();
        StringBuilder filter = new StringBuilder("(&(attributeSecurityGUID=*)(|");
        grave.keySet()
                .forEach(guid -> filter.append("(schemaIDGUID=")
                        .append(Query.escaped(bytes(guid)))
                        .append(')'));
        directory.search(
                Query.children(
                        domain.schema(), filter.append("))").toString(), "schemaIDGUID", "attributeSecurityGUID"),
                entry -> {
                    String attribute = entry.guid("schemaIDGUID").orElse("");
                    entry.guid("attributeSecurityGUID")
                            .filter(set -> !set.equals(grave.get(attribute)))
                            .ifPresent(set -> moved.put(set, attribute));
                    return moved.size() < grave.size();
                });
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

    /** What Windows calls it, otherwise what the directory does; the GUID where neither knows it. */
    public String name(String guid) {
        return StockSchema.name(guid).orElseGet(() -> names.getOrDefault(guid, guid));
    }

    /**
     * Whether it is an attribute, a set of them or a right with which the domain is had, over an object on which it hangs: by its number, or
     * by what the directory calls a number that is none of Windows'.
     */
    public boolean isGrave(String guid) {
        String name = name(guid);
        boolean isCalledSo = PASSWORDS.contains(name)
                || StockSchema.guid(name).filter(StockSchema::isGrave).isPresent();
        return isCalledSo || moved.containsKey(guid);
    }

    /** Whether it is a set into which such an attribute was put: what was harmless by itself is no more. */
    boolean isMoved(String guid) {
        return moved.containsKey(guid);
    }

    /** The descriptor that a new object of that class gets (SDDL), as the directory says; empty where its schema gives none. */
    String ofNew(String objectClass) {
        return defaults.getOrDefault(objectClass.toLowerCase(Locale.ROOT), "");
    }

    /** Whether there may be more than are kept. */
    public boolean isFull() {
        return names.size() >= MOST;
    }

    /** How many the directory told. */
    public int size() {
        return names.size();
    }

    private static byte[] bytes(String guid) {
        UUID number = UUID.fromString(guid.substring(1, guid.length() - 1));
        long high = number.getMostSignificantBits();
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(number.getLeastSignificantBits())
                .array();
    }
}
