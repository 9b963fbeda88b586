package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.regf.RegKey;
import java.util.List;
import java.util.Optional;

/** A registry in memory, of one user: keys as the text of a {@code .reg} file names them. Nothing in it is a link. */
final class MemoryRegistry implements Registry {
    private final RegKey root;
    private final Profile profile;

    MemoryRegistry(RegKey root, Profile profile) {
        this.root = root;
        this.profile = profile;
    }

    @Override
    public Reading<RegistryKey> key(String path) {
        return find(path).map(key -> Reading.found(read(path, key))).orElseGet(Reading::absent);
    }

    @Override
    public Reading<byte[]> security(String path) {
        return find(path)
                .map(RegKey::security)
                .filter(bytes -> bytes.length > 0)
                .map(Reading::found)
                .orElseGet(Reading::absent);
    }

    @Override
    public Optional<String> link(String path) {
        return Optional.empty();
    }

    @Override
    public List<Profile> profiles() {
        return List.of(profile);
    }

    @Override
    public void close() {}

    private static RegistryKey read(String path, RegKey key) {
        List<RegistryValue> values = key.values().entrySet().stream()
                .map(each -> new RegistryValue(
                        each.getKey(),
                        RegistryValue.Data.of(
                                each.getValue().type(), each.getValue().bytes())))
                .toList();
        return new RegistryKey(
                path,
                key.className(),
                ByteReader.micros(key.written()).orElse(0),
                values,
                List.copyOf(key.subkeys().keySet()));
    }

    private Optional<RegKey> find(String path) {
        String user = "HKU\\" + profile.id();
        String there = path.startsWith(user)
                ? "HKEY_CURRENT_USER" + path.substring(user.length())
                : path.replaceFirst("^HKLM", "HKEY_LOCAL_MACHINE");
        return root.find(there);
    }
}
