package bzh.vigie.agent.source;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.Fuzzed;
import bzh.vigie.event.WindowsEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** What programs and the kernel write of logons and started programs: whoever logs on chooses part of it. */
public final class LogTargets {
    private static final int UTMP_RECORD = 384;
    private static final int[] AUDIT_TYPES = {1300, 1309, 1320, 1327, 1302};

    private LogTargets() {}

    public static List<FuzzTarget> all() {
        return List.of(
                lines(
                        "syslog",
                        LogTargets::syslog,
                        "Nov  3 10:00:00 h sshd[7]: Accepted publickey for a from 192.0.2.1 port 5 ssh2: ED25519 SHA256:x",
                        "2026-01-01T00:00:00.000001+01:00 h sudo:  a : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/sh",
                        "<38>1 2026-01-01T00:00:00Z h su 7 - [a b=\"c\"] (to root) a on pts/0",
                        "Nov  3 10:00:00 h useradd[7]: new user: name=a, UID=0, GID=0, home=/a, shell=/bin/sh, from=none"),
                lines(
                        "sshd",
                        line -> SshdLines.parse(line).ifPresent(LogTargets::told),
                        "Failed password for invalid user a from 2001:db8::1 port 5 ssh2",
                        "Disconnected from authenticating user a 192.0.2.1 port 5 [preauth]"),
                lines(
                        "journal",
                        line -> JournalEntry.parse(line)
                                .flatMap(JournalEntry::line)
                                .ifPresent(l -> AuthLines.parse(l).ifPresent(LogTargets::told)),
                        "{\"__CURSOR\":\"s=1\",\"__REALTIME_TIMESTAMP\":\"1\",\"_COMM\":\"sshd\",\"SYSLOG_IDENTIFIER\":\"sshd\","
                                + "\"_UID\":\"0\",\"MESSAGE\":[97,98]}"),
                new FuzzTarget("utmp", LogTargets::utmp, List.of(new byte[UTMP_RECORD])),
                new FuzzTarget("audit", LogTargets::audit, List.of("""
                                0audit(1.2:3): arch=c000003e syscall=59 success=yes ppid=1 pid=2 uid=0 exe="/bin/a"
                                1audit(1.2:3): argc=2 a0="a" a1=6263
                                2audit(1.2:3):
                                """.getBytes(StandardCharsets.UTF_8))),
                new FuzzTarget(
                        "logged-start",
                        bytes -> LoggedStart.of(WindowsEvent.ofXml(new String(bytes, StandardCharsets.UTF_8)))
                                .ifPresent(start -> Fuzzed.told(start.image() + start.created() + start.more())),
                        List.of(
                                started(
                                        "Microsoft-Windows-Security-Auditing",
                                        "4688",
                                        "Security",
                                        "<Data Name=\"NewProcessId\">0x1a</Data><Data Name=\"CommandLine\">x</Data>"),
                                started(
                                        "Microsoft-Windows-Sysmon",
                                        "1",
                                        "Microsoft-Windows-Sysmon/Operational",
                                        "<Data Name=\"ProcessId\">26</Data><Data Name=\"UtcTime\">2026-01-02 03:04:05.678"
                                                + "</Data><Data Name=\"Hashes\">SHA256="
                                                + "ab".repeat(32)
                                                + "</Data>"))),
                new FuzzTarget(
                        "command-line",
                        bytes -> Fuzzed.told(CommandLineMask.mask(
                                Arrays.asList(new String(bytes, StandardCharsets.UTF_8).split("\0", -1)))),
                        List.of("mysql\0-pa\0--password=b\0http://c:d@e/".getBytes(StandardCharsets.UTF_8))));
    }

    private static byte[] started(String provider, String id, String channel, String data) {
        String xml = "<Event><System><Provider Name=\"" + provider + "\"/><EventID>" + id
                + "</EventID><TimeCreated SystemTime=\"2026-01-02T03:04:05Z\"/><Channel>" + channel
                + "</Channel><Security UserID=\"S-1-5-18\"/></System><EventData>" + data + "</EventData></Event>";
        return xml.getBytes(StandardCharsets.UTF_8);
    }

    private static FuzzTarget lines(String name, Consumer<String> reader, String... seeds) {
        return new FuzzTarget(
                name,
                bytes -> new LineSplitter(SyslogLine.MAX, reader).take(bytes, bytes.length),
                Arrays.stream(seeds)
                        .map(seed -> (seed + "\n").getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    private static void syslog(String line) {
        SyslogLine.parse(line).ifPresent(l -> {
            Fuzzed.told(l.program());
            AuthLines.parse(l).ifPresent(LogTargets::told);
        });
    }

    private static void told(AuthFact fact) {
        if (fact.toString().isEmpty()) {
            throw new IllegalStateException("nothing is told");
        }
    }

    private static void utmp(byte[] bytes) {
        if (bytes.length >= UTMP_RECORD) {
            UtmpRecord record = UtmpRecord.parse(bytes, 0);
            Fuzzed.told(record.user() + record.line() + record.host());
            record.inWtmp(record.user()).ifPresent(LogTargets::told);
            record.inBtmp().ifPresent(LogTargets::told);
        }
    }

    private static void audit(byte[] bytes) {
        AuditExecs execs = new AuditExecs();
        List<String> lines = new ArrayList<>();
        new LineSplitter(SyslogLine.MAX, lines::add).take(bytes, bytes.length);
        for (String line : lines) {
            int type = line.isEmpty() ? 0 : AUDIT_TYPES[line.charAt(0) % AUDIT_TYPES.length];
            execs.accept(type, line.isEmpty() ? "" : line.substring(1)).ifPresent(e -> Fuzzed.told(e.image()));
        }
    }
}
