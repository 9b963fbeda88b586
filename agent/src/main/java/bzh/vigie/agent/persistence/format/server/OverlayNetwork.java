package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.ConfigLines.Entry;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.tree.JsonText;
import bzh.vigie.agent.persistence.format.tree.Leaves;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Private networks that this machine joins: whose they are. Keys that let in are never told. */
public final class OverlayNetwork {
    private static final Set<String> VPN_ENDS =
            Set.of("remote", "server", "port", "proto", "dev", "route", "redirect-gateway");

    private OverlayNetwork() {}

    /** The state of tailscaled: which account of which control server it belongs to. */
    public static Format tailscale() {
        return OverlayNetwork::tailscale;
    }

    /** A network of ZeroTier: its file is named after it. */
    public static Format zeroTier() {
        return file -> {
            String network = file.name().replaceFirst("(?:\\.local)?\\.conf$", "");
            return Parsed.of(
                    file.name().endsWith(".local.conf")
                            ? List.of()
                            : List.of(Commands.shown("zerotier " + network, network)),
                    0);
        };
    }

    /** wg-quick(8): the peers of an interface, by public key and address. */
    public static Format wireGuard() {
        return OverlayNetwork::wireGuard;
    }

    /** openvpn(8): where a client connects to, or that it serves. */
    public static Format openVpn() {
        return file -> {
            List<String> ends = new ArrayList<>();
            String name = file.name();
            for (String line : ConfigLines.of(file, "#;")) {
                String[] words = line.split("\\s+", 2);
                if (VPN_ENDS.contains(words[0])) {
                    ends.add(line);
                }
            }
            return Parsed.of(
                    ends.isEmpty() ? List.of() : List.of(Commands.shown("openvpn " + name, String.join("\n", ends))),
                    0);
        };
    }

    private static Parsed tailscale(SourceFile file) {
        Leaves state = JsonText.parse(file.text());
        List<Draft> drafts = new ArrayList<>();
        int malformed = state.malformed();
        for (String encoded : state.values("/_profiles")) {
            Leaves profiles;
            try {
                profiles = JsonText.parse(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                malformed++;
                continue;
            }
            malformed += profiles.malformed();
            for (String profile : profiles.below("")) {
                String account = profiles.value(profile + "/UserProfile/LoginName")
                        .or(() -> profiles.value(profile + "/Name"))
                        .orElse("");
                StringBuilder value = new StringBuilder("account=" + account);
                profiles.value(profile + "/ControlURL")
                        .ifPresent(url -> value.append("\ncontrol=").append(url));
                profiles.value(profile + "/NetworkProfile/DomainName")
                        .ifPresent(d -> value.append("\nnetwork=").append(d));
                profiles.value(profile + "/NodeID")
                        .ifPresent(node -> value.append("\nnode=").append(node));
                drafts.add(Commands.shown("tailscale " + account, value.toString()));
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Parsed wireGuard(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        String key = "";
        StringBuilder value = new StringBuilder();
        for (String line : ConfigLines.of(file, "#")) {
            if (line.startsWith("[")) {
                peer(file, key, value, drafts);
                key = "";
                continue;
            }
            Entry entry = ConfigLines.entries(List.of(line)).getFirst();
            switch (entry.key().toLowerCase(Locale.ROOT)) {
                case "publickey" -> key = entry.value();
                case "endpoint", "allowedips" ->
                    value.append(entry.key()).append('=').append(entry.value()).append('\n');
                default -> {}
            }
        }
        peer(file, key, value, drafts);
        return Parsed.of(drafts, 0);
    }

    private static void peer(SourceFile file, String key, StringBuilder value, List<Draft> drafts) {
        if (!key.isEmpty()) {
            drafts.add(Commands.shown(
                    "wireguard " + file.name() + " " + key, value.toString().strip()));
        }
        value.setLength(0);
    }
}
