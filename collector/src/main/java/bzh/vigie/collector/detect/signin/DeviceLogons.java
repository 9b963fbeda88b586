package bzh.vigie.collector.detect.signin;

import bzh.vigie.collector.detect.finding.Cards;
import bzh.vigie.collector.detect.finding.Detector;
import bzh.vigie.collector.detect.finding.Evidence;
import bzh.vigie.collector.detect.finding.Finding;
import bzh.vigie.collector.detect.finding.Seen;
import bzh.vigie.collector.incident.Devices;
import bzh.vigie.collector.store.IncidentId;
import bzh.vigie.collector.store.Incidents.DeviceKind;
import bzh.vigie.collector.store.Incidents.DeviceLine;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.ItemFields;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Interactive or privileged logons that come from the address of a declared device, on which no agent can be, or out of a VPN. One alert a
 * device and account while it is open. What is declared is read once a transaction, since analysts do that in programs of their own.
 */
public final class DeviceLogons implements Detector {
    static final String FROM_DEVICE = "vigie-logon-from-device";
    static final String FROM_VPN = "vigie-logon-from-vpn";

    /** Whose rights the session has. */
    public enum Rights {
        ADMINISTRATOR,
        /** An ordinary user's, or such as nothing shows to be more. */
        ORDINARY
    }

    private final Cards cards;
    private Optional<Map<IncidentId, List<DeviceLine>>> declared = Optional.empty();

    public DeviceLogons(Cards cards) {
        this.cards = cards;
    }

    @Override
    public List<Finding> judge(Seen seen, Store.Session session) {
        Optional<SignIn> signIn = SignIn.of(seen).filter(DeviceLogons::isNotable);
        if (signIn.isEmpty()) {
            return List.of();
        }
        Map<IncidentId, List<DeviceLine>> all = declared.orElseGet(() -> read(session));
        InetAddress address = InetAddress.ofLiteral(signIn.get().address());
        for (Map.Entry<IncidentId, List<DeviceLine>> incident : all.entrySet()) {
            Optional<DeviceLine> device = Devices.of(incident.getValue(), seen.commune(), address);
            if (device.isPresent()) {
                return List.of(finding(seen, incident.getKey(), device.get(), signIn.get()));
            }
        }
        return List.of();
    }

    /** A session from afar, or rights of an administrator over the network; a ticket is followed by what it is used for. */
    private static boolean isNotable(SignIn signIn) {
        return !signIn.address().isEmpty()
                && switch (signIn.way()) {
                    case RDP, SSH, CONSOLE -> true;
                    case NETWORK -> signIn.privileged();
                    case SERVICE, TICKET, NTLM, SU -> false;
                };
    }

    private Map<IncidentId, List<DeviceLine>> read(Store.Session session) {
        Map<IncidentId, List<DeviceLine>> standing = new HashMap<>();
        session.incidents()
                .declared()
                .forEach((incident, lines) ->
                        standing.put(incident, lines.stream().collect(Devices.standing())));
        declared = Optional.of(standing);
        return standing;
    }

    private Finding finding(Seen seen, IncidentId incident, DeviceLine device, SignIn signIn) {
        boolean vpn = device.kind() == DeviceKind.VPN_POOL || device.kind() == DeviceKind.VPN_GATEWAY;
        Map<String, String> evidence = new LinkedHashMap<>(Evidence.of(seen.record()));
        evidence.put("account", signIn.account());
        evidence.put("logon", ItemFields.word(signIn.way()));
        evidence.put("rights", ItemFields.word(signIn.privileged() ? Rights.ADMINISTRATOR : Rights.ORDINARY));
        evidence.put("source_address", signIn.address());
        evidence.put("device", device.name().isBlank() ? device.addresses() : device.name());
        evidence.put("device_kind", ItemFields.word(device.kind()));
        evidence.put("declared_in", incident.text());
        evidence.put("Computer", seen.hostname());
        return cards.about(seen, vpn ? FROM_VPN : FROM_DEVICE, device.addresses() + "|" + signIn.account(), evidence);
    }

    /** The transaction ends. */
    @Override
    public void save(Store.Session session) {
        declared = Optional.empty();
    }

    @Override
    public void forget() {
        declared = Optional.empty();
    }
}
