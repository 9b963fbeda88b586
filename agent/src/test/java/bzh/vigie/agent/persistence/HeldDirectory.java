package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.agent.windows.security.Sid;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory that a test holds, made of LDIF (RFC 2849, without folded lines): what a Samba does not have. Filters are understood as far as
 * the catalogue's questions need (RFC 4515, and the rule that asks for all bits of a number).
 */
final class HeldDirectory implements Directory {
    static final String HEAD = "DC=mairie,DC=example";
    static final Sid SID = Sid.of("S-1-5-21-1-2-3");

    private final Map<String, String> root = new TreeMap<>(Map.of(
            "defaultNamingContext",
            HEAD,
            "configurationNamingContext",
            "CN=Configuration," + HEAD,
            "schemaNamingContext",
            "CN=Schema,CN=Configuration," + HEAD,
            "rootDomainNamingContext",
            HEAD,
            "dnsHostName",
            "dc1.mairie.example",
            "currentTime",
            "20261126230000.0Z"));
    private final List<Entry> entries = new ArrayList<>();

    private HeldDirectory() {}

    /** A domain {@code mairie.example} that has these objects besides its head; {@code {domain}} stands for its name. */
    static HeldDirectory of(String ldif) {
        HeldDirectory held = new HeldDirectory();
        held.add("dn: " + HEAD + "\nobjectClass: domainDNS\nobjectSid:: " + base64(SID.bytes()));
        for (String object : ldif.replace("{domain}", HEAD).strip().split("\n\n", -1)) {
            if (!object.isBlank()) {
                held.add(object);
            }
        }
        return held;
    }

    /** The same, whose server says something else of itself; empty for nothing. */
    HeldDirectory saying(String attribute, String value) {
        root.put(attribute, value);
        return this;
    }

    /** The SID of that account of the domain, as LDIF has it. */
    static String sid(long rid) {
        return base64(SID.child(rid).bytes());
    }

    /** A descriptor, as LDIF has it. */
    static String descriptor(Descriptors made) {
        return base64(made.ownedBy("S-1-5-32-544"));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private void add(String object) {
        String dn = "";
        Map<String, List<byte[]>> values = new LinkedHashMap<>();
        for (String line : object.lines().toList()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon);
            boolean isBinary = line.startsWith("::", colon);
            String value = line.substring(colon + (isBinary ? 2 : 1)).strip();
            if (name.equals("dn")) {
                dn = value;
            } else {
                values.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(isBinary ? Base64.getDecoder().decode(value) : bytes(value));
            }
        }
        entries.add(new Entry(dn, values));
    }

    @Override
    public Entry root() {
        Map<String, List<byte[]>> values = new TreeMap<>();
        root.forEach((name, value) -> values.put(name, List.of(bytes(value))));
        return new Entry("", values);
    }

    @Override
    public void search(Query query, Each each) throws Refused {
        for (Entry entry : entries) {
            boolean isThere = switch (query.reach()) {
                case BASE -> entry.dn().equalsIgnoreCase(query.base());
                case CHILDREN -> Dn.parent(entry.dn()).equalsIgnoreCase(query.base());
                case SUBTREE -> Dn.isIn(entry.dn(), query.base());
            };
            if (isThere && new Filter(query.filter()).fits(entry) && !each.take(entry)) {
                return;
            }
        }
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

    /** A filter while it is read, against one object. */
    private static final class Filter {
        private static final String ALL_BITS = ":1.2.840.113556.1.4.803:";

        private final String text;
        private int at;

        Filter(String text) {
            this.text = text;
        }

        boolean fits(Entry entry) {
            at++;
            boolean fits = switch (text.charAt(at)) {
                case '&' -> every(entry, true);
                case '|' -> every(entry, false);
                case '!' -> {
                    at++;
                    yield !fits(entry);
                }
                default -> item(entry);
            };
            at++;
            return fits;
        }

        /** All of them are looked at, so that the end is found. */
        private boolean every(Entry entry, boolean all) {
            boolean fits = all;
            at++;
            while (text.charAt(at) == '(') {
                boolean one = fits(entry);
                fits = all ? fits && one : fits || one;
            }
            return fits;
        }

        private boolean item(Entry entry) {
            int end = text.indexOf(')', at);
            String item = text.substring(at, end);
            at = end;
            int equals = item.indexOf('=');
            String name = item.substring(0, equals);
            String value = item.substring(equals + 1);
            if (name.endsWith(ALL_BITS)) {
                long bits = Long.parseLong(value);
                return (entry.bits(name.substring(0, name.length() - ALL_BITS.length())) & bits) == bits;
            }
            if (name.endsWith(">") || name.endsWith("<")) {
                String attribute = name.substring(0, name.length() - 1);
                int order = Long.compare(entry.bits(attribute), Long.parseLong(value));
                return entry.number(attribute).isPresent() && (name.endsWith(">") ? order >= 0 : order <= 0);
            }
            if (value.equals("*")) {
                return entry.has(name);
            }
            String wanted = folded(
                    value.startsWith("\\")
                            ? unescaped(value).getBytes(StandardCharsets.ISO_8859_1)
                            : bytes(unescaped(value)),
                    value);
            return entry.all(name).stream()
                    .map(bytes -> folded(bytes, value))
                    .anyMatch(found -> value.endsWith("*")
                            ? found.startsWith(wanted.substring(0, wanted.length() - 1))
                            : found.equals(wanted));
        }

        /** A byte is a letter; in lower case where it is text that is compared. */
        private static String folded(byte[] bytes, String value) {
            String letters = new String(bytes, StandardCharsets.ISO_8859_1);
            return value.startsWith("\\") ? letters : letters.toLowerCase(Locale.ROOT);
        }

        private static String unescaped(String value) {
            StringBuilder plain = new StringBuilder();
            for (int i = 0; i < value.length(); i++) {
                if (value.charAt(i) == '\\') {
                    plain.append((char) Integer.parseInt(value.substring(i + 1, i + 3), 16));
                    i += 2;
                } else {
                    plain.append(value.charAt(i));
                }
            }
            return plain.toString();
        }
    }
}
