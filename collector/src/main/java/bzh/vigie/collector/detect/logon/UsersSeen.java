package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Keeps on which days which person's account logged on to which host, at its screen or from afar; finds nothing by itself. */
public final class UsersSeen implements Detector {
    private static final int LONGEST = 184;
    private static final Set<LogonType> PERSONS = EnumSet.of(LogonType.INTERACTIVE, LogonType.RDP, LogonType.SSH);

    /** At the screen, unlocked, remote desktop, and the same with what is kept of a domain's password. */
    private static final Set<String> WINDOWS = Set.of("2", "7", "10", "11", "12", "13");

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        account(seen.event())
                .ifPresent(account -> session.userDays()
                        .loggedOn(
                                seen.host(),
                                cut(account.id().isEmpty() ? account.name() : account.id()),
                                cut(account.name()),
                                seen.time()));
        return List.of();
    }

    /** Whose logon it is; empty where it is none of a person that let somebody in. */
    static Optional<Account> account(Event event) {
        return switch (event) {
            case Event.Logon logon
            when logon.action() == LogonAction.LOGON && PERSONS.contains(logon.type()) ->
                Optional.of(logon.account()).filter(account -> !(account.id() + account.name()).isBlank());
            case Event.LogRecord log
            when log.channel().equals("Security") && log.eventId() == 4624 -> {
                String sid = log.fields().getOrDefault("TargetUserSid", "");
                // Of a directory or a machine, not of its services and window managers.
                boolean person = sid.startsWith("S-1-5-21-") || sid.startsWith("S-1-12-1-");
                yield person
                                && WINDOWS.contains(log.fields()
                                        .getOrDefault("LogonType", "")
                                        .strip())
                        ? Optional.of(new Account(sid, log.fields().getOrDefault("TargetUserName", "")))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }

    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
