package bzh.vigie.collector.account;

import bzh.vigie.collector.detect.fields.BadLineException;
import bzh.vigie.collector.detect.fields.FlatJson;
import bzh.vigie.collector.detect.signin.SignIn;
import bzh.vigie.collector.incident.Devices;
import bzh.vigie.collector.store.AgentId;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Incidents.DeviceLine;
import bzh.vigie.collector.store.Incidents.Incident;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What stands at an address of a commune: a host, by the addresses that hosts say they have now, or a device that was declared in an incident.
 * Immutable once made.
 */
public final class HostAddresses {
    private final Map<AgentId, Host> hosts = new HashMap<>();
    private final Map<String, Host> byPlace = new HashMap<>();
    private final List<DeviceLine> devices;

    /** Of these hosts, and of lines about devices in the order of writing. */
    public HostAddresses(Collection<Host> hosts, List<DeviceLine> devices) {
        this.devices = devices.stream().collect(Devices.standing());
        for (Host host : hosts) {
            this.hosts.put(host.id(), host);
            put(host, SignIn.firstPart(host.hostname()));
            addresses(host).stream()
                    .map(SignIn::address)
                    .filter(address -> !address.isEmpty())
                    .forEach(address -> put(host, address));
        }
    }

    /** Of communes that may be seen: of these, and of devices of their incidents. */
    public static HostAddresses of(Store.Session session, Scope scope, Collection<Commune> communes) {
        List<Host> hosts = communes.stream()
                .filter(scope::allows)
                .flatMap(commune -> session.hosts().all(new Scope.Communes(Set.of(commune))).stream())
                .toList();
        List<DeviceLine> devices = session.incidents().list(scope).stream()
                .filter(incident -> incident.communes().stream().anyMatch(communes::contains))
                .map(Incident::id)
                .flatMap(id -> session.incidents().devices(scope, id).stream())
                .toList();
        return new HostAddresses(hosts, devices);
    }

    private static List<String> addresses(Host host) {
        try {
            return FlatJson.fields(host.facts()).getOrDefault("addresses", List.of());
        } catch (BadLineException e) {
            return List.of();
        }
    }

    /** Of two hosts that say the same the one that was heard last. */
    private void put(Host host, String place) {
        byPlace.merge(
                place(host.commune(), place),
                host,
                (a, b) -> a.lastSeen().orElse(a.enrolled()).isAfter(b.lastSeen().orElse(b.enrolled())) ? a : b);
    }

    private static String place(Commune commune, String place) {
        return commune.insee() + " " + place;
    }

    /** The host with this address, or of this name. */
    public Optional<Host> host(Commune commune, String origin) {
        return Optional.ofNullable(byPlace.get(place(commune, SignIn.address(origin))))
                .or(() -> Optional.ofNullable(byPlace.get(place(commune, SignIn.firstPart(origin)))));
    }

    /** The host of this id. */
    public Optional<Host> host(AgentId id) {
        return Optional.ofNullable(hosts.get(id));
    }

    /** What a host is called; its id where it is not known. */
    public String name(AgentId id) {
        return host(id).map(Host::hostname).orElse(id.text());
    }

    /** What was declared at this address. */
    public Optional<DeviceLine> device(Commune commune, String address) {
        String literal = SignIn.address(address);
        return literal.isEmpty() ? Optional.empty() : Devices.of(devices, commune, InetAddress.ofLiteral(literal));
    }
}
