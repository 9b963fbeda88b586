package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.DefaultGrants;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Domain;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.RightsAbove;
import bzh.vigie.agent.directory.SchemaNames;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a directory while it is connected. Used by one thread.
 *
 * @param others DNS names of the forest's other domains
 * @param people what the directory calls those who were asked for, at most {@value #MOST_NAMES}
 * @param asked what several places need, by its class
 */
record DirectoryConnection(
        Directory directory,
        Domain domain,
        SchemaNames names,
        DefaultGrants defaults,
        RightsAbove above,
        List<String> others,
        Map<Sid, String> people,
        Map<Class<?>, Object> asked) {
    private static final int MOST_NAMES = 5_000;

    /** That to this directory. */
    static DirectoryConnection of(Directory directory, Domain domain, SchemaNames names) throws Refused {
        DefaultGrants defaults = new DefaultGrants(domain, names);
        return new DirectoryConnection(
                directory,
                domain,
                names,
                defaults,
                new RightsAbove(directory, domain, defaults),
                domain.others(directory),
                new HashMap<>(),
                new HashMap<>());
    }

    /** What several places need, asked for where it was not. */
    <T> T once(Class<T> kind, DirectoryFormat.Asking<T> asking) throws Refused {
        Object known = asked.get(kind);
        if (known == null) {
            known = asking.ask();
            asked.put(kind, known);
        }
        return kind.cast(known);
    }

    /**
     * Who that is: the SID, and what the directory calls it where it knows it.
     *
     * @param last the object that was read last, which may be it
     */
    String who(Sid sid, Optional<Entry> last) throws Refused {
        String who = Principals.shown(sid);
        Optional<Entry> itself = last.filter(entry -> who.equals(sid.toString())
                && entry.has("sAMAccountName")
                && entry.sid("objectSid").filter(sid::equals).isPresent());
        if (itself.isPresent()) {
            return named(sid, itself.get());
        }
        String known = people.get(sid);
        return known == null ? asked(sid, who) : known;
    }

    private String asked(Sid sid, String otherwise) throws Refused {
        String who = otherwise;
        if (domain.isOwn(sid) && who.equals(sid.toString()) && people.size() < MOST_NAMES) {
            who = Domain.one(directory, Query.below(domain.head(), Query.having(sid), "sAMAccountName"))
                    .map(entry -> named(sid, entry))
                    .orElse(who);
        }
        if (people.size() < MOST_NAMES) {
            people.put(sid, who);
        }
        return who;
    }

    private static String named(Sid sid, Entry entry) {
        return sid + " (" + entry.text("sAMAccountName") + ")";
    }
}
