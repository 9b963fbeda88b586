package bzh.vigie.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.source.AuditMode;
import bzh.vigie.agent.uplink.AgentPolicy;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.text.SourceText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentConfigTest {
    @TempDir
    Path folder;

    private static String refusal(String text) {
        return String.valueOf(assertThrows(BadSettingException.class, () -> AgentConfig.parse("agent.conf", text))
                .getMessage());
    }

    @Test
    void anAbsentFileIsAllDefaults() throws Exception {
        AgentConfig config = AgentConfig.read(new StateFolder(folder));
        assertEquals(
                new AgentConfig(
                        List.of(),
                        Optional.empty(),
                        new AgentPolicy(Duration.ofMinutes(1), Duration.ofHours(4), 256L << 20),
                        AgentConfig.InventoryReader.APART,
                        AuditMode.JOIN,
                        Optional.empty()),
                config);
    }

    /** What is said of losses names settings by the keys that a configuration has. */
    @Test
    void settingsThatSentencesNameExist() {
        Pattern setting = Pattern.compile("\\bspool[-_][a-z]+");
        for (Locale locale : List.of(Locale.ENGLISH, Locale.FRENCH)) {
            for (String key : List.of("spool-overloaded", "spool-full")) {
                Matcher named = setting.matcher(SourceText.say(key, locale));
                assertTrue(named.find(), key);
                assertTrue(AgentConfig.KEYS.contains(named.group()), named.group());
            }
        }
    }

    @Test
    void everyKeyIsRead() throws Exception {
        AgentConfig config = AgentConfig.parse("agent.conf", """
            # Mairie
            collectors = a.exemple:443, [::1]:8443
            proxy = http://jean:secret@proxy:3128
            heartbeat = 30s
            spool-bytes = 64MiB
            inventory-pass-minutes = 15
            inventory-reader = inside
            linux-audit = off
            language = fr
            """);
        assertEquals(
                List.of(new CollectorAddress("a.exemple", 443), new CollectorAddress("::1", 8443)),
                config.collectors());
        assertEquals(new AgentPolicy(Duration.ofSeconds(30), Duration.ofMinutes(15), 64L << 20), config.policy());
        assertEquals(AgentConfig.InventoryReader.INSIDE, config.reader());
        assertEquals(AuditMode.OFF, config.audit());
        assertEquals(Optional.of(Locale.FRENCH), config.language());
        assertFalse(config.toString().contains("secret"), config.toString());
    }

    @Test
    void aWrongValueIsRefusedByKeyValueAndWhatIsAllowed() {
        for (String line : List.of(
                "heartbeat = 5s",
                "heartbeat = soon",
                "spool-bytes = 1MiB",
                "inventory-pass-minutes = 14",
                "inventory-reader = nobody",
                "linux-audit = always",
                "language = br",
                "collectors = here",
                "collectors = a:1, b:2, c:3, d:4, e:5")) {
            String key = line.substring(0, line.indexOf(' '));
            String value = line.substring(line.indexOf('=') + 2);
            String said = refusal(line);
            assertTrue(said.contains("'" + key + "'") && said.contains("'" + value + "'"), said);
        }
        assertTrue(refusal("colour = red").contains("colour"));
    }

    @Test
    void aWrongProxyIsRefusedWithoutShowingItsPassword() {
        String said = refusal("proxy = socks5://jean:secret@proxy:3128");
        assertTrue(said.contains("'proxy'") && said.contains("http://user:password@host:port"), said);
        assertFalse(said.contains("secret"), said);
    }

    @Test
    void aProxyGivenAtEnrolmentReplacesTheOneInTheFileAndNothingElse() throws Exception {
        Files.writeString(folder.resolve("agent.conf"), "# Mairie\nheartbeat = 30s\nproxy=http://old:1\n");
        AgentConfig.keep(new StateFolder(folder), "proxy", "http://new:2");
        assertEquals(
                "# Mairie\nheartbeat = 30s\nproxy = http://new:2\n", Files.readString(folder.resolve("agent.conf")));
    }
}
