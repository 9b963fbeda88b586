package bzh.vigie.agent.persistence.format.server;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.persistence.format.server.RemoteAccess.Pair;
import java.util.ArrayList;
import java.util.List;

/** Settings that a remote-access tool keeps in the registry of Windows: whose account, which server. */
public final class RemoteKey implements KeyFormat {
    /** The keys that are read, below {@code SOFTWARE}, with slashes. */
    public static String[] places() {
        return Product.all().stream()
                .flatMap(p -> p.keys().stream())
                .map(k -> "/" + k)
                .toArray(String[]::new);
    }

    @Override
    public Parsed parse(SourceKey key) {
        String path = WindowsPath.fold(key.path());
        List<Pair> pairs = new ArrayList<>();
        for (RegistryValue value : key.key().values()) {
            pairs.add(RemoteAccess.pair(value.name(), SourceKey.shown(value.data())));
        }
        for (Product product : Product.all()) {
            for (String each : product.keys()) {
                if (path.endsWith(WindowsPath.fold("\\" + each.replace('/', '\\')))) {
                    return Parsed.of(
                            RemoteAccess.instance(product, key.name(), pairs).stream()
                                    .map(i -> Commands.shown(i.name(), i.value()))
                                    .toList(),
                            0);
                }
            }
        }
        return Parsed.of(List.of(), 0);
    }
}
