package bzh.vigie.wire;

import bzh.vigie.event.Account;
import bzh.vigie.event.DirectoryAccount;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.LocationStatus;
import bzh.vigie.event.MacAddress;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Neighbour;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.SourceCount;
import bzh.vigie.event.WatchState;
import bzh.vigie.event.WatchlistEntry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** One fixed event of each kind, every field filled with something of its own. */
final class Samples {
    static final String BOOT = "6610201b-4f26-4371-8642-77dd5a467538";
    private static final Moment AT = new Moment(Instant.parse("2026-09-07T08:15:30.123456Z"), BOOT, 3_600_000_001L);
    private static final ProcessKey SHELL = new ProcessKey(BOOT, 4_242, 360_000);
    private static final ProcessKey OLD = new ProcessKey("another-boot", 7, 8);
    private static final Account MAIRIE = new Account("1000", "mairie");
    private static final Sha256 HASH = Sha256.over("specimen".getBytes(StandardCharsets.UTF_8));

    private Samples() {}

    static Item item(String value) {
        return new Item(
                "linux.cron.user",
                List.of("T1053.003"),
                "linux",
                Optional.of(MAIRIE),
                "@daily",
                value,
                "/var/spool/cron/crontabs/mairie",
                "/home/mairie/.cache/x",
                Optional.of(HASH),
                "signer",
                Item.Signature.NOT_CHECKED,
                "package",
                Item.Shipped.UNOWNED,
                true,
                new ItemTimes(
                        OptionalLong.of(1_788_768_930_000_000L),
                        OptionalLong.of(1_788_768_000_000_000L),
                        OptionalLong.of(1_780_000_000_000_000L),
                        ItemTimes.CATCHES_UP),
                List.of("/bin/sh", "/home/mairie/.cache/x"),
                "mairie",
                "a",
                "b",
                "c",
                "d",
                "e",
                "f",
                List.of("host=example.org"),
                Set.of(Item.Trait.TARGET_HIDDEN, Item.Trait.NETWORK_TOOL));
    }

    static List<Event> all() {
        return List.of(
                new Event.ProcessStarted(
                                AT,
                                "linux.process",
                                SHELL,
                                Observed.known(OLD),
                                Observed.known("/usr/sbin/sshd"),
                                Observed.known(MAIRIE),
                                Observed.known("/usr/bin/bash"),
                                Observed.missed(Observed.Why.ENDED),
                                Observed.known(HASH),
                                Observed.missed(Observed.Why.NOT_OFFERED),
                                Observed.known("bash"),
                                true)
                        .with(Item.Trait.BLOCKS_COLLECTOR),
                new Event.ProcessStopped(AT, "linux.process", SHELL, OptionalInt.of(-9)),
                new Event.Logon(
                        AT,
                        "linux.logon",
                        Event.LogonAction.FAILED,
                        Event.LogonType.SSH,
                        MAIRIE,
                        Optional.of(new Account("0", "root")),
                        "192.0.2.7",
                        "pts/3",
                        "publickey",
                        "SHA256:abc",
                        Observed.missed(Observed.Why.DENIED),
                        "mot de passe refusé"),
                new Event.Flow(
                        AT,
                        "linux.network",
                        Observed.known(SHELL),
                        Observed.known("/usr/bin/curl"),
                        Event.Transport.TCP,
                        new Endpoint(address(10, 0, 0, 2), 0),
                        new Endpoint(address(198, 51, 100, 9), 443),
                        Event.Direction.OUTBOUND,
                        OptionalLong.of(1_024),
                        OptionalLong.empty(),
                        3,
                        300_000_000L),
                new Event.Listener(
                        AT,
                        "linux.network",
                        true,
                        Observed.missed(Observed.Why.FAILED),
                        Observed.missed(Observed.Why.TOO_SLOW),
                        Event.Transport.UDP,
                        new Endpoint(address(0, 0, 0, 0), 5_353)),
                new Event.DnsAnswer(
                        AT,
                        "windows.dns",
                        Observed.known(SHELL),
                        Observed.missed(Observed.Why.TOO_LARGE),
                        "exemple.bzh",
                        "A",
                        List.of("198.51.100.9", "198.51.100.10")),
                new Event.KernelCode(AT, "linux.kernel", Event.KernelCodeKind.BPF, true, "probe", "kprobe"),
                new Event.ProcessAccess(
                        AT,
                        "linux.kernel",
                        Observed.known(SHELL),
                        Observed.known("/usr/bin/gdb"),
                        Observed.missed(Observed.Why.ENDED),
                        Observed.missed(Observed.Why.ENDED)),
                new Event.FileChange(AT, "linux.persistence", Event.FileAction.CREATED, "/etc/cron.d/job"),
                new Event.AccountChange(
                        AT,
                        "linux.logon",
                        Event.AccountAction.ADDED_TO_GROUP,
                        MAIRIE,
                        Optional.of(new Account("0", "root")),
                        Optional.of(new Account("27", "sudo")),
                        "usermod"),
                new Event.ItemSeen(
                        AT,
                        "linux.persistence",
                        Event.Change.CHANGED,
                        item("@daily /home/mairie/.cache/x"),
                        Optional.of(item("@daily /usr/bin/true")),
                        12),
                new Event.LocationRead(
                        AT,
                        "linux.persistence",
                        new LocationStatus(
                                "linux.cron.user",
                                Optional.of(MAIRIE),
                                LocationStatus.State.PARTIAL,
                                ReasonCode.MALFORMED,
                                "2 lines",
                                "live",
                                4,
                                512,
                                1_788_768_930_123_456L,
                                1_500,
                                LocationStatus.Trigger.NOTIFICATION,
                                1,
                                Optional.of(new LocationStatus.AsShipped(812, HASH))),
                        12,
                        true,
                        HASH),
                new Event.LogRecord(
                        AT,
                        "windows.log",
                        "System",
                        "Service Control Manager",
                        7_045,
                        99,
                        Map.of("ServiceName", "PSEXESVC")),
                new Event.Coverage(
                        AT,
                        "agent",
                        "linux.cron.user",
                        Optional.of(MAIRIE),
                        1_788_768_930_123_456L,
                        1_788_772_530_123_456L,
                        3_600_000_000L,
                        WatchState.LIVE,
                        ReasonCode.NONE,
                        "",
                        5,
                        1),
                new Event.SourceState(
                        AT,
                        "linux.process",
                        WatchState.PARTIAL,
                        ReasonCode.FALLBACK,
                        "short-lived processes are not seen"),
                new Event.Loss(
                        AT,
                        "spool",
                        3,
                        17,
                        21,
                        List.of(new SourceCount("linux.process", 812, 1_788_768_930_000_000L, 1_788_768_990_000_000L)),
                        ReasonCode.TOO_LARGE,
                        "disk full"),
                new Event.AgentState(
                        AT,
                        "agent",
                        Event.AgentAction.STARTED,
                        Event.StartKind.COLD,
                        "0.1.0",
                        "first start after boot"),
                new Event.NeighboursSeen(
                        AT,
                        "linux.neighbour",
                        List.of(
                                new Neighbour(
                                        Neighbour.Origin.CACHE,
                                        Optional.of(address(192, 168, 1, 1)),
                                        Optional.of(new MacAddress(0x0024_d4aa_bbccL)),
                                        "",
                                        1_788_768_930_000_000L,
                                        1_788_768_990_000_000L),
                                new Neighbour(
                                        Neighbour.Origin.LOGON,
                                        Optional.empty(),
                                        Optional.empty(),
                                        "PC-ACCUEIL",
                                        1_788_768_930_000_000L,
                                        1_788_768_930_000_000L))),
                new Event.WatchlistCheck(
                        AT,
                        "linux.persistence",
                        Sha256.over(new byte[] {1}),
                        new Event.Checked.ListedItem(
                                new WatchlistEntry("00112233445566778899aabbccddeeff"), item("@daily /usr/bin/true"))),
                new Event.DirectoryAccounts(
                        AT,
                        "directory.ldap",
                        "mairie.example",
                        "dc1.mairie.example",
                        1_788_768_930_000_000L,
                        1_788_765_330_000_000L,
                        0,
                        List.of(
                                new DirectoryAccount(
                                        "S-1-5-21-1-2-3-502",
                                        "krbtgt",
                                        DirectoryAccount.Kind.USER,
                                        0x202,
                                        OptionalLong.of(1_788_768_930_000_000L),
                                        OptionalLong.empty(),
                                        OptionalLong.of(1_588_768_930_000_000L),
                                        "",
                                        "",
                                        true,
                                        OptionalInt.of(3)),
                                new DirectoryAccount(
                                        "S-1-5-21-1-2-3-1105",
                                        "PC-ACCUEIL$",
                                        DirectoryAccount.Kind.COMPUTER,
                                        0x1000,
                                        OptionalLong.of(1_788_768_930_000_000L),
                                        OptionalLong.of(1_788_768_940_000_000L),
                                        OptionalLong.of(1_688_768_930_000_000L),
                                        "pc-accueil.mairie.example",
                                        "Windows 11 Professionnel",
                                        false,
                                        OptionalInt.empty())),
                        Optional.of(ReasonCode.NONE)));
    }

    private static InetAddress address(int a, int b, int c, int d) {
        try {
            return InetAddress.getByAddress(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
