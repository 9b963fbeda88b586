package bzh.vigie.agent.persistence.format;

import static bzh.vigie.agent.persistence.format.FormatsTest.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Parsed.Include;
import bzh.vigie.agent.persistence.format.access.AuthorizedKeys;
import bzh.vigie.agent.persistence.format.access.DirectoryClient;
import bzh.vigie.agent.persistence.format.access.Gshadow;
import bzh.vigie.agent.persistence.format.access.Hosts;
import bzh.vigie.agent.persistence.format.access.NameServices;
import bzh.vigie.agent.persistence.format.access.PamStack;
import bzh.vigie.agent.persistence.format.access.Passwd;
import bzh.vigie.agent.persistence.format.access.PolkitAuthority;
import bzh.vigie.agent.persistence.format.access.PolkitRules;
import bzh.vigie.agent.persistence.format.access.SshClientConfig;
import bzh.vigie.agent.persistence.format.access.SshdConfig;
import bzh.vigie.agent.persistence.format.access.SshdKeys;
import bzh.vigie.agent.persistence.format.access.Sudoers;
import bzh.vigie.agent.persistence.format.access.UserRecord;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AccessFormatsTest {
    /** Made by ssh-keygen; what it says of each (ssh-keygen -l) stands beside it. */
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMjqPcGsa05W2HsDdb6WhLCZb5xiZG+i1n8QGRoHPq9d carol@laptop";

    private static final String FINGERPRINT = "SHA256:GNzUdV49b+HzVlXgBN4M0HyjR5OTwyMDGGrxCvx9Mig";
    private static final String CERTIFICATE =
            "ssh-ed25519-cert-v01@openssh.com AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAIMlZ3veT4g0us3+"
                    + "M4U19B7gl8U5iX7MFV9H3XhWjPGJfAAAAIMjqPcGsa05W2HsDdb6WhLCZb5xiZG+i1n8QGRoHPq9dAAAAAAAAAAcAAAABAAAABWN"
                    + "hcm9sAAAACAAAAARyb290AAAAAAAAAAD//////////wAAAAAAAACCAAAAFXBlcm1pdC1YMTEtZm9yd2FyZGluZwAAAAAAAAAXcGV"
                    + "ybWl0LWFnZW50LWZvcndhcmRpbmcAAAAAAAAAFnBlcm1pdC1wb3J0LWZvcndhcmRpbmcAAAAAAAAACnBlcm1pdC1wdHkAAAAAAAA"
                    + "ADnBlcm1pdC11c2VyLXJjAAAAAAAAAAAAAAAzAAAAC3NzaC1lZDI1NTE5AAAAIM3Po1lU+xn6HBRkTG19cDvz6aH9BzCa6WaW/b3"
                    + "3ob6aAAAAUwAAAAtzc2gtZWQyNTUxOQAAAECdSya+kC2szSudQ4Fd0ucP9tnTrzEm9rZssDnojPKkzI3h5hbuPwXYj+N0q8fZCqG"
                    + "RKi72WfnEutohTWIoygMP carol@laptop";

    @Test
    void aFingerprintIsTheOneThatSshKeygenShowsAlsoOfACertificate() {
        assertEquals(FINGERPRINT, only(new AuthorizedKeys(), KEY).name());
        assertEquals(FINGERPRINT, only(new AuthorizedKeys(), CERTIFICATE).name());
        assertEquals(
                "ssh-ed25519 256 " + FINGERPRINT + " carol@laptop",
                only(new AuthorizedKeys(), KEY).value());
    }

    @Test
    void aKeyThatIsQuotedInAnOptionIsNotTheKey() {
        String hidden = "command=\"echo ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEB x\",no-pty ";
        Draft draft = only(new AuthorizedKeys(), hidden + KEY);
        assertEquals(FINGERPRINT, draft.name());
        assertEquals(
                new Run.Shell(
                        "echo ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEB x",
                        List.of("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin")),
                draft.run());
    }

    @Test
    void aKeyBehindAHashIsNotEnabledAndOtherCommentsAreNothing() {
        Parsed parsed = new AuthorizedKeys().parse(file("authorized_keys", "# work\n# " + KEY + "\n"));
        assertEquals(
                List.of(false), parsed.drafts().stream().map(Draft::enabled).toList());
        assertEquals(0, parsed.malformed());
        assertTrue(only(new AuthorizedKeys(), "environment=\"LD_PRELOAD=/tmp/x\" " + KEY)
                .traits()
                .contains(Trait.LOADER_VARIABLE));
    }

    @Test
    void placesOfKeysAreFollowedButForTheUsualOnes() {
        Parsed parsed = new SshdKeys()
                .parse(
                        file(
                                "sshd_config",
                                "AuthorizedKeysFile .ssh/authorized_keys %h/.k /etc/ssh/keys/%u keys/%%\n"
                                        + "trustedusercakeys none\nMatch User x\n AuthorizedPrincipalsFile=/p/%u\nInclude x.d/*"));
        assertEquals(
                List.of("~/.k", "/etc/ssh/keys/{user}", "~/keys/%", "/p/{user}", "/etc/ssh/x.d/*"),
                parsed.includes().stream().map(Include::path).toList());
        assertEquals(List.of(), parsed.drafts());
    }

    @Test
    void whatASshServerRunsStandsInItsMatchBlock() {
        Parsed parsed = new SshdConfig()
                .parse(file("sshd_config", "ForceCommand none\nMatch Group a\nForceCommand /bin/x y\n#Port 1\n"));
        assertEquals(
                List.of("ForceCommand", "Match Group a/ForceCommand"),
                parsed.drafts().stream().map(Draft::name).toList());
        assertEquals(new Run.Nothing(), parsed.drafts().getFirst().run());
    }

    @Test
    void anAccountIncludesBelowItsOwnFolderAndTheMachineBelowItsOwn() {
        SourceFile file = file("config", "Include a /b ~/c\n");
        assertEquals(
                List.of("~/.ssh/a", "/b", "~/c"),
                SshClientConfig.ofAccount().parse(file).includes().stream()
                        .map(Include::path)
                        .toList());
        assertEquals(
                "/etc/ssh/a",
                SshClientConfig.ofMachine().parse(file).includes().getFirst().path());
    }

    @Test
    void aCommandOfPamIsReachedThroughItsModule() {
        Draft draft = only(new PamStack(), "auth optional pam_exec.so quiet log=/l type=auth /bin/sh -c [a b]");
        Run.Through through = (Run.Through) draft.run();
        assertEquals("pam_exec.so", ((Run.Search) through.loaded()).name());
        assertEquals(List.of("/bin/sh", "-c", "a b"), ((Run.Arguments) through.runs()).words());
    }

    @Test
    void aCommandOfSudoMayHaveADigestBeforeIt() {
        Draft rule = only(new Sudoers(), "bob ALL=(root) NOPASSWD: sha256:abc= /opt/x -a");
        assertEquals(new Run.Shell("/opt/x -a", List.of()), rule.run());
    }

    @Test
    void everyVariableThatLoadsCodeIsOneThatSudoKeeps() {
        assertTrue(
                only(new Sudoers(), "Defaults env_keep += \"RUBYOPT\"").traits().contains(Trait.LOADER_VARIABLE));
        assertFalse(
                only(new Sudoers(), "Defaults env_keep += \"EDITOR\"").traits().contains(Trait.LOADER_VARIABLE));
    }

    @Test
    void onlyAModuleThatAdmitsByItselfLetsAnybodyIn() {
        assertTrue(admits("auth sufficient pam_permit.so"));
        assertTrue(admits("auth [success=done default=ignore] pam_permit.so"));
        assertFalse(admits("auth required pam_permit.so"));
        assertFalse(admits("session sufficient pam_permit.so"));
        assertFalse(admits("auth sufficient pam_rootok.so"));
    }

    private static boolean admits(String line) {
        return only(new PamStack(), line).traits().contains(Trait.EMPTY_PASSWORD);
    }

    @Test
    void anAccountIsToldByItsRightsAndNotByItsRealName() {
        Draft before = only(new Passwd(), "www:x:33:33:Web:/var/www:/usr/sbin/nologin");
        Draft renamed = only(new Passwd(), "www:x:33:33:shell=/usr/sbin/nologin:/var/www:/usr/sbin/nologin");
        assertEquals(before, renamed);
        assertEquals("uid=33 gid=33 home=/var/www shell=/usr/sbin/nologin system-account no-shell", before.value());
        assertFalse(before.enabled());
        assertTrue(only(new Passwd(), "www:x:33:33::/var/www:/bin/bash").enabled());
        assertTrue(only(new Passwd(), "op:x:1001:0::/tmp/x:/usr/bin/vim.basic")
                .value()
                .endsWith("unusual-shell primary-group=root home-for-anybody"));
        Parsed twice = new Passwd().parse(file("passwd", "a:x:7:7::/:/bin/sh\nb:x:7:8::/:/bin/sh\n"));
        assertTrue(twice.drafts().getLast().value().endsWith("same-uid-as=a"));
    }

    @Test
    void aSystemAccountWithAShellIsToldWithWhatOpensIt() {
        Parsed passwd = new Passwd().parse(file("passwd", """
            games:x:5:60::/usr/games:/bin/dash
            keeper:x:998:27::/srv/keeper:
            postgres:x:110:118::/var/lib/postgresql:/bin/bash
            man:x:6:12::/var/cache/man:/usr/sbin/nologin
            lea:x:1000:27::/home/lea:/bin/bash
            root:x:0:0::/root:/bin/bash
            """));
        String set = "$y$j9T$saltsalt$hash:20000:0:99999:7:::\n";
        assertEquals(
                List.of("games opened-by=password"),
                opened(
                        passwd,
                        "shadow",
                        "games:" + set + "keeper:!" + set + "postgres:*:20000:0:99999:7:::\nman:" + set + "lea:" + set
                                + "root:" + set));
        assertEquals(
                List.of("games opened-by=group disk docker", "keeper opened-by=group sudo"),
                opened(
                        passwd,
                        "group",
                        "docker:x:9:lea, games\ndisk:x:6:games,man\nsudo:x:27:lea\nssl-cert:x:8:postgres\n"));
        String keys = ".ssh/authorized_keys*";
        assertEquals(List.of("keeper opened-by=key"), opened(passwd, "/srv/keeper/" + keys, KEY));
        assertEquals(List.of(), opened(passwd, "/srv/keeper/" + keys, "command=\"/srv/serve\" " + KEY + "\n# " + KEY));
        assertEquals(
                List.of(),
                new Passwd()
                        .parse(file("passwd", "man:x:6:12::/var/cache/man:/usr/sbin/nologin\n"))
                        .includes());
    }

    private static List<String> opened(Parsed passwd, String path, String text) {
        Include include = passwd.includes().stream()
                .filter(each -> each.path().endsWith("/" + path) || each.path().equals(path))
                .findFirst()
                .orElseThrow();
        return include.format().orElseThrow().parse(file("x", text)).drafts().stream()
                .map(draft -> draft.name() + " " + draft.value())
                .toList();
    }

    @Test
    void noPasswordLeavesInAnyValue() {
        String hash = "$6$saltsalt$verysecrethash";
        for (Parsed parsed : List.of(
                new Gshadow().parse(file("gshadow", "sudo:" + hash + "::\n")),
                new UserRecord().parse(file("x.user", "{\"privileged\":{\"hashedPassword\":[\"" + hash + "\"]}}")),
                new DirectoryClient()
                        .parse(file("sssd.conf", "[domain/x]\nldap_default_authtok = verysecret\nldap_uri = a\n")))) {
            assertEquals(1, parsed.drafts().size());
            assertFalse(parsed.drafts().toString().contains("verysecret"));
        }
    }

    @Test
    void aRuleOfSudoTellsItsAliasesAndWhatItsCommandsAre() {
        Parsed parsed = new Sudoers()
                .parse(file("sudoers", "Cmnd_Alias C = /a/b, /c : D = /d\nbob ALL=(root) NOPASSWD: SETENV: C, !/e\n"));
        Draft rule = parsed.drafts().getLast();
        assertEquals("bob ALL=(root) NOPASSWD: SETENV: C, !/e [C=/a/b, /c]", rule.value());
        assertEquals(new Run.Shell("/a/b\n/c", List.of()), rule.run());
        for (String opens : List.of("!authenticate", "timestamp_timeout=-1", "exempt_group=x", "!env_reset")) {
            assertTrue(only(new Sudoers(), "Defaults " + opens).traits().contains(Trait.SUPERUSER), opens);
        }
        assertFalse(only(new Sudoers(), "Defaults env_reset").traits().contains(Trait.SUPERUSER));
        for (String root : List.of("(#0)", "(postgres, root)", "(ALL : ALL)", "( #0 : adm)", "(!postgres,ALL)")) {
            assertTrue(only(new Sudoers(), "bob ALL=" + root + " ALL").traits().contains(Trait.SUPERUSER), root);
        }
        for (String other : List.of("(#01000)", "(rooted)", "(www-data, !root)", "(#1000 : adm)")) {
            assertFalse(
                    only(new Sudoers(), "bob ALL=" + other + " ALL").traits().contains(Trait.SUPERUSER), other);
        }
        assertTrue(only(new Sudoers(), "Defaults env_keep+=PYTHONPATH").traits().contains(Trait.LOADER_VARIABLE));
    }

    @Test
    void aRuleOfPolkitChangesWithItsTextAndNotWithItsComments() {
        String rule =
                "polkit.addRule(function(action, subject) {\n if (subject.user == \"bob\") return polkit.Result.YES; %s\n});";
        Draft draft = only(new PolkitRules(), rule.formatted(""));
        assertTrue(draft.traits().contains(Trait.SUPERUSER));
        assertTrue(draft.value().startsWith("result=YES actions=any who=user:bob text="));
        assertEquals(draft, only(new PolkitRules(), rule.formatted("// polkit.Result.NO")));
        assertFalse(draft.value()
                .equals(only(new PolkitRules(), rule.formatted("x();")).value()));
        assertFalse(only(
                        new PolkitRules(),
                        "polkit.addRule(function(a, s) { if (a.id == \"org.example.a.b\") return polkit.Result.YES; });")
                .traits()
                .contains(Trait.SUPERUSER));
    }

    @Test
    void aRuleOfPolkitOpensHoweverItIsWritten() {
        // polkit(8): what a rule gives back is a text, for which polkit.Result has names.
        for (String rule : List.of(
                "polkit.addRule(function(a, s) { if (s.user == \"www-data\") return \"yes\"; });",
                "polkit['addRule']((a, s) => { const R = polkit.Result; if ('www-data' === s.user) { return R.YES; } });",
                "polkit.addRule(function(a, s) { return s.user === 'www-data' ? polkit.Result['YES'] : null; });")) {
            Draft draft = only(new PolkitRules(), rule);
            assertTrue(draft.traits().contains(Trait.SUPERUSER), rule);
            assertTrue(draft.value().startsWith("result=YES actions=any who=user:www-data text="), draft.value());
        }
        Draft disks = only(
                new PolkitRules(),
                "polkit.addRule(function(a, s) { if (/^org\\.freedesktop\\.udisks2\\./.test(a.id)) return polkit.Result.YES; });");
        assertEquals("org.freedesktop.udisks2.", disks.name());
        assertFalse(disks.traits().contains(Trait.SUPERUSER));
        String refresh = "[x]\nIdentity=unix-user:*\nAction=org.freedesktop.packagekit.%s\nResultActive=yes\n";
        assertFalse(only(new PolkitAuthority(), refresh.formatted("system-sources-refresh"))
                .traits()
                .contains(Trait.SUPERUSER));
        assertTrue(only(new PolkitAuthority(), refresh.formatted("package-install"))
                .traits()
                .contains(Trait.SUPERUSER));
    }

    @Test
    void aServiceOfNamesIsToldOnceWithItsDatabases() {
        Parsed parsed = new NameServices().parse(file("nsswitch.conf", "passwd: files x [A=b]\nhosts: x dns # y\n"));
        assertEquals(
                List.of("files=passwd", "x=passwd hosts", "dns=hosts"),
                parsed.drafts().stream().map(d -> d.name() + "=" + d.value()).toList());
    }

    @Test
    void aLongListOfNamesThatLeadNowhereIsOneItem() {
        String list = IntStream.range(0, 5_000)
                .mapToObj(i -> "0.0.0.0 ad" + i + ".example\n")
                .collect(Collectors.joining());
        Parsed parsed = new Hosts().parse(file("hosts", list + "203.0.113.1 bank.example\n127.0.1.1 me.example me\n"));
        assertEquals(
                List.of("bank.example", "names that lead nowhere"),
                parsed.drafts().stream().map(Draft::name).toList());
    }

    /** Whoever leads a collector's name to the machine itself writes it beside the machine's own. */
    @Test
    void onlyTheMachinesOwnNamesAreItsOwn() {
        Parsed parsed = new Hosts()
                .parse(file(
                        "hosts",
                        "127.0.0.1 localhost\n127.0.1.1 pc1.example pc1 vigie.example\n127.0.1.1 v.example v\n"));
        assertEquals(
                List.of("v.example", "vigie.example"),
                parsed.drafts().stream().map(Draft::name).toList());
    }

    private static Draft only(Format format, String text) {
        List<Draft> drafts = format.parse(file("x", text)).drafts();
        assertEquals(1, drafts.size(), text);
        return drafts.getFirst();
    }
}
