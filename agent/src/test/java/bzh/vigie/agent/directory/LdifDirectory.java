package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.security.Ace;
import bzh.vigie.agent.windows.security.SddlReader;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A directory that is a text of LDIF (RFC 2849), for tests of what no server here can be made to hold: it answers as one does that has
 * these objects; one with the attribute {@code has-more-values} is as one is of which not all values were taken. Descriptors and SIDs are written as text, and handed on as the bytes that they mean.
 */
public final class LdifDirectory implements Directory {
    private final Sid domain;
    private final Map<String, Map<String, List<byte[]>>> objects = new LinkedHashMap<>();

    /** Entries as a search looks at them, and by SID; dropped when one changes. */
    private final Map<String, Entry> whole = new LinkedHashMap<>();

    private final Map<String, List<Entry>> bySid = new HashMap<>();

    private int asked;

    /** @param domain whose groups descriptors mean by their letters */
    public LdifDirectory(Sid domain, String head) {
        this.domain = domain;
        add("dn: " + head + "\nobjectClass: domainDNS\nobjectSid: " + domain + "\n\ndn: CN=Schema,CN=Configuration,"
                + head + "\nobjectClass: dMD\n");
        objects.put(
                "",
                new HashMap<>(Map.of(
                        "defaultnamingcontext", List.of(bytes(head)),
                        "configurationnamingcontext", List.of(bytes("CN=Configuration," + head)),
                        "schemanamingcontext", List.of(bytes("CN=Schema,CN=Configuration," + head)),
                        "rootdomainnamingcontext", List.of(bytes(head)))));
    }

    /** Adds objects; of one that is there, attributes of these names are replaced. */
    public LdifDirectory add(String ldif) {
        whole.clear();
        for (String text : ldif.replaceAll("(?m)^#.*\n", "").replace("\n ", "").split("\n\n+", -1)) {
            Map<String, List<byte[]>> values = new HashMap<>();
            String dn = "";
            for (String line : text.lines().toList()) {
                int colon = line.indexOf(':');
                boolean is64 = line.startsWith("::", colon);
                String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
                String value = line.substring(colon + (is64 ? 2 : 1)).strip();
                if (name.equals("dn")) {
                    dn = value;
                } else {
                    values.computeIfAbsent(name, n -> new ArrayList<>())
                            .add(is64 ? Base64.getDecoder().decode(value) : value(name, value));
                }
            }
            if (!dn.isEmpty()) {
                objects.computeIfAbsent(dn, n -> new HashMap<>()).putAll(values);
            }
        }
        return this;
    }

    /** Sets an attribute of an object to one value; takes it away where that is empty. */
    public LdifDirectory set(String dn, String attribute, String value) {
        whole.clear();
        String name = attribute.toLowerCase(Locale.ROOT);
        if (value.isEmpty()) {
            object(dn).remove(name);
        } else {
            object(dn).put(name, new ArrayList<>(List.of(value(name, value))));
        }
        return this;
    }

    private Map<String, List<byte[]>> object(String dn) {
        return Optional.ofNullable(objects.get(dn)).orElseThrow(() -> new IllegalArgumentException(dn));
    }

    private byte[] value(String name, String text) {
        return switch (name) {
            case "ntsecuritydescriptor" -> descriptor(SddlReader.read(text, domain));
            case "objectsid" -> Sid.of(text).bytes();
            default -> bytes(text);
        };
    }

    @Override
    public Entry root() {
        return new Entry("", object(""));
    }

    @Override
    public void search(Query query, Each each) throws bzh.vigie.agent.host.Refused {
        asked++;
        String context = contextOf(query.base());
        Predicate<Entry> fits = Filter.of(query.filter());
        for (Entry object : candidates(query.filter())) {
            String dn = object.dn();
            Predicate<Entry> isThere = switch (query.reach()) {
                case BASE -> fits.and(_ -> dn.equalsIgnoreCase(query.base()));
                case CHILDREN -> fits.and(_ -> Dn.parent(dn).equalsIgnoreCase(query.base()));
                case SUBTREE ->
                    fits.and(_ -> Dn.isIn(dn, query.base()))
                            .and(_ -> contextOf(dn).equals(context));
            };
            if (isThere.test(object)) {
                Map<String, List<byte[]>> values = object(dn);
                Map<String, List<byte[]>> asked = new HashMap<>();
                query.attributes()
                        .forEach(name -> Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT)))
                                .ifPresent(list -> asked.put(name, list)));
                boolean isCut = values.containsKey("has-more-values");
                if (!each.take(new Entry(dn, asked, isCut))) {
                    return;
                }
            }
        }
    }

    /** All objects, or those with the SID that a filter asks for alone: tests ask so of thousands. */
    private List<Entry> candidates(String filter) {
        if (whole.isEmpty()) {
            bySid.clear();
            objects.forEach((dn, values) -> whole.put(dn, new Entry(dn, values)));
            whole.values()
                    .forEach(entry -> entry.all("objectSid")
                            .forEach(sid -> bySid.computeIfAbsent(HexFormat.of().formatHex(sid), _ -> new ArrayList<>())
                                    .add(entry)));
        }
        return filter.matches("\\(objectSid=(\\\\\\p{XDigit}{2})+\\)")
                ? bySid.getOrDefault(filter.replaceAll("^.*=|\\W", "").toLowerCase(Locale.ROOT), List.of())
                : List.copyOf(whole.values());
    }

    /** A search stays in its naming context (MS-ADTS 3.1.1.1.5): that of the schema is not found below the configuration. */
    private static String contextOf(String dn) {
        int configuration = dn.toLowerCase(Locale.ROOT).indexOf("cn=configuration,dc=");
        int schema = dn.toLowerCase(Locale.ROOT).indexOf("cn=schema,cn=configuration,dc=");
        return schema >= 0 ? "schema" : configuration >= 0 ? "configuration" : "domain";
    }

    /** How many questions were asked. */
    public int asked() {
        return asked;
    }

    @Override
    public long received() {
        return 0;
    }

    @Override
    public void close() {
        // nothing is open
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A filter (RFC 4515) of and, or, not, presence, equality, a beginning, an end, a part, order of numbers and all bits of a number; read once for
     * all objects.
     */
    private static final class Filter {
        private final String text;
        private int at;

        private Filter(String text) {
            this.text = text;
        }

        static Predicate<Entry> of(String text) {
            return new Filter(text).part();
        }

        private Predicate<Entry> part() {
            at++;
            char kind = text.charAt(at);
            Predicate<Entry> fits;
            if (kind == '&' || kind == '|' || kind == '!') {
                at++;
                List<Predicate<Entry>> parts = new ArrayList<>();
                while (text.charAt(at) == '(') {
                    parts.add(part());
                }
                fits = switch (kind) {
                    case '&' -> entry -> parts.stream().allMatch(part -> part.test(entry));
                    case '|' -> entry -> parts.stream().anyMatch(part -> part.test(entry));
                    default -> parts.getLast().negate();
                };
            } else {
                int end = text.indexOf(')', at);
                fits = one(text.substring(at, end));
                at = end;
            }
            at++;
            return fits;
        }

        private static Predicate<Entry> one(String item) {
            String name = item.substring(0, item.indexOf('='));
            String written = item.substring(item.indexOf('=') + 1);
            byte[] value = unescaped(written);
            String wanted = new String(value, StandardCharsets.UTF_8);
            if (name.contains(":")) {
                String attribute = name.substring(0, name.indexOf(':'));
                long bit = Long.parseLong(wanted);
                return entry -> (entry.bits(attribute) & bit) == bit;
            }
            if (name.endsWith(">") || name.endsWith("<")) {
                String attribute = name.substring(0, name.length() - 1);
                boolean least = name.endsWith(">");
                long bound = Long.parseLong(wanted);
                return entry -> {
                    int order = Long.compare(entry.bits(attribute), bound);
                    return entry.number(attribute).isPresent() && (least ? order >= 0 : order <= 0);
                };
            }
            if (written.equals("*")) {
                return entry -> name.equalsIgnoreCase("objectClass") || entry.has(name);
            }
            if (written.startsWith("*") && written.endsWith("*")) {
                String part = wanted.substring(1, wanted.length() - 1).toLowerCase(Locale.ROOT);
                return text(name, each -> each.contains(part));
            }
            if (written.endsWith("*")) {
                String begins = wanted.substring(0, wanted.length() - 1).toLowerCase(Locale.ROOT);
                return text(name, each -> each.startsWith(begins));
            }
            if (written.startsWith("*")) {
                String ends = wanted.substring(1).toLowerCase(Locale.ROOT);
                return text(name, each -> each.endsWith(ends));
            }
            if (name.equalsIgnoreCase("distinguishedName")) {
                return entry -> entry.dn().equalsIgnoreCase(wanted);
            }
            // Of what has no letters none is written otherwise, and what has a zero, as SIDs do, is no text.
            Predicate<Entry> same =
                    entry -> entry.all(name).stream().anyMatch(each -> java.util.Arrays.equals(each, value));
            return wanted.indexOf(0) >= 0 || wanted.chars().noneMatch(Character::isLetter)
                    ? same
                    : same.or(text(name, wanted.toLowerCase(Locale.ROOT)::equals));
        }

        private static Predicate<Entry> text(String name, Predicate<String> fits) {
            return entry -> entry.all(name).stream()
                    .anyMatch(each -> fits.test(Entry.text(each).toLowerCase(Locale.ROOT)));
        }

        private static byte[] unescaped(String text) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) == '\\') {
                    out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                } else {
                    out.writeBytes(bytes(text.substring(i, i + 1)));
                }
            }
            return out.toByteArray();
        }
    }

    /** The bytes of a descriptor without what is audited (MS-DTYP 2.4.6). */
    private static byte[] descriptor(SecurityDescriptor descriptor) {
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        List<Ace> entries = descriptor.dacl().orElse(List.of());
        entries.forEach(ace -> list.writeBytes(entry(ace)));
        byte[] owner = descriptor.owner().map(Sid::bytes).orElse(new byte[0]);
        ByteBuffer out =
                ByteBuffer.allocate(20 + owner.length + 8 + list.size()).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 1).put((byte) 0).putShort((short) 0x8004);
        out.putInt(owner.length == 0 ? 0 : 20).putInt(0).putInt(0).putInt(20 + owner.length);
        out.put(owner);
        out.put((byte) 4).put((byte) 0).putShort((short) (8 + list.size()));
        out.putShort((short) entries.size()).putShort((short) 0);
        return out.put(list.toByteArray()).array();
    }

    private static byte[] entry(Ace ace) {
        byte[] who = ace.sid().bytes();
        ByteArrayOutputStream guids = new ByteArrayOutputStream();
        ace.objectType().ifPresent(guid -> guids.writeBytes(guid(guid)));
        ace.inheritedType().ifPresent(guid -> guids.writeBytes(guid(guid)));
        int object = ace.isOfObject() ? 4 + guids.size() : 0;
        ByteBuffer out = ByteBuffer.allocate(8 + object + who.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) ace.type()).put((byte) ace.flags());
        out.putShort((short) out.capacity()).putInt(ace.mask());
        if (ace.isOfObject()) {
            out.putInt((ace.objectType().isPresent() ? 1 : 0)
                    | (ace.inheritedType().isPresent() ? 2 : 0));
            out.put(guids.toByteArray());
        }
        return out.put(who).array();
    }

    private static byte[] guid(String text) {
        UUID guid = UUID.fromString(text.substring(1, text.length() - 1));
        long high = guid.getMostSignificantBits();
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(guid.getLeastSignificantBits())
                .array();
    }
}
