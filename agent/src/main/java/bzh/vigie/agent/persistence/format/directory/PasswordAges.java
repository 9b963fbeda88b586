package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.EntraAccounts;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.PasswordDate;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Since when the keys of a domain are what they are: an item for krbtgt and each krbtgt of a read-only controller, which is another one when
 * its password is set; for the first administrator, the accounts between this directory and Entra, those of trusts and of services whose
 * password the directory keeps, of which the time is told and a new password is no change. One more for each of them whose password is old,
 * and for each machine that logs on with a password it should have changed: who knows it forges tickets for that machine (T1558.002). And
 * whether dates are what they say ({@link PasswordDates}).
 */
public final class PasswordAges implements DirectoryFormat {
    private static final Duration OLD = Duration.ofDays(180);
    private static final Duration MACHINE = Duration.ofDays(45);
    private static final int MOST_NAMED = 200;
    private static final int MOST_COUNTED = 100_000;
    private static final String SET = PasswordDate.SET;
    private static final String VERSION = "msDS-KeyVersionNumber";

    /** Number of a further account that signs tickets (MS-ADA2, only the system writes it). */
    private static final String SECONDARY = "msDS-SecondaryKrbTgtNumber";

    private static final long TICKETS = 502;
    private static final long ADMINISTRATOR = 500;

    private record Key(String name, String value) {}

    @Override
    public Set<String> classes() {
        return Set.of("user", "computer");
    }

    @Override
    public void read(Pass pass) throws Refused {
        String administrator = Query.having(pass.domain().child(ADMINISTRATOR));
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(|(sAMAccountName=krbtgt*)(" + SECONDARY + "=*)" + administrator
                                + EntraAccounts.FILTER
                                + AccountBits.filter(AccountBits.BETWEEN_DOMAINS)
                                + "(objectClass=msDS-ManagedServiceAccount)(objectClass=msDS-GroupManagedServiceAccount)"
                                + "(objectClass=msDS-DelegatedManagedServiceAccount))",
                        AccountBits.with(VERSION, SECONDARY, PasswordDate.WRITTEN)),
                entry -> {
                    Optional<Key> key = key(pass, entry);
                    if (key.isPresent()) {
                        found(pass, entry, key.get());
                    }
                    return true;
                });
        PasswordDates.read(pass);
        machines(pass);
    }

    private static Optional<Key> key(Pass pass, Entry entry) {
        String name = entry.text("sAMAccountName").toLowerCase(Locale.ROOT);
        Optional<Sid> own = entry.sid("objectSid").filter(sid -> pass.domain().isOwn(sid));
        if (own.filter(sid -> sid.rid() == TICKETS).isPresent()) {
            return Optional.of(new Key("krbtgt", "signs every ticket of the domain, " + version(entry)));
        }
        if (entry.has(SECONDARY)) {
            return Optional.of(new Key(
                    "krbtgt-read-only",
                    entry.text("sAMAccountName") + " signs the tickets of a read-only controller or of Entra, "
                            + version(entry)));
        }
        if (name.startsWith("krbtgt")) {
            return Optional.of(new Key(
                    "krbtgt-like",
                    entry.text("sAMAccountName") + " is called like an account that signs tickets and is none"));
        }
        if (own.filter(sid -> sid.rid() == ADMINISTRATOR).isPresent()) {
            return Optional.of(new Key("administrator", "the domain's first administrator"));
        }
        Optional<String> ofEntra = EntraAccounts.what(entry);
        if (ofEntra.isPresent()) {
            return Optional.of(new Key("entra", entry.text("sAMAccountName") + " " + ofEntra.get()));
        }
        if ((entry.bits("userAccountControl") & AccountBits.BETWEEN_DOMAINS) != 0) {
            return Optional.of(
                    new Key("trust", entry.text("sAMAccountName") + " stands for a domain that trusts this one"));
        }
        return Optional.of(new Key("service", entry.text("sAMAccountName") + ", whose password the directory keeps"));
    }

    private static String version(Entry entry) {
        OptionalLong set = PasswordDate.of(entry).micros();
        return "version " + entry.text(VERSION)
                + (set.isPresent() ? ", set " + Instant.EPOCH.plus(set.getAsLong(), ChronoUnit.MICROS) : ", never set");
    }

    private static void found(Pass pass, Entry entry, Key key) throws Refused {
        Draft draft = AccountBits.draft(entry, key.name(), key.value());
        pass.found(entry, draft);
        OptionalLong set = PasswordDate.of(entry).micros();
        long limit = pass.domain().fileTimeIn(OLD.negated());
        if (set.isPresent() && ByteReader.fileTime(set.getAsLong()) < limit) {
            pass.found(entry, AccountBits.draft(entry, "old " + key.name(), "older than " + OLD.toDays() + " days"));
        }
    }

    /** The first in the order in which they were made are named, so that the same are at each reading; where there are more, so many about. */
    private static void machines(Pass pass) throws Refused {
        long limit = pass.domain().fileTimeIn(MACHINE.negated());
        TreeMap<Long, Entry> first = new TreeMap<>();
        int[] count = {0};
        pass.ask(
                Query.below(
                        pass.domain().head(),
                        "(&(objectCategory=computer)(!" + AccountBits.filter(AccountBits.DISABLED) + ")(" + SET
                                + ">=1)(" + SET + "<=" + limit + ")(lastLogonTimestamp>=" + limit + "))",
                        AccountBits.with("operatingSystem")),
                entry -> {
                    Optional<Sid> sid = entry.sid("objectSid");
                    if (sid.isEmpty()) {
                        pass.unreadable(entry);
                    } else {
                        first.put(sid.get().rid(), entry);
                        if (first.size() > MOST_NAMED) {
                            first.pollLastEntry();
                        }
                    }
                    count[0]++;
                    return count[0] < MOST_COUNTED;
                });
        if (count[0] >= MOST_COUNTED) {
            pass.tooMany();
        }
        for (Entry entry : first.values()) {
            pass.found(
                    entry,
                    Draft.of(
                                    "old machine",
                                    entry.text("sAMAccountName") + " (" + entry.text("operatingSystem")
                                            + ") logs on with a password that is older than " + MACHINE.toDays()
                                            + " days",
                                    new Run.Nothing())
                            .at(AccountBits.times(entry)));
        }
        if (count[0] > MOST_NAMED) {
            pass.found(
                    new Entry(pass.domain().head(), Map.of()),
                    Draft.of(
                            "old machines",
                            "more than " + rounded(count[0]) + " machines log on with a password that is older than "
                                    + MACHINE.toDays() + " days",
                            new Run.Nothing()));
        }
    }

    /** Its first digit and zeros, so that it is not another one every day. */
    private static int rounded(int count) {
        int unit = 1;
        while (count / unit >= 10) {
            unit *= 10;
        }
        return count / unit * unit;
    }
}
