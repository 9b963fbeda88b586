package bzh.vigie.collector.detect.logon;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.event.WindowsEvent;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A town hall's domain that tells of its logons as Windows does: a controller DC1, servers, PCs. What it shows is kept. */
final class Town {
    static final String DOMAIN = "S-1-5-21-100-200-300-";
    static final String WRONG = "0xc000006a";
    static final String NOBODY = "0xc0000064";
    private static final String SECURITY = "Security";
    private static final String SESSIONS = "Microsoft-Windows-TerminalServices-LocalSessionManager/Operational";
    private static final String CONNECTIONS = "Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational";

    final LogonMemory.Passing memory = new LogonMemory.Passing();
    final List<LogonFinding> found = new ArrayList<>();
    /** A Monday. */
    Instant now = Instant.parse("2026-03-02T07:30:00Z");

    /** How long before now what is told is said to have happened. */
    Duration late = Duration.ZERO;

    private int logons = 0x1000;

    /** How often each rule spoke, of different causes. */
    Map<String, Long> rules() {
        Map<String, Long> rules = new TreeMap<>();
        found.stream()
                .map(each -> each.rule() + "\t" + each.cause())
                .distinct()
                .forEach(each -> rules.merge(each.substring(0, each.indexOf('\t')), 1L, Long::sum));
        return rules;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** To half past seven of the next day on which people work. */
    void nextDay() {
        do {
            now = now.truncatedTo(java.time.temporal.ChronoUnit.DAYS).plus(Duration.ofMinutes(24 * 60 + 450));
        } while (now.atZone(ZoneOffset.UTC).getDayOfWeek().compareTo(DayOfWeek.FRIDAY) > 0);
    }

    static String sid(String user) {
        return user.equalsIgnoreCase("administrateur")
                ? DOMAIN + 500
                : DOMAIN + (1_000 + Math.floorMod(user.hashCode(), 1_000_000));
    }

    /** 4624; gives the logon id. */
    String logon(String host, String user, int type, String address, String workstation) {
        String id = "0x" + Integer.toHexString(logons++);
        tell(
                host,
                SECURITY,
                "4624",
                fields(
                        "TargetUserSid", sid(user),
                        "TargetUserName", user,
                        "TargetDomainName", "MAIRIE",
                        "TargetLogonId", id,
                        "LogonType", Integer.toString(type),
                        "WorkstationName", workstation,
                        "IpAddress", address));
        return id;
    }

    /** 4625, which does not know whose SID it would be. */
    void failure(String host, String user, int type, String address, String workstation, String subStatus) {
        tell(
                host,
                SECURITY,
                "4625",
                fields(
                        "TargetUserSid",
                        "S-1-0-0",
                        "TargetUserName",
                        user,
                        "TargetDomainName",
                        "MAIRIE",
                        "Status",
                        "0xc000006d",
                        "FailureReason",
                        "%%2313",
                        "SubStatus",
                        subStatus,
                        "LogonType",
                        Integer.toString(type),
                        "WorkstationName",
                        workstation,
                        "IpAddress",
                        address));
    }

    /** 4672. */
    void privileges(String host, String user, String logonId) {
        tell(
                host,
                SECURITY,
                "4672",
                fields(
                        "SubjectUserSid",
                        sid(user),
                        "SubjectUserName",
                        user,
                        "SubjectDomainName",
                        "MAIRIE",
                        "SubjectLogonId",
                        logonId,
                        "PrivilegeList",
                        "SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeDebugPrivilege"));
    }

    /** An administrator's logon: 4624 and 4672. */
    void administrator(String host, String user, int type, String address, String workstation) {
        privileges(host, user, logon(host, user, type, address, workstation));
    }

    /** 4768 of DC1. */
    void ticket(String user, String address, String status) {
        boolean good = status.equals("0x0");
        tell(
                "DC1",
                SECURITY,
                "4768",
                fields(
                        "TargetUserName",
                        user,
                        "TargetDomainName",
                        good ? "MAIRIE.LAN" : "MAIRIE",
                        "TargetSid",
                        good ? sid(user) : "S-1-0-0",
                        "IpAddress",
                        "::ffff:" + address,
                        "Status",
                        status));
    }

    /** 4771 of DC1. */
    void refused(String user, String address, String status) {
        tell(
                "DC1",
                SECURITY,
                "4771",
                fields(
                        "TargetUserName",
                        user,
                        "TargetSid",
                        sid(user),
                        "IpAddress",
                        "::ffff:" + address,
                        "Status",
                        status));
    }

    /** 4776 of DC1. */
    void validated(String user, String workstation, String status) {
        tell("DC1", SECURITY, "4776", fields("TargetUserName", user, "Workstation", workstation, "Status", status));
    }

    /** TerminalServices 21. */
    void session(String host, String user, String address) {
        tell(host, SESSIONS, "21", fields("User", "MAIRIE\\" + user, "SessionID", "3", "Address", address));
    }

    /** TerminalServices 1149. */
    void connection(String host, String user, String address) {
        tell(host, CONNECTIONS, "1149", fields("Param1", user, "Param2", "MAIRIE", "Param3", address));
    }

    /** Remote desktop with authentication at the network level: what Windows tells of one logon. */
    void remoteDesktop(String host, String user, String address, String workstation) {
        connection(host, user, address);
        logon(host, user, 3, address, workstation);
        logon(host, user, 10, address, host);
        session(host, user, address);
    }

    /** What a day begins with: a ticket, the PC's own logon, the file server. */
    void morning(String user, String pc, String address) {
        ticket(user, address, "0x0");
        logon(pc, user, 2, "127.0.0.1", pc);
        logon("FS1", user, 3, address, "-");
        pass(Duration.ofSeconds(1));
    }

    /** One event of a host, at this moment. */
    void tell(String host, String channel, String eventId, Map<String, String> fields) {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("Channel", channel);
        system.put("EventID", eventId);
        system.put("Computer", host + ".mairie.lan");
        judge(SigmaFields.windows(new WindowsEvent(system, fields)), host);
    }

    void judge(SigmaRecord record, String host) {
        // A new one each time: what is not in the memory is not remembered.
        LogonJudge judge = new LogonJudge(memory, "29232", Learning.live(), LogonJudge.MOST_ACCOUNTS);
        found.addAll(judge.judge(record, host, host, now.minus(late), now));
    }

    static Map<String, String> fields(String... names) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            fields.put(names[i], names[i + 1]);
        }
        return fields;
    }
}
