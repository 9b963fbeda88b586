package bzh.vigie.collector.neighbour;

import bzh.vigie.collector.store.DirectoryAccounts.Known;
import bzh.vigie.collector.store.DirectoryAccounts.Reading;
import bzh.vigie.collector.store.Neighbours;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The computers of a domain, as its directory had them when it was read (decision 0063).
 *
 * @param read when that was
 * @param inUse those that can log on and did in the {@value #DAYS} days before, and every controller that can: one that was off is brought back,
 *     but none that is no machine. More than {@link #MOST} are not kept apart
 * @param idle how many others there are
 * @param more how many in use there are beyond those
 */
public record DirectoryComputers(Reading reading, Instant read, List<DirectoryAccount> inUse, int idle, int more) {
    /** Of one domain: ten times what a host may tell of its neighbours, since one host tells these too. */
    public static final int MOST = 10 * Neighbours.MOST_OF_HOST;

    /** A directory tells a logon up to 14 days late, and machines set their password each 30 days. */
    private static final int DAYS = 45;

    public DirectoryComputers {
        inUse = List.copyOf(inUse);
    }

    /** The name of a computer: that of its account without the sign at its end. */
    public static String name(DirectoryAccount computer) {
        return computer.name().replaceFirst("\\$$", "");
    }

    /** Of the domains of these communes that were read, by commune and domain. */
    public static List<DirectoryComputers> of(Store.Session session, Scope scope) {
        List<Reading> readings = session.directoryAccounts().readings(scope).stream()
                .filter(reading -> reading.last().isPresent())
                .toList();
        if (readings.isEmpty()) {
            return List.of();
        }
        List<Known> computers = session.directoryAccounts().accounts(scope, DirectoryAccount.Kind.COMPUTER);
        List<DirectoryComputers> all = new ArrayList<>();
        for (Reading reading : readings) {
            Instant read = reading.last().orElseThrow();
            List<DirectoryAccount> own = computers.stream()
                    .filter(known -> known.commune().equals(reading.commune())
                            && known.domain().equals(reading.domain()))
                    .map(Known::account)
                    .toList();
            List<DirectoryAccount> inUse = own.stream()
                    .filter(computer ->
                            isInUse(computer, read) && !name(computer).isBlank())
                    .toList();
            List<DirectoryAccount> kept = inUse.size() > MOST ? first(inUse) : inUse;
            all.add(new DirectoryComputers(reading, read, kept, own.size() - inUse.size(), inUse.size() - kept.size()));
        }
        return all;
    }

    /** Controllers, then those that were made first: of what is made up in a hurry most comes later. */
    private static List<DirectoryAccount> first(List<DirectoryAccount> inUse) {
        return inUse.stream()
                .sorted(Comparator.comparing((DirectoryAccount computer) -> !computer.isController())
                        .thenComparingLong(computer -> computer.createdMicros().orElse(Long.MAX_VALUE)))
                .limit(MOST)
                .toList();
    }

    private static boolean isInUse(DirectoryAccount computer, Instant read) {
        return computer.isEnabled()
                && ((computer.isController() && !computer.isOfNoMachine())
                        || lastLogon(computer, read)
                                .filter(last -> !last.isBefore(read.minus(Duration.ofDays(DAYS))))
                                .isPresent());
    }

    /**
     * When it logged on last, not later than that reading; empty for never. A controller whose clock was wrong leaves a time that is still to
     * come, for years: that is a logon too.
     */
    private static Optional<Instant> lastLogon(DirectoryAccount computer, Instant read) {
        return computer.lastLogonMicros().isEmpty()
                ? Optional.empty()
                : Optional.of(Moment.instant(computer.lastLogonMicros().getAsLong()))
                        .map(last -> last.isAfter(read) ? read : last);
    }

    /** When it was there last: when it logged on, and of a controller that did not, when the directory had it. */
    public Instant last(DirectoryAccount computer) {
        return lastLogon(computer, read).orElse(read);
    }
}
