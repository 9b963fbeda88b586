package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The domain that a controller serves, by its own account.
 *
 * @param dnsName such as {@code mairie.example}
 * @param sid what its accounts' SIDs begin with
 * @param head distinguished name of all that is in it
 * @param configuration what the whole forest shares: sites, services, certificates
 * @param schema which classes and attributes there are
 * @param forest head of the forest's first domain
 * @param controller DNS name of the server that was asked, proven where {@link Directory#server} is
 * @param invocation which database answers: its numbers mean nothing to another one
 * @param usn its last change's number when this was read
 * @param level functional level of the domain (MS-ADTS 6.1.4.3), -1 where it does not say
 * @param isReadOnly the server keeps no secrets and cannot be relied on for what was filtered from it
 * @param nowMicros the server's clock when this was read, microseconds since 1970 UTC: what ages in a directory are counted from; empty
 *     where it does not say
 */
public record Domain(
        String dnsName,
        Sid sid,
        String head,
        String configuration,
        String schema,
        String forest,
        String controller,
        String invocation,
        long usn,
        int level,
        boolean isReadOnly,
        OptionalLong nowMicros) {
    private static final long SERVER_IS_READ_ONLY = 0x0400_0000;
    /** {@code FLAG_CR_NTDS_DOMAIN} (MS-ADTS 2.2.10). */
    private static final long IS_DOMAIN = 2;

    private static final int MOST = 100;

    /** What of a name stands for the domain in what is told, so that it is the same in each of them. */
    public static final String HEAD = "{domain}";

    /** The same for the forest. */
    public static final String FOREST = "{forest}";

    /**
     * Asks the server.
     *
     * @throws Refused where it does not answer, or is no controller of a domain
     */
    public static Domain of(Directory directory) throws Refused {
        Entry root = directory.root();
        String head = root.text("defaultNamingContext");
        String configuration = root.text("configurationNamingContext");
        if (head.isEmpty() || configuration.isEmpty()) {
            throw new Refused(ReasonCode.NOT_SUPPORTED, "the server is no domain controller");
        }
        Entry domain = one(directory, Query.of(head, "objectSid")).orElse(new Entry(head, Map.of()));
        Sid sid = domain.sid("objectSid").orElseThrow(() -> new Refused(ReasonCode.NO_RIGHT, head + ": objectSid"));
        String service = root.text("dsServiceName");
        Optional<Entry> settings =
                service.isEmpty() ? Optional.empty() : one(directory, Query.of(service, "invocationId", "objectClass"));
        String controller =
                directory.server().orElseGet(() -> root.text("dnsHostName").toLowerCase(Locale.ROOT));
        String name = Sysvol.domain(Dn.dnsName(head))
                .orElseThrow(() -> new Refused(ReasonCode.MALFORMED, "a domain that is called " + head));
        return new Domain(
                name,
                sid,
                head,
                configuration,
                root.text("schemaNamingContext"),
                root.text("rootDomainNamingContext"),
                controller,
                settings.flatMap(s -> s.guid("invocationId")).orElse(""),
                root.number("highestCommittedUSN").orElse(0),
                (int) Math.max(
                        -1, Math.min(1_000, root.number("domainFunctionality").orElse(-1))),
                settings.filter(s -> s.is("nTDSDSARO")).isPresent() || isReadOnly(directory, head, controller),
                root.time("currentTime"));
    }

    private static boolean isReadOnly(Directory directory, String head, String controller) throws Refused {
        String host = controller.matches("[a-z0-9._-]{1,253}") ? controller : "";
        Optional<Entry> account = host.isEmpty()
                ? Optional.empty()
                : one(directory, Query.below(head, "(dNSHostName=" + host + ")", "userAccountControl"));
        return account.filter(a -> (a.bits("userAccountControl") & SERVER_IS_READ_ONLY) != 0)
                .isPresent();
    }

    /** DNS names of the other domains of its forest, by what the forest says of its parts (MS-ADTS 6.1.1.2.1.1); {@value #MOST} at most, and an ellipsis. */
    public List<String> others(Directory directory) throws Refused {
        List<String> others = new ArrayList<>();
        directory.search(
                Query.children(
                        "CN=Partitions," + configuration,
                        "(&(objectClass=crossRef)(nETBIOSName=*))",
                        "nCName",
                        "systemFlags"),
                entry -> {
                    String other = entry.text("nCName");
                    if ((entry.bits("systemFlags") & IS_DOMAIN) != 0 && !other.equalsIgnoreCase(head)) {
                        others.add(others.size() < MOST ? Dn.dnsName(other) : "…");
                    }
                    return others.size() <= MOST;
                });
        return others;
    }

    /** The one object that a query finds; empty where there is none, the first where there are several. */
    public static Optional<Entry> one(Directory directory, Query query) throws Refused {
        List<Entry> found = new ArrayList<>(1);
        directory.search(query.ofOne(), entry -> {
            found.add(entry);
            return false;
        });
        return found.stream().findFirst();
    }

    /** A name in it without what every name of it ends in: {@code CN=AdminSDHolder,CN=System,{domain}}. */
    public String shown(String dn) {
        if (Dn.isIn(dn, configuration) && !configuration.isEmpty() && Dn.isIn(configuration, forest)) {
            return cut(dn, forest) + FOREST;
        }
        return Dn.isIn(dn, head) ? cut(dn, head) + HEAD : dn;
    }

    private static String cut(String dn, String end) {
        return dn.substring(0, dn.length() - end.length());
    }

    /** Whether it is its forest's first. */
    public boolean isFirst() {
        return head.equalsIgnoreCase(forest);
    }

    /** Whether the whole forest shares the object of that name. */
    public boolean isShared(String dn) {
        return Dn.isIn(dn, configuration);
    }

    /** Who has that number in it. */
    public Sid child(long rid) {
        return sid.child(rid);
    }

    /**
     * A time of accounts, as filters hold it, so long after the server's clock.
     *
     * @throws Refused where the server does not say what time it is
     */
    public long fileTimeIn(Duration ahead) throws Refused {
        long now = nowMicros.orElseThrow(() -> new Refused(ReasonCode.MALFORMED, controller + ": currentTime"));
        return ByteReader.fileTime(now + TimeUnit.MICROSECONDS.convert(ahead));
    }

    /** Whether an account or group is its own. */
    public boolean isOwn(Sid other) {
        return other.domain().equals(sid);
    }
}
