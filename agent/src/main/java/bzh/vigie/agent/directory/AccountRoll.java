package bzh.vigie.agent.directory;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.DirectoryAccount.Kind;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * The accounts of a domain, told in parts of {@value #PART} as they come, so that no more than one part is ever held. Which they are, since
 * when they have their password, when they logged on last; no secret of theirs. One reading; used by one thread.
 */
public final class AccountRoll {
    /** Accounts of a part. */
    static final int PART = 128;

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
        "pwdLastSet",
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
    private final BooleanSupplier isClosed;
    private final Told told;
    private final List<DirectoryAccount> part = new ArrayList<>(PART);
    private boolean isCut;

    /**
     * One of a domain.
     *
     * @param isClosed whether it is to end before all is read
     */
    public AccountRoll(Directory directory, Domain domain, BooleanSupplier isClosed, Told told) {
        this.directory = directory;
        this.domain = domain;
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
            ask("(&(sAMAccountType=805306368)" + tickets + ")", since, KEY_VERSION);
            ask("(&" + ACCOUNTS + "(!" + tickets + "))", since);
            end = isCut ? ReasonCode.STOPPED : ReasonCode.NONE;
        } catch (Refused e) {
            end = e.reason();
        }
        told.part(part, Optional.of(end));
        part.clear();
        return end == ReasonCode.NONE;
    }

    private void ask(String filter, OptionalLong since, String... more) throws Refused {
        List<String> attributes = new ArrayList<>(List.of(ATTRIBUTES));
        attributes.addAll(List.of(more));
        Query all = new Query(domain.head(), Query.Reach.SUBTREE, filter, attributes);
        directory.search(since.isPresent() ? all.since(since.getAsLong() + 1) : all, entry -> {
            if (isClosed.getAsBoolean()) {
                isCut = true;
                return false;
            }
            account(entry).ifPresent(this::add);
            return true;
        });
    }

    private void add(DirectoryAccount account) {
        part.add(account);
        if (part.size() == PART) {
            told.part(part, Optional.empty());
            part.clear();
        }
    }

    /** An object as an account; empty where it has neither SID nor name. Pure and total. */
    static Optional<DirectoryAccount> account(Entry entry) {
        String name = cut(entry.text("sAMAccountName"), DirectoryAccount.LONGEST_NAME);
        return entry.sid("objectSid")
                .filter(sid -> !name.isEmpty())
                .map(sid -> new DirectoryAccount(
                        sid.toString(),
                        name,
                        kind(entry),
                        (int) entry.bits("userAccountControl"),
                        entry.fileTime("pwdLastSet"),
                        entry.fileTime("lastLogonTimestamp"),
                        entry.time("whenCreated"),
                        cut(entry.text("dNSHostName").toLowerCase(Locale.ROOT), DirectoryAccount.LONGEST_DNS),
                        cut(entry.text("operatingSystem"), DirectoryAccount.LONGEST_SYSTEM),
                        entry.bits("adminCount") == 1,
                        version(entry)));
    }

    private static OptionalInt version(Entry entry) {
        OptionalLong version = entry.number(KEY_VERSION);
        return version.isPresent() && version.getAsLong() >= 0 && version.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) version.getAsLong())
                : OptionalInt.empty();
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
