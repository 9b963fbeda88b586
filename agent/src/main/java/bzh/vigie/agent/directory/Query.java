package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.security.Sid;
import java.util.List;

/**
 * What is asked of a directory (RFC 4511 section 4.5).
 *
 * @param base distinguished name where the search begins; empty for the root of the server
 * @param reach how far below it
 * @param filter RFC 4515
 * @param attributes what to give of each object; their own names besides it is {@link Entry#dn}
 * @param isOfOne the first object that is found is enough
 * @param asksForAudit of a descriptor it asks what is audited, and nothing else
 */
public record Query(
        String base, Reach reach, String filter, List<String> attributes, boolean isOfOne, boolean asksForAudit) {
    /** How far a search goes. */
    public enum Reach {
        /** The base alone. */
        BASE,
        /** What is directly below the base. */
        CHILDREN,
        /** The base and everything below it. */
        SUBTREE
    }

    /** The attribute that holds who may do what; asked for without what is audited, which members may not read. */
    public static final String DESCRIPTOR = "nTSecurityDescriptor";

    public Query {
        attributes = List.copyOf(attributes);
    }

    /** One whose every object is asked for. */
    public Query(String base, Reach reach, String filter, List<String> attributes) {
        this(base, reach, filter, attributes, reach == Reach.BASE, false);
    }

    /**
     * The same, of which one object is enough: not a page of a search that goes on, of which a server keeps a few for a connection and forgets
     * the oldest.
     */
    public Query ofOne() {
        return new Query(base, reach, filter, attributes, true, asksForAudit);
    }

    /** What is audited of an object: a server leaves it out for who may not know. */
    public static Query audit(String dn) {
        return new Query(
                dn, Reach.BASE, "(objectClass=*)", List.of(DESCRIPTOR, "objectClass", "whenChanged"), true, true);
    }

    /** One object. */
    public static Query of(String dn, String... attributes) {
        return new Query(dn, Reach.BASE, "(objectClass=*)", List.of(attributes));
    }

    /** Everything below that the filter fits. */
    public static Query below(String base, String filter, String... attributes) {
        return new Query(base, Reach.SUBTREE, filter, List.of(attributes));
    }

    /** What is directly below that the filter fits. */
    public static Query children(String base, String filter, String... attributes) {
        return new Query(base, Reach.CHILDREN, filter, List.of(attributes));
    }

    /** The same of those objects alone that changed since. */
    public Query since(long usn) {
        return new Query(base, reach, "(&(uSNChanged>=" + usn + ")" + filter + ")", attributes, isOfOne, asksForAudit);
    }

    /** Whether it asks who may do what. */
    public boolean asksForDescriptor() {
        return attributes.contains(DESCRIPTOR);
    }

    /** Bytes as a filter holds them (RFC 4515 section 3). */
    public static String escaped(byte[] value) {
        StringBuilder text = new StringBuilder(3 * value.length);
        for (byte b : value) {
            text.append(String.format("\\%02x", b & 0xff));
        }
        return text.toString();
    }

    /** A filter for who has that SID. */
    public static String having(Sid sid) {
        return "(objectSid=" + escaped(sid.bytes()) + ")";
    }

    /** Text as a filter holds it, likewise. */
    public static String escaped(String value) {
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '*' -> text.append("\\2a");
                case '(' -> text.append("\\28");
                case ')' -> text.append("\\29");
                case '\\' -> text.append("\\5c");
                case 0 -> text.append("\\00");
                default -> text.append(c);
            }
        }
        return text.toString();
    }
}
