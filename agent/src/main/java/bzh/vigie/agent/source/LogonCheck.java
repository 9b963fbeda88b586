package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Sessions.LogonSession;
import bzh.vigie.event.WindowsEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Logon sessions that there are and of which the Security log does not say that they began (4624): made by a program that talks to the
 * security authority past its auditing, or a record that was kept from the log. Judged are only sessions of people's accounts, over the
 * console, the network or remote desktop, that began while the log was read without a hole and held other logons; each two minutes
 * after it began, when records of later times have come. Thread-safe.
 */
final class LogonCheck {
    private static final String PROVIDER = "Microsoft-Windows-Security-Auditing";
    private static final Duration SETTLED = Duration.ofMinutes(2);
    private static final int KEPT = 8_192;
    private static final Set<Integer> TYPES = Set.of(2, 3, 10, 11);

    private final Set<Long> recorded = Collections.newSetFromMap(new LinkedHashMap<>(64, 0.75f) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > KEPT;
        }
    });

    private final Set<Long> judged = new HashSet<>();
    private Optional<Instant> readSince = Optional.empty();
    private Instant readUntil = Instant.MIN;
    private long lastRecord;

    /** Takes a record of any channel. */
    synchronized void accept(WindowsEvent event) {
        if (!event.channel().equals("Security") || event.time().isEmpty()) {
            return;
        }
        Instant at = event.time().get();
        long record = event.recordId();
        if (record != lastRecord + 1) {
            // A hole, or the first of all: what began before is not judged.
            readSince = Optional.empty();
        }
        lastRecord = record;
        readUntil = at.isAfter(readUntil) ? at : readUntil;
        if (event.provider().equals(PROVIDER) && event.eventId().equals("4624")) {
            readSince = readSince.or(() -> Optional.of(at));
            logonId(event).ifPresent(recorded::add);
        }
    }

    private static Optional<Long> logonId(WindowsEvent event) {
        try {
            return Optional.of(Long.decode(event.fields().getOrDefault("TargetLogonId", "")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * Those that are not recorded, each once.
     *
     * @param started when the agent began: what is older is not judged
     */
    synchronized List<LogonSession> unrecorded(List<LogonSession> sessions, Instant started, Instant now) {
        Optional<Instant> since = readSince;
        judged.retainAll(sessions.stream().map(LogonSession::logonId).toList());
        return sessions.stream()
                .filter(LogonCheck::isOfAPerson)
                .filter(each -> each.began()
                        .filter(began -> since.filter(began::isAfter).isPresent()
                                && began.isAfter(started)
                                && began.plus(SETTLED).isBefore(now)
                                && began.isBefore(readUntil))
                        .isPresent())
                .filter(each -> judged.add(each.logonId()) && !recorded.contains(each.logonId()))
                .toList();
    }

    private static boolean isOfAPerson(LogonSession session) {
        boolean account = session.sid().startsWith("S-1-5-21-") || session.sid().startsWith("S-1-12-1-");
        return account && TYPES.contains(session.type()) && !session.user().endsWith("$");
    }
}
