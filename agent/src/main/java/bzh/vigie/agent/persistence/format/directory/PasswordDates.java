package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Dn;
import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.directory.LeadingFilter;
import bzh.vigie.agent.directory.PasswordDate;
import bzh.vigie.agent.directory.Query;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.event.Item.Trait;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the dates of passwords of accounts that hold a domain are what they say: an item for each that was renewed without another password,
 * and for each of which when the password was written is hidden from this computer and not of the others. One of the domain where it is told of
 * all of them.
 */
final class PasswordDates {
    /** Of the domain, as it is with every one: all that was looked at are what they say, or told as not. */
    static final String CHECKED = "dates-checked";

    /** Of a service whose password the directory keeps: no Windows has shown yet that it writes both at once. */
    private static final String RENEWED_BY_ITSELF = "date-renewed-by-itself";

    private static final Set<String> MANAGED = Set.of(
            "msDS-ManagedServiceAccount", "msDS-GroupManagedServiceAccount", "msDS-DelegatedManagedServiceAccount");

    private static final int MOST_UNCHECKED = 200;
    private static final int MOST_SEEN = 20_000;
    private static final int MOST_GROUPS = 500;

    /** With which the domain is had at once, besides controllers. */
    private static final List<Long> WHOLE = List.of(512L, 518L, 519L, 544L);

    private static final long ADMINISTRATORS = 544;

    private final Pass pass;
    private final Set<String> seen = new HashSet<>();
    private final List<String> groups = new ArrayList<>();
    private final List<Entry> unchecked = new ArrayList<>();
    private boolean isAnyWritten;
    private boolean isFull;

    private PasswordDates(Pass pass) {
        this.pass = pass;
    }

    /** Tells them. */
    static void read(Pass pass) throws Refused {
        PasswordDates dates = new PasswordDates(pass);
        dates.ask(LeadingFilter.of(pass.domain()), false);
        // A Samba marks no member of these as protected, and a Windows within the hour.
        dates.ask(
                WHOLE.stream()
                        .map(number -> Query.having(
                                number == ADMINISTRATORS
                                        ? Sid.of("S-1-5-32-" + number)
                                        : pass.domain().child(number)))
                        .collect(Collectors.joining("", "(|", ")")),
                true);
        for (int i = 0; i < dates.groups.size(); i++) {
            dates.ask("(memberOf=" + Query.escaped(dates.groups.get(i)) + ")", true);
        }
        if (dates.seen.size() >= MOST_SEEN || dates.groups.size() >= MOST_GROUPS) {
            pass.tooMany();
        } else {
            dates.tellHidden();
        }
    }

    private void ask(String filter, boolean followsGroups) throws Refused {
        pass.ask(Query.below(pass.domain().head(), filter, AccountBits.with(PasswordDate.WRITTEN)), entry -> {
            if (!entry.is("group")) {
                if (seen.add(Dn.key(entry.dn()))) {
                    date(entry);
                }
            } else if (followsGroups && groups.size() < MOST_GROUPS && seen.add(Dn.key(entry.dn()))) {
                groups.add(entry.dn());
            }
            return seen.size() < MOST_SEEN;
        });
    }

    private void date(Entry entry) {
        PasswordDate date = PasswordDate.of(entry);
        isAnyWritten |= date.written().isPresent();
        if (date.isUnchecked()) {
            isFull |= unchecked.size() == MOST_UNCHECKED;
            if (!isFull) {
                unchecked.add(entry);
            }
        }
        if (date.isRenewedAlone()) {
            boolean isManaged = MANAGED.stream().anyMatch(entry::is);
            pass.found(
                    entry,
                    AccountBits.draft(
                                    entry,
                                    isManaged ? RENEWED_BY_ITSELF : "date-renewed",
                                    entry.text("sAMAccountName") + " says that its password is of " + shown(date.said())
                                            + ", and it was written " + shown(date.written()))
                            .with(Trait.MISMATCH, !isManaged));
        }
    }

    /** A read-only controller has the passwords of few, and so of few when they were written: what another one told of them stands. */
    private void tellHidden() {
        if (isFull || (pass.domain().isReadOnly() && !unchecked.isEmpty())) {
            pass.leftOut();
        }
        if (!isAnyWritten) {
            return;
        }
        if (unchecked.isEmpty()) {
            pass.found(
                    new Entry(pass.domain().head(), Map.of()),
                    Draft.of(
                                    CHECKED,
                                    "it is told of every account that holds the domain when its password was written",
                                    new Run.Nothing())
                            .made(true));
        } else if (!pass.domain().isReadOnly()) {
            unchecked.forEach(entry -> pass.found(
                    entry,
                    AccountBits.draft(
                            entry,
                            "date-unchecked",
                            entry.text("sAMAccountName") + " alone says since when it has its password")));
        }
    }

    private static String shown(OptionalLong micros) {
        return Instant.EPOCH
                .plus(micros.orElse(0), ChronoUnit.MICROS)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }
}
