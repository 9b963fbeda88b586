package bzh.vigie.agent.spool;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.WatchState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Events of each lane. */
final class Samples {
    static final String BOOT = "boot-1";

    private Samples() {}

    static Moment at(String boot, long micros) {
        return new Moment(Instant.EPOCH.plusNanos(micros * 1_000), boot, micros);
    }

    /** Lane 1. */
    static Event state(long n) {
        return new Event.SourceState(at(BOOT, n), "linux.test", WatchState.LIVE, ReasonCode.NONE, "state " + n);
    }

    /** Lane 2. */
    static Event logon(long n) {
        return new Event.Logon(
                at(BOOT, n),
                "linux.logons",
                Event.LogonAction.LOGON,
                Event.LogonType.SSH,
                new Account("1000", "yann"),
                Optional.empty(),
                "192.0.2.1",
                "pts/" + n,
                "publickey",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    /** Lane 3. */
    static Event process(String boot, long n, String commandLine) {
        return new Event.ProcessStarted(
                at(boot, n),
                "linux.process",
                new ProcessKey(boot, 42, n),
                Observed.missed(Observed.Why.ENDED),
                Observed.missed(Observed.Why.ENDED),
                Observed.known(new Account("0", "root")),
                Observed.known("/bin/true"),
                Observed.known(commandLine),
                Observed.missed(Observed.Why.TOO_SLOW),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.known("coreutils"),
                false);
    }

    /** Lane 2, of this many fields with these values. */
    static Event log(long n, Map<String, String> fields) {
        return new Event.LogRecord(at(BOOT, n), "linux.log", "syslog", "test", 1, n, fields);
    }
}
