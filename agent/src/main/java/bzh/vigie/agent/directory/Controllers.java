package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Hashtable;
import java.util.List;
import java.util.regex.Pattern;
import javax.naming.Context;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.jspecify.annotations.Nullable;

/** Which servers answer for a domain, as its name service says (RFC 2782; MS-ADTS 6.3.2.3). */
public final class Controllers {
    private static final int MOST = 64;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]{1,253}");
    private static final Pattern RECORD = Pattern.compile("(\\d{1,5}) (\\d{1,5}) (\\d{1,5}) (\\S{1,254})");

    private record Server(int priority, int weight, String host) {}

    private Controllers() {}

    /**
     * Host names of controllers, those first that are to be asked first; never empty.
     *
     * @param domain its DNS name
     * @throws Refused where the name service does not answer, or knows none
     */
    @SuppressWarnings({"BanJNDI", "JdkObsolete"
    }) // names and numbers are read, no objects (see LdapDirectory); JNDI takes a Hashtable
    public static List<String> of(String domain) throws Refused {
        if (!HOST.matcher(domain).matches()) {
            throw new Refused(ReasonCode.MALFORMED, "the domain's name");
        }
        String name = "_ldap._tcp.dc._msdcs." + domain;
        Hashtable<String, String> settings = new Hashtable<>();
        settings.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        settings.put("com.sun.jndi.dns.timeout.initial", "2000");
        settings.put("com.sun.jndi.dns.timeout.retries", "3");
        try {
            InitialDirContext dns = new InitialDirContext(settings);
            try {
                return ordered(dns.getAttributes(name, new String[] {"SRV"}).get("SRV"), name);
            } finally {
                dns.close();
            }
        } catch (NamingException e) {
            throw unknown(name, e.getClass().getSimpleName());
        }
    }

    private static Refused unknown(String name, String why) {
        return Refused.saying(ReasonCode.NOT_PRESENT, SourceText.detail("directory-no-name", name, why));
    }

    private static List<String> ordered(@Nullable Attribute records, String name) throws NamingException, Refused {
        List<Server> servers = new ArrayList<>();
        if (records != null) {
            NamingEnumeration<?> all = records.getAll();
            while (all.hasMore() && servers.size() < MOST) {
                var record = RECORD.matcher(String.valueOf(all.next()));
                if (record.matches()) {
                    String host = record.group(4).endsWith(".")
                            ? record.group(4).substring(0, record.group(4).length() - 1)
                            : record.group(4);
                    if (HOST.matcher(host).matches()) {
                        servers.add(
                                new Server(Integer.parseInt(record.group(1)), Integer.parseInt(record.group(2)), host));
                    }
                }
            }
        }
        if (servers.isEmpty()) {
            throw unknown(name, "no SRV record");
        }
        return servers.stream()
                .sorted(Comparator.comparingInt(Server::priority)
                        .thenComparing(Comparator.comparingInt(Server::weight).reversed())
                        .thenComparing(Server::host))
                .map(Server::host)
                .distinct()
                .toList();
    }
}
