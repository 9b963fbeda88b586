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
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.PartialResultException;
import javax.naming.SizeLimitExceededException;
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
 * A directory over LDAP version 3, in the computer's name by Kerberos, each message signed and sealed (RFC 4752, security layer 4), or in TLS
 * to which Kerberos is bound, so that nobody on the way reads or changes one. It asks for pages, one after another with pauses of four times what the page took, follows
 * no referral, and has no operation that writes. What was not asked is not taken. Used by one thread.
 */
@SuppressWarnings({"BanJNDI", "JdkObsolete"
}) // what is serialized is never made an object, see NO_OBJECTS; JNDI takes a Hashtable
public final class LdapDirectory implements Directory {
    private static final String DESCRIPTOR_FLAGS = "1.2.840.113556.1.4.801";
    /** Owner, group and who may do what, in BER: who is audited takes a right that members do not have (MS-ADTS 3.1.1.3.4.1.11). */
    private static final byte[] WITHOUT_AUDIT = {0x30, 0x03, 0x02, 0x01, 0x07};

    /** What is audited alone. */
    private static final byte[] AUDIT = {0x30, 0x03, 0x02, 0x01, 0x08};

    /** No referrals (MS-ADTS 3.1.1.3.4.1.6). */
    private static final String DOMAIN_SCOPE = "1.2.840.113556.1.4.1339";

    /** A server may send attributes that hold an object of Java; Java 25 makes none of them, and is told so here once more. */
    private static final String NO_OBJECTS = "com.sun.jndi.ldap.object.trustSerialData";

    private static final String BINARY = "java.naming.ldap.attributes.binary";
    private static final Pattern RANGE = Pattern.compile("(?i)(.+);range=(\\d{1,9})-(\\d{1,9}|\\*)");
    private static final int MOST_OBJECTS = 200;
    /** A descriptor has 64 KiB at most (MS-ADTS 3.1.1.5.3.2): of so many a page is never too large. */
    private static final int MOST_DESCRIPTORS = 7;

    private static final int USUAL_BYTES = 128 << 10;
    private static final int MOST_PAGES = 10_000;
    private static final int MOST_EMPTY = 100;
    private static final int MOST_VALUES = 20_000;
    private static final int MOST_PARTS = 64;

    private final String controller;
    private final ComputerLogin login;
    private final Patience patience;
    private final Patience.Watch whole;
    private final InitialLdapContext context;
    private final Metered.Meter meter;
    private final Pauses pauses;

    /** How long to pause after a page that took so long. */
    @FunctionalInterface
    interface Pauses {
        /** Of any page. */
        Duration LONGEST = Duration.ofMinutes(1);

        /** Pauses. */
        void after(Duration page) throws InterruptedException;

        /** A fifth of one processor of the server at most: one that is slow is left alone for longer. */
        static Duration of(Duration page) {
            Duration pause = page.multipliedBy(4);
            return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
        }

        /** Pauses so. */
        static void usual(Duration page) throws InterruptedException {
            Thread.sleep(of(page));
        }
    }

    private LdapDirectory(
            String controller,
            ComputerLogin login,
            Patience patience,
            InitialLdapContext context,
            Metered.Meter meter,
            Pauses pauses) {
        this.controller = controller;
        this.login = login;
        this.patience = patience;
        this.whole = new Patience.Watch(patience.whole());
        this.context = context;
        this.meter = meter;
        this.pauses = pauses;
    }

    /**
     * Connects to a controller.
     *
     * @param controller its DNS name, to which its ticket is bound, and its certificate where it shows one
     * @param domain its domain's, of which it has to be a controller by its ticket
     * @throws Refused where it does not answer in time, is not who it should be, or does not let the computer in
     */
    static LdapDirectory connect(
            String controller, String domain, Protection protection, ComputerLogin login, Trust trust) throws Refused {
        Optional<Tls> tls = protection == Protection.SEALED
                ? Optional.empty()
                : Optional.of(Tls.with(controller, protection == Protection.START_TLS, trust));
        return connect(
                controller,
                domain,
                protection.port(),
                tls,
                tls.isPresent() ? GssSasl.IN_TLS : GssSasl.NAME,
                login,
                Patience.USUAL,
                Pauses::usual);
    }

    /**
     * The time by a controller's clock, of which anybody may ask: nothing of the answer is proven.
     *
     * @return as the controller writes it
     */
    static Optional<String> time(String controller, int port) {
        try (LdapDirectory anybody = connect(
                controller,
                "",
                port,
                Optional.empty(),
                "none",
                ComputerLogin.nobody(),
                Patience.USUAL,
                Pauses::usual)) {
            return Optional.of(anybody.root().text("currentTime")).filter(text -> !text.isEmpty());
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /**
     * The same.
     *
     * @param tls in which all is said; empty for none
     * @param authentication how to prove who asks, as Java's client of LDAP names it
     */
    static LdapDirectory connect(
            String controller,
            String domain,
            int port,
            Optional<Tls> tls,
            String authentication,
            ComputerLogin login,
            Patience patience,
            Pauses pauses)
            throws Refused {
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.ldap.LdapCtxFactory");
        settings.put(Context.PROVIDER_URL, "ldap://" + controller + ":" + port);
        settings.put(Context.SECURITY_AUTHENTICATION, authentication);
        settings.put(GssSasl.DOMAIN, domain);
        settings.put(Context.REFERRAL, "ignore");
        settings.put(
                "com.sun.jndi.ldap.connect.timeout",
                Long.toString(patience.connect().toMillis()));
        settings.put(
                "com.sun.jndi.ldap.read.timeout",
                Long.toString(patience.answer().toMillis()));
        settings.put("java.naming.ldap.factory.socket", Metered.class.getName());
        settings.put("java.naming.ldap.derefAliases", "never");
        System.setProperty(NO_OBJECTS, "false");
        GssSasl.register();
        Metered.Meter meter = Metered.begin(tls);
        try {
            InitialLdapContext context = login.call(() -> new InitialLdapContext(settings, null));
            return new LdapDirectory(controller, login, patience, context, meter, pauses);
        } catch (Exception e) {
            throw Faults.ofConnecting(controller, e);
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
        // How large an object of what is asked is, the first page tells.
        int objects = MOST_DESCRIPTORS;
        int pages = 0;
        int empty = 0;
        do {
            long began = System.nanoTime();
            long before = meter.total();
            Page page = page(query, objects, cookie);
            for (Entry entry : page.entries) {
                if (!each.take(entry)) {
                    return;
                }
            }
            pages++;
            empty = page.entries.isEmpty() ? empty + 1 : 0;
            cookie = page.next.orElse(null);
            if (cookie != null && (pages >= MOST_PAGES || empty >= MOST_EMPTY)) {
                throw Faults.lies(controller, "pages without end");
            }
            if (cookie != null) {
                objects = query.asksForDescriptor()
                        ? MOST_DESCRIPTORS
                        : objects(page.entries.size(), meter.total() - before);
                pause(Duration.ofNanos(System.nanoTime() - began));
            }
        } while (cookie != null);
    }

    /** How many objects the next page should have: about {@value #USUAL_BYTES} bytes of such as the last one had. */
    private static int objects(int before, long bytes) {
        return Math.clamp(USUAL_BYTES * (before + 1L) / (bytes + 1), 2, MOST_OBJECTS);
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

    private Page page(Query query, int objects, byte @Nullable [] cookie) throws Refused {
        if (whole.isOver()) {
            throw Faults.tooLong(controller, patience);
        }
        meter.page();
        try {
            return login.call(() -> asked(query, objects, cookie));
        } catch (OutOfMemoryError e) {
            // Many small values are many times their bytes in memory; with the page they are given back.
            throw Faults.tooMuch(controller);
        } catch (Exception e) {
            throw meter.isOver() ? Faults.tooMuch(controller) : Faults.of(controller, query.base(), e);
        }
    }

    private Page asked(Query query, int objects, byte @Nullable [] cookie) throws Exception {
        boolean isOne = query.isOfOne();
        List<Control> controls = new ArrayList<>();
        if (!isOne) {
            controls.add(new PagedResultsControl(objects, cookie, Control.CRITICAL));
            controls.add(new BasicControl(DOMAIN_SCOPE, Control.NONCRITICAL, null));
        }
        if (query.asksForDescriptor()) {
            controls.add(
                    new BasicControl(DESCRIPTOR_FLAGS, Control.CRITICAL, query.asksForAudit() ? AUDIT : WITHOUT_AUDIT));
        }
        context.setRequestControls(controls.toArray(Control[]::new));
        Object ignored = context.addToEnvironment(BINARY, String.join(" ", query.attributes()));
        List<Entry> entries = new ArrayList<>();
        LdapName base = new LdapName(query.base());
        Patience.Watch time = new Patience.Watch(patience.page());
        NamingEnumeration<SearchResult> results = context.search(base, query.filter(), limits(query));
        try {
            while (results.hasMore()) {
                if (isOne && !entries.isEmpty()) {
                    // Samba keeps to a page's size and not to a limit: what fits besides is no lie, and not asked for.
                    break;
                }
                Entry entry = entry(results.next(), query);
                if (!new LdapName(entry.dn()).startsWith(base) || (!isOne && entries.size() >= objects)) {
                    throw Faults.lies(controller, entry.dn());
                }
                if (whole.isOver()) {
                    throw Faults.tooLong(controller, patience);
                }
                if (time.isOver()) {
                    throw Faults.silent(controller, query.base());
                }
                entries.add(entry);
            }
        } catch (SizeLimitExceededException e) {
            if (!isOne || entries.isEmpty()) {
                throw e;
            }
        } catch (PartialResultException e) {
            // A referral, which is not followed: what it refers to is another domain's.
        } finally {
            results.close();
        }
        return new Page(entries, isOne ? Optional.empty() : next());
    }

    private SearchControls limits(Query query) {
        SearchControls limits = new SearchControls();
        limits.setSearchScope(
                switch (query.reach()) {
                    case BASE -> SearchControls.OBJECT_SCOPE;
                    case CHILDREN -> SearchControls.ONELEVEL_SCOPE;
                    case SUBTREE -> SearchControls.SUBTREE_SCOPE;
                });
        limits.setReturningAttributes(query.attributes().toArray(String[]::new));
        limits.setCountLimit(query.isOfOne() ? 1 : 0);
        limits.setTimeLimit((int) patience.page().toMillis());
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

    private Entry entry(SearchResult result, Query query) throws NamingException {
        Map<String, List<byte[]>> values = new LinkedHashMap<>();
        boolean isCut = false;
        NamingEnumeration<? extends Attribute> attributes =
                result.getAttributes().getAll();
        while (attributes.hasMore()) {
            Attribute attribute = attributes.next();
            Matcher range = RANGE.matcher(attribute.getID());
            String name = range.matches() ? range.group(1) : attribute.getID();
            if (query.attributes().stream().noneMatch(name::equalsIgnoreCase)) {
                continue;
            }
            if (range.matches()) {
                List<byte[]> all = new ArrayList<>(bytes(attribute));
                isCut |= !rest(result.getNameInNamespace(), name, range.group(3), all);
                values.put(name, all);
            } else if (attribute.size() > 0 || !values.containsKey(name)) {
                values.putIfAbsent(name, bytes(attribute));
            }
        }
        values.values().removeIf(List::isEmpty);
        return new Entry(result.getNameInNamespace(), values, isCut);
    }

    /**
     * Adds the rest of an attribute of which the server gave a part (MS-ADTS 3.1.1.3.1.3.3).
     *
     * @param last number of the last value that it gave
     * @return whether it is the whole rest: at most {@value #MOST_VALUES} values, in {@value #MOST_PARTS} parts
     */
    private boolean rest(String dn, String name, String last, List<byte[]> all) throws NamingException {
        String end = last;
        for (int part = 0; !end.equals("*"); part++) {
            if (all.size() >= MOST_VALUES || part >= MOST_PARTS || whole.isOver()) {
                return false;
            }
            String asked = name + ";range=" + (Integer.parseInt(end) + 1) + "-*";
            context.setRequestControls(new Control[0]);
            meter.page();
            NamingEnumeration<? extends Attribute> more = context.getAttributes(new LdapName(dn), new String[] {asked})
                    .getAll();
            end = "*";
            while (more.hasMore()) {
                Attribute attribute = more.next();
                Matcher range = RANGE.matcher(attribute.getID());
                if (range.matches() && range.group(1).equalsIgnoreCase(name)) {
                    List<byte[]> next = bytes(attribute);
                    all.addAll(next);
                    end = next.isEmpty() ? "*" : range.group(3);
                }
            }
        }
        return true;
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

    @Override
    public Optional<String> server() {
        return Optional.of(controller.toLowerCase(Locale.ROOT));
    }

    @Override
    public void close() {
        try {
            context.close();
        } catch (NamingException | RuntimeException e) {
            System.getLogger(LdapDirectory.class.getName()).log(System.Logger.Level.DEBUG, "closing a directory", e);
        }
    }
}
