package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The accounts of a domain, told in parts of {@value #PART} as they come, so that no more than one part is ever held. Which they are, since
 * when they have their password ({@link PasswordDate}, of those that lead and of {@value #MOST_STAMPED} others), when they logged on last; no
 * secret of theirs. One reading; used by one thread.
 */
public final class AccountRoll {
    /** Accounts of a part. */
    static final int PART = 128;

    /** Of so many besides those that lead it is asked when their password was written: that is most of what is sent of an account. */
    static final int MOST_STAMPED = 5_000;

    private static final int ALL = Integer.MAX_VALUE;

    private static final long TICKETS = 502;

    /** What further accounts that sign tickets have, of read-only controllers; only the system writes it. */
    private static final String SECONDARY = "msDS-SecondaryKrbTgtNumber";

    private static final String KEY_VERSION = "msDS-KeyVersionNumber";

    /** {@code sAMAccountType} (MS-SAMR 2.2.1.9) of a user, a computer and a trust: the index that a directory has of accounts. */
    private static final String ACCOUNTS =
            "(|(sAMAccountType=805306368)(sAMAccountType=805306369)(sAMAccountType=805306370))";

    private static final String[] ATTRIBUTES = {
        "objectClass",
        "objectSid",
        "sAMAccountName",
        "sAMAccountType",
        "userAccountControl",
        PasswordDate.SET,
        "lastLogonTimestamp",
        "whenCreated",
        "dNSHostName",
        "operatingSystem",
        "adminCount"
    };

    /** What becomes of a part. */
    @FunctionalInterface
    public interface Told {
        /**
         * Tells it.
         *
         * @param end of the last one: {@link ReasonCode#NONE} where all was told, else why the rest was not
         */
        void part(List<DirectoryAccount> accounts, Optional<ReasonCode> end);
    }

    private final Directory directory;
    private final Domain domain;
    private final TierZero holders;
    private final BooleanSupplier isClosed;
    private final Told told;
    private final List<DirectoryAccount> part = new ArrayList<>(PART);
    private final Set<String> stamped = new HashSet<>();
    private boolean isCut;

    /**
     * One of a domain.
     *
     * @param holders who holds it by membership or right
     * @param isClosed whether it is to end before all is read
     */
    public AccountRoll(Directory directory, Domain domain, TierZero holders, BooleanSupplier isClosed, Told told) {
        this.directory = directory;
        this.domain = domain;
        this.holders = holders;
        this.isClosed = isClosed;
        this.told = told;
    }

    /**
     * Reads and tells; the last part always comes, also where the server stops to answer.
     *
     * @param since number of a change of the same database: only what changed after it; empty for all accounts
     * @return whether all was told
     */
    public boolean read(OptionalLong since) {
        ReasonCode end;
        try {
            String tickets = "(|" + Query.having(domain.child(TICKETS)) + "(" + SECONDARY + "=*))";
            ask("(&(sAMAccountType=805306368)" + tickets + ")", since, MOST_STAMPED, PasswordDate.WRITTEN, KEY_VERSION);
            ask("(&" + ACCOUNTS + LeadingFilter.of(domain) + ")", since, MOST_STAMPED, PasswordDate.WRITTEN);
            // Who hides an attribute that a filter is about is not found by what the filter denies: so each is asked
            // for once more.
            if (ask(ACCOUNTS, since, MOST_STAMPED, PasswordDate.WRITTEN)) {
                ask(ACCOUNTS, since, ALL);
            }
            end = isCut ? ReasonCode.STOPPED : ReasonCode.NONE;
        } catch (Refused e) {
            end = e.reason();
        }
        told.part(part, Optional.of(end));
        part.clear();
        return end == ReasonCode.NONE;
    }

    /** Tells those that were not told; whether there were so many that it did not go on. */
    private boolean ask(String filter, OptionalLong since, int most, String... more) throws Refused {
        List<String> attributes = new ArrayList<>(List.of(ATTRIBUTES));
        attributes.addAll(List.of(more));
        Query all = new Query(domain.head(), Query.Reach.SUBTREE, filter, attributes);
        int[] count = {0};
        directory.search(since.isPresent() ? all.since(since.getAsLong() + 1) : all, entry -> {
            if (isCut || isClosed.getAsBoolean()) {
                isCut = true;
                return false;
            }
            account(entry, holders)
                    .filter(account -> most == ALL ? !stamped.contains(account.sid()) : stamped.add(account.sid()))
                    .ifPresent(this::add);
            return ++count[0] < most;
        });
        return count[0] >= most;
    }

    private void add(DirectoryAccount account) {
        part.add(account);
        if (part.size() == PART) {
            told.part(part, Optional.empty());
            part.clear();
        }
    }

    /** An object as an account; empty where it has neither SID nor name. Pure and total. */
    static Optional<DirectoryAccount> account(Entry entry, TierZero holders) {
        String name = cut(entry.text("sAMAccountName"), DirectoryAccount.LONGEST_NAME);
        return entry.sid("objectSid")
                .filter(sid -> !name.isEmpty())
                .map(sid -> new DirectoryAccount(
                        sid.toString(),
                        name,
                        kind(entry),
                        (int) entry.bits("userAccountControl"),
                        PasswordDate.of(entry).micros(),
                        entry.fileTime("lastLogonTimestamp"),
                        entry.time("whenCreated"),
                        cut(entry.text("dNSHostName").toLowerCase(Locale.ROOT), DirectoryAccount.LONGEST_DNS),
                        cut(entry.text("operatingSystem"), DirectoryAccount.LONGEST_SYSTEM),
                        entry.bits("adminCount") == 1 || holders.has(sid),
                        version(entry, sid)));
    }

    private static OptionalInt version(Entry entry, Sid sid) {
        OptionalLong version = entry.number(KEY_VERSION);
        if (version.isPresent()) {
            return version.getAsLong() >= 0 && version.getAsLong() <= Integer.MAX_VALUE
                    ? OptionalInt.of((int) version.getAsLong())
                    : OptionalInt.empty();
        }
        return sid.rid() == TICKETS ? PasswordDate.of(entry).version() : OptionalInt.empty();
    }

    private static Kind kind(Entry entry) {
        if (entry.bits("sAMAccountType") == 805_306_370L) {
            return Kind.TRUST;
        }
        if (entry.is("msDS-GroupManagedServiceAccount")
                || entry.is("msDS-ManagedServiceAccount")
                || entry.is("msDS-DelegatedManagedServiceAccount")) {
            return Kind.MANAGED;
        }
        return entry.is("computer") ? Kind.COMPUTER : Kind.USER;
    }

    private static String cut(String text, int most) {
        return text.length() > most ? text.substring(0, most) : text;
    }
}
