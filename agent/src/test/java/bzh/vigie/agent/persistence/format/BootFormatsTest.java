package bzh.vigie.agent.persistence.format;

import static bzh.vigie.agent.persistence.format.JobFormatsTest.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.boot.GrubConfig;
import bzh.vigie.agent.persistence.format.boot.Inittab;
import bzh.vigie.agent.persistence.format.boot.KernelCallouts;
import bzh.vigie.agent.persistence.format.boot.KernelTaint;
import bzh.vigie.agent.persistence.format.boot.LoadedModules;
import bzh.vigie.agent.persistence.format.boot.ModprobeSettings;
import bzh.vigie.agent.persistence.format.boot.RunLevelLink;
import bzh.vigie.agent.persistence.format.boot.ShellSettings;
import bzh.vigie.agent.persistence.format.boot.Sysusers;
import bzh.vigie.agent.persistence.format.boot.Tmpfiles;
import bzh.vigie.agent.persistence.format.boot.UdevRules;
import bzh.vigie.agent.persistence.format.boot.Xinetd;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootFormatsTest {
    @Test
    void aLoadedModuleShowsItsTaintAndNothingThatChangesByItself() {
        Parsed parsed =
                new LoadedModules().parse(file("/proc/modules", "a 1 7 b,c, Live 0xff (OE+)\nb 2 0 - Live 0xfe\n"));
        assertEquals(
                List.of("taint OE", ""),
                parsed.drafts().stream().map(Draft::value).toList());
        assertEquals(new Run.Module("a", true), parsed.drafts().getFirst().run());
    }

    @Test
    void aTaintThatComesByItselfIsNoItem() {
        assertTrue(new KernelTaint()
                .parse(file("/proc/sys/kernel/tainted", "0\n"))
                .drafts()
                .isEmpty());
        // 512: the kernel warned of something
        assertTrue(new KernelTaint()
                .parse(file("/proc/sys/kernel/tainted", "512\n"))
                .drafts()
                .isEmpty());
        assertEquals(
                "E unsigned module",
                new KernelTaint()
                        .parse(file("/proc/sys/kernel/tainted", "8704\n"))
                        .drafts()
                        .getFirst()
                        .value());
    }

    @Test
    void onlyAPipedCorePatternRunsSomething() {
        assertTrue(new KernelCallouts()
                .parse(file("/proc/sys/kernel/core_pattern", "core\n"))
                .drafts()
                .isEmpty());
        Draft piped = new KernelCallouts()
                .parse(file("/etc/sysctl.d/a.conf", "-kernel/core_pattern = |/a %p\n"))
                .drafts()
                .getFirst();
        assertEquals(new Run.Arguments(List.of("/a", "%p"), List.of()), piped.run());
    }

    @Test
    void tmpfilesThatOnlyMakeDirectoriesAreNoItems() {
        assertEquals(
                List.of("f /etc/x", "C /opt/y", "z /srv/z"),
                new Tmpfiles()
                                .parse(
                                        file(
                                                "/etc/tmpfiles.d/a.conf",
                                                "d /etc/d\nf+ /etc/x 0644 - - - a b\nC /opt/y - - - - /q\nz /srv/z 4755\nz /srv/q 2755\nf /run/q 0644\n"))
                                .drafts()
                                .stream()
                                .map(Draft::name)
                                .toList());
    }

    @Test
    void accountsWithTheSuperusersNumberAreSeenAndRootIsNot() {
        assertEquals(
                List.of("toor", "x in docker"),
                new Sysusers()
                                .parse(file(
                                        "/etc/sysusers.d/a.conf",
                                        "u root 0 - /root\nu toor 0:0 - /\nm x docker\nm x audio\nu y 10\n"))
                                .drafts()
                                .stream()
                                .map(Draft::name)
                                .toList());
    }

    @Test
    void whatModprobeRunsIsAShellCommand() {
        Draft install = new ModprobeSettings()
                .parse(file("/etc/modprobe.d/a.conf", "install a /x; \\\n/y\noptions b c=1\n"))
                .drafts()
                .getFirst();
        assertEquals("/x; /y", ((Run.Shell) install.run()).text());
    }

    @Test
    void aLastLineThatNothingContinuesCounts() {
        Parsed parsed = new ModprobeSettings().parse(file("/etc/modprobe.d/a.conf", "install a /x \\\n"));
        assertEquals("/x", ((Run.Shell) parsed.drafts().getFirst().run()).text().strip());
    }

    @Test
    void settingsThatAShellReadsRunWhatIsNoSetting() {
        Parsed plain =
                ShellSettings.ofGrub().parse(file("/etc/default/grub", "GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX=\"\"\n"));
        assertTrue(plain.drafts().isEmpty());
        Parsed parsed = ShellSettings.ofGrub()
                .parse(file(
                        "/etc/default/grub",
                        "GRUB_CMDLINE_LINUX=\"a init=/i; b\" # c\nGRUB_X=\"1\"; /run/me\nGRUB_Y=$(/run/it)\n"));
        assertEquals(
                List.of("GRUB_CMDLINE_LINUX", "commands"),
                parsed.drafts().stream().map(Draft::name).toList());
        assertEquals(
                "GRUB_X=\"1\"; /run/me\nGRUB_Y=$(/run/it)",
                parsed.drafts().get(1).value());
    }

    @Test
    void equalKernelLinesOfGrubAreOneItemAndSecretsAreNotTold() {
        Parsed parsed = new GrubConfig()
                .parse(file(
                        "/boot/grub/grub.cfg",
                        "\tlinux /k root=/d init=/i\n linux /k root=/d init=/i\n\tlinux /k a.password=hush\n"));
        assertEquals(2, parsed.drafts().size());
        assertEquals(new Run.Path("/i"), parsed.drafts().getFirst().run());
        assertFalse(parsed.drafts().get(1).value().contains("hush"));
    }

    @Test
    void aStopLinkIntoInitDIsNoItemAndAnyOtherStopIs() {
        assertTrue(new RunLevelLink()
                .parse(link("/etc/rc6.d/K01a", "../init.d/a"))
                .drafts()
                .isEmpty());
        assertEquals(
                1,
                new RunLevelLink()
                        .parse(link("/etc/rc6.d/K01a", "../init.d/b"))
                        .drafts()
                        .size());
        assertEquals(
                1,
                new RunLevelLink().parse(file("/etc/rc6.d/K01a", "")).drafts().size());
        assertTrue(
                new RunLevelLink().parse(file("/etc/rc6.d/README", "")).drafts().isEmpty());
        assertEquals(
                new Run.Path("/etc/init.d/a"),
                new RunLevelLink()
                        .parse(link("/etc/rc2.d/S01a", "../init.d/a"))
                        .drafts()
                        .getFirst()
                        .run());
    }

    @Test
    void udevAsksAProgramHoweverItsAnswerIsCompared() {
        Parsed parsed = new UdevRules()
                .parse(
                        file(
                                "/etc/udev/rules.d/a.rules",
                                "PROGRAM!=\"/a\", RUN!=\"/no\", ENV{SYSTEMD_WANTS}==\"no.service\"\nENV{SYSTEMD_WANTS}+=\"x@%k.service\"\n"));
        assertEquals(
                List.of("PROGRAM /a", "ENV{SYSTEMD_WANTS} x@%k.service"),
                parsed.drafts().stream().map(Draft::name).toList());
        assertEquals("x@.service", ((Run.Search) parsed.drafts().get(1).run()).name());
    }

    @Test
    void superserversNameTheirPrograms() {
        Parsed parsed = new Xinetd()
                .parse(file(
                        "/etc/xinetd.d/a",
                        "defaults\n{\n}\nservice a\n{\n server = /x\n server_args = -y\n disable = yes\n}\n"));
        assertEquals(
                new Run.Arguments(List.of("/x", "-y"), List.of()),
                parsed.drafts().getFirst().run());
        assertFalse(parsed.drafts().getFirst().enabled());
        assertEquals(
                1,
                new Inittab()
                        .parse(file("/etc/inittab", "id:2:initdefault:\na:2:respawn:/x\n"))
                        .drafts()
                        .size());
    }

    @Test
    void noFormatOfTheCatalogueThrowsOnAnyText() {
        String alphabet = "=:\"'\\\n\n[]#;|&$(){}%*@+-,/ \t ulmkSK09~é\0";
        Random random = new Random(13);
        for (int i = 0; i < 30; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(400); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] bytes = new byte[random.nextInt(500)];
            random.nextBytes(bytes);
            for (Format format : formats()) {
                for (String name : List.of(
                        "a0000101c8a2a2", "x@y.service", "x.timer", "S01x", "gconv-modules", "taint", "core_pattern")) {
                    parse(format, file("/etc/x.d/" + name, text.toString()));
                    parse(format, file("/proc/" + name, HostText.content(bytes)));
                    parse(format, link("/etc/systemd/system/a.wants/" + name, text.toString()));
                }
            }
        }
    }

    @Test
    void hostileTextCostsNoFormatOfTheCatalogueMoreThanItsLength() {
        for (String part : List.of(
                "\\\n",
                "a=",
                "; export ",
                "%i",
                "install a ",
                "[",
                "linux ",
                "init=",
                "\"",
                "' ; ",
                ":",
                "{",
                "password=")) {
            String text = part.repeat(8_000 / part.length());
            assertTimeoutPreemptively(
                    Duration.ofMinutes(10),
                    () -> formats().forEach(format -> {
                        parse(format, file("/etc/x.d/x.service", text));
                        parse(format, file("/var/spool/at/a0000101c8a2a2", "GRUB_CMDLINE_LINUX=" + text));
                        parse(format, file("/etc/systemd/system/a.service", "[Service]\nExecStart=" + text));
                    }),
                    part);
        }
    }

    /** One of each kind. */
    private static Collection<Format> formats() {
        Map<Class<?>, Format> kinds = new LinkedHashMap<>();
        Catalogue.linux().forEach(location -> kinds.put(location.format().getClass(), location.format()));
        return kinds.values();
    }

    private static void parse(Format format, SourceFile file) {
        format.needsContent(file);
        assertTrue(format.parse(file).malformed() >= 0);
    }

    private static SourceFile link(String path, String target) {
        SourceFile file = file(path, "");
        return new SourceFile(file.path(), "", file.status(), Optional.of(target), false);
    }
}
