package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * An entry of Winsock's catalogue of protocols: {@code PackedCatalogItem} begins with the path of its library, 260 bytes of
 * narrow text up to a NUL, before its WSAPROTOCOL_INFOW (winsock2.h).
 */
public final class WinsockEntry implements KeyFormat {
    private static final int PATH = 260;

    @Override
    public List<ReadValue> values() {
        return List.of(new ReadValue("PackedCatalogItem", "library"));
    }

    @Override
    public Parsed parse(SourceKey key) {
        Optional<Data> item = key.key().data("PackedCatalogItem");
        if (item.isEmpty() || !(item.get() instanceof Data.Raw raw)) {
            return Parsed.of(List.of(), 0);
        }
        byte[] bytes = raw.bytes();
        String path = new String(bytes, 0, Math.min(bytes.length, PATH), StandardCharsets.ISO_8859_1).split("\0", 2)[0];
        String protocol = key.text("ProtocolName").orElse("");
        Draft draft = Commands.library("PackedCatalogItem", path, false)
                .made(path.matches("(?i)%systemroot%\\\\system32\\\\(?:mswsock|vsocklib|rsvpsp|wshbth)\\.dll"));
        Draft named = protocol.isEmpty() ? draft : draft.named("PackedCatalogItem " + protocol);
        boolean noPath = path.isBlank() || path.chars().anyMatch(c -> c < ' ');
        return Parsed.of(path.isBlank() ? List.of() : List.of(named), noPath ? 1 : 0);
    }
}
