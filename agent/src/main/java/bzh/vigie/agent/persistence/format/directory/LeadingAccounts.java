package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.EntraAccounts;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.LeadingFilter;
import bzh.vigie.agent.directory.TierZero;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.windows.security.Sid;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which accounts hold a domain, whatever group they are in: the protected ones, by mark, membership or right ({@link TierZero}), controllers, the account that signs tickets, those between
 * the directory and Entra, machines of certification authorities. Used by one thread, for one reading.
 */
final class LeadingAccounts {
    /** What is said of a thing of one of them: it counts as another thing from then on. */
    static final String WORDS = ", of an account that holds the domain";

    private static final Set<Long> GROUPS = Set.of(512L, 516L, 518L, 519L, 521L);
    private static final Set<Long> NUMBERS = Set.of(500L, 502L);

    private final Pass pass;
    private final Set<Sid> authorities;
    private final TierZero holders;

    /** Those of the domain that is read. */
    LeadingAccounts(Pass pass) throws Refused {
        this.pass = pass;
        authorities = CertificateServices.machines(pass);
        holders = pass.tierZero();
    }

    /** Whether an account is one, of which {@link AccountBits#ATTRIBUTES} were asked. */
    boolean has(Entry account) {
        return account.bits("adminCount") == 1
                || AccountBits.isController(account)
                || GROUPS.contains(account.bits("primaryGroupID"))
                || account.sid("objectSid").filter(this::isNumbered).isPresent()
                || EntraAccounts.what(account).isPresent();
    }

    /** Filters that find all of them but machines of authorities, a question each: those that say so themselves first. */
    List<String> filters() {
        List<String> filters = new ArrayList<>(List.of(LeadingFilter.of(pass.domain())));
        holders.filters().forEach(any -> filters.add("(|" + any + ")"));
        return filters;
    }

    private boolean isNumbered(Sid sid) {
        return authorities.contains(sid)
                || holders.has(sid)
                || (pass.domain().isOwn(sid) && NUMBERS.contains(sid.rid()));
    }
}
