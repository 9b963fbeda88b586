package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.logon.LogonAttempt.Outcome;
import bzh.vigie.collector.detect.logon.LogonReading.Attempted;
import bzh.vigie.collector.detect.logon.LogonReading.LeftOut;
import bzh.vigie.collector.detect.logon.LogonReading.Reason;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Attempts from Windows events: Security 4624, 4625, 4672, 4768, 4771, 4776, and TerminalServices 21, 25 and 1149. Pure. */
final class WindowsLogons {
    private static final String SECURITY = "Security";
    private static final String SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
    private static final String CONNECTIONS = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";
    private static final Set<String> EVENTS =
            Set.of("4624", "4625", "4634", "4648", "4672", "4768", "4769", "4771", "4776", "21", "25", "1149");
    /** With one of these its holder is the host's master; others of 4672 belong to services. */
    private static final List<String> POWER = List.of(
            "SeDebugPrivilege",
            "SeTakeOwnershipPrivilege",
            "SeLoadDriverPrivilege",
            "SeBackupPrivilege",
            "SeRestorePrivilege",
            "SeTcbPrivilege",
            "SeSecurityPrivilege",
            "SeCreateTokenPrivilege",
            "SeEnableDelegationPrivilege");

    private final SigmaRecord record;
    private final String host;
    private final String hostName;
    private final Instant time;

    private WindowsLogons(SigmaRecord record, String host, String hostName, Instant time) {
        this.record = record;
        this.host = host;
        this.hostName = hostName;
        this.time = time;
    }

    /** Whether the record is of an event that is read here. */
    static boolean isAbout(SigmaRecord record) {
        if (!EVENTS.contains(record.value("EventID"))) {
            return false;
        }
        String channel = record.value("Channel");
        return channel.equalsIgnoreCase(SECURITY)
                || channel.equalsIgnoreCase(SESSIONS)
                || channel.equalsIgnoreCase(CONNECTIONS);
    }

    /** The channel of an event that is read here. */
    static String channel(String eventId) {
        return switch (eventId) {
            case "21", "25" -> SESSIONS;
            case "1149" -> CONNECTIONS;
            default -> SECURITY;
        };
    }

    /** What it says. */
    static LogonReading read(SigmaRecord record, String host, String hostName, Instant time) {
        return new WindowsLogons(record, host, hostName, time).read();
    }

    private LogonReading read() {
        boolean security = of("Channel").equalsIgnoreCase(SECURITY);
        return switch (of("EventID")) {
            case "4624" -> security ? logon(0) : other();
            case "4625" -> security ? logon(failure()) : other();
            case "4672" -> security ? privileged() : other();
            case "4768", "4771" -> security ? kerberos() : other();
            case "4776" -> security ? ntlm() : other();
            case "4648" -> new LeftOut(Reason.NO_OUTCOME);
            case "4769" -> new LeftOut(Reason.TICKET_FOR_SERVICE);
            case "4634" -> new LeftOut(Reason.LOGOFF);
            case "21", "25" -> security ? other() : session();
            case "1149" -> security ? other() : connection();
            default -> other();
        };
    }

    /** 4624, or 4625 with its code. */
    private LogonReading logon(long status) {
        String type = of("LogonType").strip();
        Optional<Origin> address = Origin.address(of("IpAddress"));
        LogonKind kind;
        switch (type) {
            // An unlock (7) with an address is a session that somebody came back to from there.
            case "2", "7", "11", "13" ->
                kind = type.equals("7") && address.isPresent() ? LogonKind.RDP : LogonKind.CONSOLE;
            case "10", "12" -> kind = LogonKind.RDP;
            case "3", "8" -> kind = LogonKind.NETWORK;
            case "4", "5" -> {
                return new LeftOut(Reason.SERVICE);
            }
            case "9" -> {
                return new LeftOut(Reason.NOT_CHECKED);
            }
            default -> {
                return new LeftOut(Reason.OTHER_TYPE);
            }
        }
        String sid = of("TargetUserSid");
        Outcome outcome = FailureStatus.windows(status, of("FailureReason"));
        List<Origin> origins = new ArrayList<>();
        if (kind == LogonKind.CONSOLE) {
            origins.add(Origin.console(host));
        } else {
            address.ifPresent(origins::add);
            if (kind == LogonKind.NETWORK) {
                // A remote desktop session has the name of the server here.
                workstation(of("WorkstationName")).ifPresent(origins::add);
            }
        }
        return attempt(
                kind, of("TargetUserName"), of("TargetDomainName"), sid, outcome, status, origins, of("TargetLogonId"));
    }

    private long failure() {
        long sub = FailureStatus.number(of("SubStatus"));
        long status = sub > 0 ? sub : FailureStatus.number(of("Status"));
        // A failure that says that all went well is none that is understood.
        return status == 0 ? -1 : status;
    }

    private LogonReading kerberos() {
        long status = FailureStatus.number(of("Status"));
        List<Origin> origins = Origin.address(of("IpAddress")).stream().toList();
        return attempt(
                LogonKind.VALIDATION,
                of("TargetUserName"),
                of("TargetDomainName"),
                of("TargetSid").isEmpty() ? of("TargetUserSid") : of("TargetSid"),
                FailureStatus.kerberos(status),
                status,
                origins,
                "");
    }

    private LogonReading ntlm() {
        long status = FailureStatus.number(of("Status"));
        List<Origin> origins = workstation(of("Workstation")).stream().toList();
        return attempt(
                LogonKind.VALIDATION,
                of("TargetUserName"),
                "",
                "",
                FailureStatus.windows(status, ""),
                status,
                origins,
                "");
    }

    /** User is {@code DOMAIN\name}; Address is LOCAL at the console. */
    private LogonReading session() {
        String user = of("User");
        boolean console = of("Address").equalsIgnoreCase("LOCAL");
        List<Origin> origins = console
                ? List.of(Origin.console(host))
                : Origin.address(of("Address")).stream().toList();
        String domain = user.indexOf('\\') > 0 ? user.substring(0, user.indexOf('\\')) : "";
        return attempt(
                console ? LogonKind.CONSOLE : LogonKind.RDP,
                user.substring(user.lastIndexOf('\\') + 1),
                domain,
                "",
                Outcome.SUCCESS,
                0,
                origins,
                "");
    }

    private LogonReading connection() {
        String user = of("Param1");
        Optional<Origin> address = Origin.address(of("Param3"));
        Optional<Reason> leftOut = Accounts.leftOut(user, of("Param2"), "", hostName);
        if (leftOut.isPresent() || address.isEmpty()) {
            return new LeftOut(leftOut.orElse(Reason.NO_SOURCE));
        }
        return new LogonReading.Connected(host, time, Accounts.name(user), address.get());
    }

    private LogonReading privileged() {
        String sid = of("SubjectUserSid");
        Optional<Reason> leftOut = Accounts.leftOut(of("SubjectUserName"), of("SubjectDomainName"), sid, hostName);
        if (leftOut.isPresent()) {
            return new LeftOut(leftOut.get());
        }
        String privileges = of("PrivilegeList");
        return POWER.stream().anyMatch(privileges::contains)
                ? new LogonReading.Privileged(
                        host,
                        hostName,
                        time,
                        Accounts.name(of("SubjectUserName"), sid),
                        Origin.word(of("SubjectLogonId")))
                : new LeftOut(Reason.NO_POWER);
    }

    private LogonReading attempt(
            LogonKind kind,
            String name,
            String domain,
            String sid,
            Outcome outcome,
            long status,
            List<Origin> origins,
            String logonId) {
        Optional<Reason> leftOut = Accounts.leftOut(name, domain, sid, hostName);
        if (leftOut.isPresent()) {
            return new LeftOut(leftOut.get());
        }
        // Where a remote desktop session does not say from where, the connection before it may have.
        if (origins.isEmpty() && kind != LogonKind.RDP) {
            return new LeftOut(isHere() ? Reason.LOOPBACK : Reason.NO_SOURCE);
        }
        return new Attempted(new LogonAttempt(
                of("EventID"),
                host,
                hostName,
                time,
                Accounts.name(name, sid),
                Accounts.isBuiltInAdministrator(sid),
                kind,
                outcome,
                outcome == Outcome.SUCCESS ? "" : FailureStatus.word(status),
                origins,
                Origin.word(logonId),
                "",
                recordId()));
    }

    /** Another than the host itself. */
    private Optional<Origin> workstation(String name) {
        return Origin.workstation(name).filter(origin -> !origin.name().equals(Origin.hostName(hostName)));
    }

    private boolean isHere() {
        String address = of("IpAddress");
        return address.startsWith("127.")
                || address.endsWith("::1")
                || address.contains("::ffff:127.")
                || !(of("WorkstationName") + of("Workstation")).isBlank();
    }

    private static LogonReading other() {
        return new LeftOut(Reason.OTHER_TYPE);
    }

    private String of(String field) {
        return record.value(field);
    }

    private long recordId() {
        String text = of("EventRecordID").isEmpty() ? of("RecordID") : of("EventRecordID");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException none) {
            return 0;
        }
    }
}
