package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.naming.AuthenticationException;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NoPermissionException;
import javax.naming.PartialResultException;
import javax.naming.ServiceUnavailableException;
import javax.naming.SizeLimitExceededException;
import javax.naming.TimeLimitExceededException;
import javax.naming.directory.Attribute;
import javax.naming.directory.SearchControls;
import javax.naming.directory.SearchResult;
import javax.naming.ldap.BasicControl;
import javax.naming.ldap.Control;
import javax.naming.ldap.InitialLdapContext;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.PagedResultsControl;
import javax.naming.ldap.PagedResultsResponseControl;
import org.jspecify.annotations.Nullable;

/**
 * A directory over LDAP version 3, in the computer's name by Kerberos, each message signed and sealed (RFC 4752, security layer 4), so
 * that nobody on the way reads or changes one. It asks for pages, one after another with pauses of four times what the page took, follows
 * no referral, and has no operation that writes. Used by one thread.
 */
@SuppressWarnings({"BanJNDI", "JdkObsolete"
}) // what is serialized is never made an object, see NO_OBJECTS; JNDI takes a Hashtable
public final class LdapDirectory implements Directory {
    private static final String DESCRIPTOR_FLAGS = "1.2.840.113556.1.4.801";
    /** Owner, group and who may do what, in BER: who is audited takes a right that members do not have (MS-ADTS 3.1.1.3.4.1.11). */
    private static final byte[] WITHOUT_AUDIT = {0x30, 0x03, 0x02, 0x01, 0x07};

    /** No referrals (MS-ADTS 3.1.1.3.4.1.6). */
    private static final String DOMAIN_SCOPE = "1.2.840.113556.1.4.1339";

    /** A server may send attributes that hold an object of Java; Java 25 makes none of them, and is told so here once more. */
    private static final String NO_OBJECTS = "com.sun.jndi.ldap.object.trustSerialData";

    private static final String BINARY = "java.naming.ldap.attributes.binary";
    private static final Pattern RANGE = Pattern.compile("(?i)(.+);range=(\\d{1,9})-(\\d{1,9}|\\*)");
    private static final int PAGE = 200;
    private static final int MOST_VALUES = 20_000;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int LIMIT_MILLIS = 120_000;

    private final ComputerLogin login;
    private final InitialLdapContext context;
    private final Metered.Meter meter;
    private final Pauses pauses;

    /** How long to pause after a page that took so long. */
    @FunctionalInterface
    interface Pauses {
        /** Pauses. */
        void after(Duration page) throws InterruptedException;

        /** A fifth of one processor of the server at most, and two seconds a page. */
        static void usual(Duration page) throws InterruptedException {
            Thread.sleep(Math.min(2_000, 4 * page.toMillis()));
        }
    }

    private LdapDirectory(ComputerLogin login, InitialLdapContext context, Metered.Meter meter, Pauses pauses) {
        this.login = login;
        this.context = context;
        this.meter = meter;
        this.pauses = pauses;
    }

    /**
     * Connects to a controller.
     *
     * @param controller its DNS name, to which its ticket is bound
     * @throws Refused where it does not answer in time, is not who it should be, or does not let the computer in
     */
    public static LdapDirectory connect(String controller, ComputerLogin login) throws Refused {
        return connect(controller, 389, login, Pauses::usual);
    }

    static LdapDirectory connect(String controller, int port, ComputerLogin login, Pauses pauses) throws Refused {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        settings.put(Context.PROVIDER_URL, "ldap://" + controller + ":" + port);
        settings.put(Context.SECURITY_AUTHENTICATION, GssSasl.NAME);
        settings.put(Context.REFERRAL, "ignore");
        settings.put("com.sun.jndi.ldap.connect.timeout", Long.toString(CONNECT.toMillis()));
        settings.put("com.sun.jndi.ldap.read.timeout", Long.toString(ANSWER.toMillis()));
        settings.put("java.naming.ldap.factory.socket", Metered.class.getName());
        settings.put("java.naming.ldap.derefAliases", "never");
        System.setProperty(NO_OBJECTS, "false");
        GssSasl.register();
        Metered.Meter meter = Metered.begin();
        try {
            return new LdapDirectory(login, login.call(() -> new InitialLdapContext(settings, null)), meter, pauses);
        } catch (Exception e) {
            throw refused(controller, e);
        }
    }

    @Override
    public Entry root() throws Refused {
        List<Entry> found = new ArrayList<>();
        search(
                Query.of(
                        "",
                        "defaultNamingContext",
                        "configurationNamingContext",
                        "schemaNamingContext",
                        "rootDomainNamingContext",
                        "dnsHostName",
                        "dsServiceName",
                        "highestCommittedUSN",
                        "domainFunctionality",
                        "supportedControl",
                        "currentTime",
                        "isGlobalCatalogReady"),
                entry -> found.add(entry));
        if (found.isEmpty()) {
            throw new Refused(ReasonCode.MALFORMED, "the server has no entry of its own");
        }
        return found.getFirst();
    }

    @Override
    public long received() {
        return meter.total();
    }

    @Override
    public void search(Query query, Each each) throws Refused {
        byte[] cookie = null;
        do {
            long began = System.nanoTime();
            meter.page();
            Page page = page(query, cookie);
            for (Entry entry : page.entries) {
                if (!each.take(entry)) {
                    return;
                }
            }
            cookie = page.next.orElse(null);
            if (cookie != null) {
                pause(Duration.ofNanos(System.nanoTime() - began));
            }
        } while (cookie != null);
    }

    private void pause(Duration page) throws Refused {
        try {
            pauses.after(page);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(ReasonCode.STOPPED, "the agent stops");
        }
    }

    private record Page(List<Entry> entries, Optional<byte[]> next) {}

    private Page page(Query query, byte @Nullable [] cookie) throws Refused {
        try {
            return login.call(() -> asked(query, cookie));
        } catch (Exception e) {
            throw refused(query.base(), e);
        }
    }

    private Page asked(Query query, byte @Nullable [] cookie) throws Exception {
        List<Control> controls = new ArrayList<>();
        if (query.reach() != Query.Reach.BASE) {
            controls.add(new PagedResultsControl(PAGE, cookie, Control.CRITICAL));
            controls.add(new BasicControl(DOMAIN_SCOPE, Control.NONCRITICAL, null));
        }
        if (query.asksForDescriptor()) {
            controls.add(new BasicControl(DESCRIPTOR_FLAGS, Control.CRITICAL, WITHOUT_AUDIT));
        }
        context.setRequestControls(controls.toArray(Control[]::new));
        Object ignored = context.addToEnvironment(BINARY, String.join(" ", query.attributes()));
        List<Entry> entries = new ArrayList<>();
        NamingEnumeration<SearchResult> results =
                context.search(new LdapName(query.base()), query.filter(), limits(query));
        try {
            while (results.hasMore()) {
                entries.add(entry(results.next()));
            }
        } catch (PartialResultException e) {
            // A referral, which is not followed: what it refers to is another domain's.
        } finally {
            results.close();
        }
        return new Page(entries, next());
    }

    private static SearchControls limits(Query query) {
        SearchControls limits = new SearchControls();
        limits.setSearchScope(
                switch (query.reach()) {
                    case BASE -> SearchControls.OBJECT_SCOPE;
                    case CHILDREN -> SearchControls.ONELEVEL_SCOPE;
                    case SUBTREE -> SearchControls.SUBTREE_SCOPE;
                });
        limits.setReturningAttributes(query.attributes().toArray(String[]::new));
        limits.setTimeLimit(LIMIT_MILLIS);
        return limits;
    }

    private Optional<byte[]> next() throws NamingException {
        Control[] answered = context.getResponseControls();
        if (answered != null) {
            for (Control control : answered) {
                if (control instanceof PagedResultsResponseControl paged
                        && paged.getCookie() != null
                        && paged.getCookie().length > 0) {
                    return Optional.of(paged.getCookie());
                }
            }
        }
        return Optional.empty();
    }

    private Entry entry(SearchResult result) throws NamingException {
        Map<String, List<byte[]>> values = new LinkedHashMap<>();
        NamingEnumeration<? extends Attribute> attributes =
                result.getAttributes().getAll();
        while (attributes.hasMore()) {
            Attribute attribute = attributes.next();
            Matcher range = RANGE.matcher(attribute.getID());
            if (range.matches()) {
                values.put(range.group(1), ranged(result.getNameInNamespace(), range, attribute));
            } else if (attribute.size() > 0 || !values.containsKey(attribute.getID())) {
                values.putIfAbsent(attribute.getID(), bytes(attribute));
            }
        }
        values.values().removeIf(List::isEmpty);
        return new Entry(result.getNameInNamespace(), values);
    }

    /** The rest of an attribute of which the server gave a part (MS-ADTS 3.1.1.3.1.3.3); at most {@value #MOST_VALUES} values. */
    private List<byte[]> ranged(String dn, Matcher first, Attribute part) throws NamingException {
        List<byte[]> all = new ArrayList<>(bytes(part));
        String name = first.group(1);
        String end = first.group(3);
        while (!end.equals("*") && all.size() < MOST_VALUES) {
            String asked = name + ";range=" + (Integer.parseInt(end) + 1) + "-*";
            context.setRequestControls(new Control[0]);
            meter.page();
            NamingEnumeration<? extends Attribute> more = context.getAttributes(new LdapName(dn), new String[] {asked})
                    .getAll();
            end = "*";
            while (more.hasMore()) {
                Attribute attribute = more.next();
                Matcher range = RANGE.matcher(attribute.getID());
                if (range.matches() && range.group(1).toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT))) {
                    List<byte[]> next = bytes(attribute);
                    all.addAll(next);
                    end = next.isEmpty() ? "*" : range.group(3);
                }
            }
        }
        return all;
    }

    private static List<byte[]> bytes(Attribute attribute) throws NamingException {
        List<byte[]> values = new ArrayList<>();
        NamingEnumeration<?> all = attribute.getAll();
        while (all.hasMore()) {
            Object value = all.next();
            if (value instanceof byte[] bytes) {
                values.add(bytes);
            } else if (value != null) {
                values.add(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    private static Refused refused(String where, Exception e) {
        return switch (e) {
            case Refused refused -> refused;
            case AuthenticationException denied -> ComputerLogin.refused(where, said(denied));
            case NoPermissionException denied -> new Refused(ReasonCode.NO_RIGHT, where + ": " + said(denied));
            case TimeLimitExceededException late -> new Refused(ReasonCode.TIMED_OUT, where + ": " + said(late));
            case SizeLimitExceededException large -> new Refused(ReasonCode.TOO_LARGE, where + ": " + said(large));
            case CommunicationException away -> new Refused(ReasonCode.NOT_PRESENT, where + ": " + said(away));
            case ServiceUnavailableException away -> new Refused(ReasonCode.NOT_PRESENT, where + ": " + said(away));
            case NamingException other
            when said(other).contains("timed out") -> new Refused(ReasonCode.TIMED_OUT, where + ": " + said(other));
            default -> new Refused(ReasonCode.FAILED, where + ": " + said(e));
        };
    }

    /** What was wrong, with what caused it, in one line. */
    private static String said(Throwable e) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable t = e; t != null && depth < 4; t = t.getCause(), depth++) {
            text.append(depth == 0 ? "" : ": ").append(t.getClass().getSimpleName());
            if (t.getMessage() != null) {
                text.append(' ').append(t.getMessage().lines().findFirst().orElse(""));
            }
        }
        return text.length() > 500 ? text.substring(0, 500) : text.toString();
    }

    @Override
    public void close() {
        try {
            context.close();
        } catch (NamingException e) {
            System.getLogger(LdapDirectory.class.getName()).log(System.Logger.Level.DEBUG, "closing a directory", e);
        }
    }
}
