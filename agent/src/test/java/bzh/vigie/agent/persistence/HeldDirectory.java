package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.LdifDirectory;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Descriptors;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.Base64;
import java.util.Optional;

/** The directory of a domain {@code mairie.example} as LDIF has it, whose controller says of itself what one says. */
final class HeldDirectory implements Directory {
    static final String HEAD = "DC=mairie,DC=example";
    static final Sid SID = Sid.of("S-1-5-21-1-2-3");

    private final LdifDirectory held = new LdifDirectory(SID, HEAD)
            .set("", "dnsHostName", "dc1.mairie.example")
            .set("", "currentTime", "20261126230000.0Z");

    private Optional<String> breaksOffAt = Optional.empty();
    private String asked = "";

    private HeldDirectory() {}

    /** One that does not answer at all. */
    static HeldDirectory away() {
        return of("").breakingOffAt("");
    }

    /** The same, that breaks off at objects whose name begins so. */
    HeldDirectory breakingOffAt(String name) {
        return breakingOffAt(name, "");
    }

    /** The same, where that attribute is asked for. */
    HeldDirectory breakingOffAt(String name, String attribute) {
        asked = attribute;
        breaksOffAt = Optional.of(name);
        return this;
    }

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
    public Entry root() throws Refused {
        if (breaksOffAt.filter(String::isEmpty).isPresent()) {
            throw broken();
        }
        return held.root();
    }

    @Override
    public void search(Query query, Each each) throws Refused {
        boolean[] isBroken = {false};
        held.search(query, entry -> {
            isBroken[0] = breaksOffAt.filter(entry.dn()::startsWith).isPresent()
                    && (asked.isEmpty() || query.attributes().contains(asked));
            return !isBroken[0] && each.take(entry);
        });
        if (isBroken[0]) {
            throw broken();
        }
    }

    private static Refused broken() {
        return Refused.saying(ReasonCode.NOT_PRESENT, SourceText.detail("directory-broken-off", "dc1", ""));
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
