package bzh.vigie.collector.region;

import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Hosts.State;
import bzh.vigie.event.Account;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * A machine that is made up.
 *
 * @param number its own among all
 * @param user who works on it, or looks after it
 */
record SampleHost(int number, Commune commune, String name, Kind kind, Account user) {
    /** What it is for. */
    enum Kind {
        PC,
        CONTROLLER,
        LINUX_SERVER
    }

    AgentId id() {
        return id(number);
    }

    static AgentId id(int number) {
        return new AgentId(new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + number).toString());
    }

    boolean windows() {
        return kind != Kind.LINUX_SERVER;
    }

    boolean server() {
        return kind != Kind.PC;
    }

    /** The id of a source of its system. */
    String source(String of) {
        return (windows() ? "windows." : "linux.") + of;
    }

    private String system() {
        return switch (kind) {
            case PC -> "Windows 11 Pro 24H2";
            case CONTROLLER -> "Windows Server 2022";
            case LINUX_SERVER -> "Debian GNU/Linux 13";
        };
    }

    String facts() {
        return String.format(
                Locale.ROOT,
                "{\"hostname\":\"%s\",\"os\":\"%s\",\"os_version\":\"%s\",\"architecture\":\"x86_64\",\"vendor\":\"Exemple\",\"model\":\"%s\","
                        + "\"memory_bytes\":%d,\"processors\":%d,\"addresses\":[\"10.%d.%d.%d\"]}",
                name,
                windows() ? "windows" : "linux",
                system(),
                server() ? "Serveur 1" : "Poste 3",
                server() ? 34_359_738_368L : 8_589_934_592L,
                server() ? 8 : 4,
                20 + number / 60_000,
                number / 250 % 240,
                10 + number % 240);
    }

    /** As it is enrolled. */
    Host enrolled(Instant when, State state, String version) {
        return new Host(
                id(),
                commune,
                name,
                state,
                Sha256.over(("key of " + number).getBytes(StandardCharsets.UTF_8)),
                facts(),
                version,
                when,
                when.plus(Duration.ofDays(90)),
                Optional.empty(),
                0,
                "",
                "",
                false);
    }
}
