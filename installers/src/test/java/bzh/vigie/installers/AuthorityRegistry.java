package bzh.vigie.installers;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import java.util.List;
import java.util.Optional;

/** A registry that holds one certification authority, which writes nothing down. */
final class AuthorityRegistry implements Registry {
    private static final String ALL = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\CertSvc\\Configuration";
    private static final String NAME = "mairie-CA";

    @Override
    public Reading<RegistryKey> key(String path) {
        if (path.equals(ALL)) {
            return Reading.found(new RegistryKey(ALL, "", 0, List.of(), List.of(NAME)));
        }
        return path.equals(ALL + "\\" + NAME)
                ? Reading.found(new RegistryKey(
                        path,
                        "",
                        0,
                        List.of(new RegistryValue("AuditFilter", new RegistryValue.Data.Numeric(0))),
                        List.of()))
                : Reading.absent();
    }

    @Override
    public Reading<byte[]> security(String path) {
        return Reading.absent();
    }

    @Override
    public Optional<String> link(String path) {
        return Optional.empty();
    }

    @Override
    public List<Profile> profiles() {
        return List.of();
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
