package bzh.vigie.agent.persistence;

import bzh.vigie.agent.directory.DefaultGrants;
import bzh.vigie.agent.directory.Directory;
import bzh.vigie.agent.directory.Domain;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.directory.RightsAbove;
import bzh.vigie.agent.directory.SchemaNames;
import bzh.vigie.agent.directory.TierZero;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.windows.security.Principals;
import bzh.vigie.agent.windows.security.Sid;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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

    /** In {@code userAccountControl} (MS-ADTS 2.2.16): the account may not be used. */
    private static final long DISABLED = 0x2;

    private static final String OFF = ", disabled";

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

    /** Who holds the domain, looked up where it was not. */
    TierZero tierZero() throws Refused {
        return once(TierZero.class, () -> TierZero.of(directory, domain, defaults));
    }

    /** The same where it was looked up, else nobody. */
    TierZero knownTierZero() {
        return asked.get(TierZero.class) instanceof TierZero known ? known : TierZero.NONE;
    }

    /**
     * Who that is: what the directory calls it where it knows it, the SID, and whether it is a group or an account that is switched off.
     *
     * @param last the object that was read last, which may be it
     */
    String who(Sid sid, Optional<Entry> last) throws Refused {
        Optional<String> wellKnown = Principals.name(sid, Locale.ROOT);
        if (wellKnown.isPresent()) {
            return wellKnown.get() + " (" + sid + ")";
        }
        Optional<Entry> itself = last.filter(entry -> entry.has("sAMAccountName")
                && entry.sid("objectSid").filter(sid::equals).isPresent());
        if (itself.isPresent()) {
            return named(sid, itself.get());
        }
        String known = people.get(sid);
        return known == null ? asked(sid) : known;
    }

    private String asked(Sid sid) throws Refused {
        String who = sid.toString();
        if (domain.isOwn(sid) && people.size() < MOST_NAMES) {
            who = Domain.one(
                            directory,
                            Query.below(
                                    domain.head(),
                                    Query.having(sid),
                                    "sAMAccountName",
                                    "objectClass",
                                    "userAccountControl"))
                    .map(entry -> named(sid, entry))
                    .orElse(who);
        }
        if (people.size() < MOST_NAMES) {
            people.put(sid, who);
        }
        return who;
    }

    private static String named(Sid sid, Entry entry) {
        String kind = entry.is("group") ? ", group" : (entry.bits("userAccountControl") & DISABLED) != 0 ? OFF : "";
        return entry.text("sAMAccountName") + " (" + sid + kind + ")";
    }

    /** Whether whoever is called so there may not log on. */
    static boolean isOff(String who) {
        return who.endsWith(OFF + ")");
    }
}
