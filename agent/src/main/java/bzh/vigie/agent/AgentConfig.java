package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.source.AuditMode;
import bzh.vigie.agent.transport.ProxySettings;
import bzh.vigie.agent.uplink.AgentPolicy;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import bzh.vigie.text.Sentence;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code agent.conf} in the state folder; every key may be absent, and so may the file.
 *
 * <pre>
 *   collectors              host:port, host:port …   instead of those of the token; 1 to 4
 *   proxy                   none, auto (as the system is set), host:port, http://user:password@host:port, or the address of a
 *                           script, http://host/proxy.pac; absent, collectors are dialled, and where that fails it is as auto
 *   heartbeat               10s to 1h, 60s if absent; the collector's policy goes before
 *   spool-bytes             16MiB to 4GiB, 256MiB if absent; likewise
 *   inventory-pass-minutes  15 to 1440, 240 if absent; likewise
 *   inventory-reader        apart or inside; apart if absent: passes are read by a process with no right but to read, a domain's
 *                           directory by another
 *   linux-audit             off, join or own; join if absent
 *   language                fr or en; the system's if absent
 * </pre>
 *
 * @param collectors empty for those of the token
 * @param policy what holds until the collector says otherwise
 */
record AgentConfig(
        List<CollectorAddress> collectors,
        Optional<ProxySettings> proxy,
        AgentPolicy policy,
        InventoryReader reader,
        AuditMode audit,
        Optional<Locale> language) {
    static final String FILE = "agent.conf";

    static final List<String> KEYS = List.of(
            "collectors",
            "proxy",
            "heartbeat",
            "spool-bytes",
            "inventory-pass-minutes",
            "inventory-reader",
            "linux-audit",
            "language");
    private static final int MAX_COLLECTORS = 4;
    private static final int MAX_FILE = 64 * 1024;

    AgentConfig {
        collectors = List.copyOf(collectors);
    }

    /** Who reads the files of a pass. */
    enum InventoryReader {
        APART,
        INSIDE
    }

    private enum Language {
        FR,
        EN
    }

    /** Reads it; one that is absent is all defaults. */
    static AgentConfig read(StateFolder state) throws BadSettingException {
        return of(Settings.read(state.file(FILE), KEYS));
    }

    static AgentConfig parse(String where, String text) throws BadSettingException {
        return of(Settings.parse(where, text, KEYS));
    }

    private static AgentConfig of(Settings settings) throws BadSettingException {
        Optional<ProxySettings> proxy = settings.text("proxy").flatMap(ProxySettings::parse);
        if (proxy.isEmpty() && settings.text("proxy").isPresent()) {
            throw settings.badSecret("proxy", Allowed.proxy());
        }
        return new AgentConfig(
                collectors(settings),
                proxy,
                new AgentPolicy(
                        settings.duration(
                                "heartbeat",
                                Duration.ofMinutes(1),
                                AgentPolicy.MIN_HEARTBEAT,
                                AgentPolicy.MAX_HEARTBEAT),
                        Duration.ofMinutes(settings.number(
                                "inventory-pass-minutes",
                                240,
                                AgentPolicy.MIN_PASS.toMinutes(),
                                AgentPolicy.MAX_PASS.toMinutes())),
                        settings.bytes("spool-bytes", 256L << 20, AgentPolicy.MIN_SPOOL, AgentPolicy.MAX_SPOOL)),
                settings.choice("inventory-reader", InventoryReader.APART, InventoryReader.class),
                settings.choice("linux-audit", AuditMode.JOIN, AuditMode.class),
                settings.text("language").isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                settings.choice("language", Language.EN, Language.class) == Language.FR
                                        ? Locale.FRENCH
                                        : Locale.ENGLISH));
    }

    private static List<CollectorAddress> collectors(Settings settings) throws BadSettingException {
        Sentence allowed = Allowed.addresses(MAX_COLLECTORS);
        List<CollectorAddress> addresses = new ArrayList<>();
        for (String each :
                settings.text("collectors").map(text -> text.split(",", -1)).orElse(new String[0])) {
            addresses.add(CollectorAddress.parse(each.strip()).orElseThrow(() -> settings.bad("collectors", allowed)));
        }
        if (addresses.size() > MAX_COLLECTORS) {
            throw settings.bad("collectors", allowed);
        }
        return addresses;
    }

    /** Puts a setting into the file, in the place of the one that is there; other lines stay. */
    static void keep(StateFolder state, String key, String value) throws IOException {
        StringBuilder text = new StringBuilder();
        state.read(FILE, MAX_FILE)
                .orElse("")
                .lines()
                .filter(line -> !isOf(key, line))
                .forEach(line -> text.append(line).append('\n'));
        state.write(
                FILE, text.append(key).append(" = ").append(value).append('\n').toString());
    }

    private static boolean isOf(String key, String line) {
        int equals = line.indexOf('=');
        return equals > 0 && line.substring(0, equals).strip().equals(key);
    }
}
