package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.LdifDirectory;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.agent.windows.security.Sid;
import java.util.Base64;

/** The directory of a domain {@code mairie.example} as LDIF has it, whose controller says of itself what one says. */
final class HeldDirectory implements Directory {
    static final String HEAD = "DC=mairie,DC=example";
    static final Sid SID = Sid.of("S-1-5-21-1-2-3");

    private final LdifDirectory held = new LdifDirectory(SID, HEAD)
            .set("", "dnsHostName", "dc1.mairie.example")
            .set("", "currentTime", "20261126230000.0Z");

    private HeldDirectory() {}

    /** One that has these objects besides its head; {@code {domain}} stands for its name. */
    static HeldDirectory of(String ldif) {
        HeldDirectory directory = new HeldDirectory();
        LdifDirectory ignored =
                directory.held.add(ldif.replace("{domain}", HEAD).strip());
        return directory;
    }

    /** The same, whose server says something else of itself; empty for nothing. */
    HeldDirectory saying(String attribute, String value) {
        LdifDirectory ignored = held.set("", attribute, value);
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

    @Override
    public Entry root() {
        return held.root();
    }

    @Override
    public void search(Query query, Each each) throws Refused {
        held.search(query, each);
    }

    @Override
    public long received() {
        return held.received();
    }

    @Override
    public void close() {
        held.close();
    }
}
