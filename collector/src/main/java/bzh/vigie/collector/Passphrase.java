package bzh.vigie.collector;

import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where the passphrase of the authority's key is: a credential of systemd's, else the file that is configured. */
final class Passphrase {
    static final String KEY = "ca-passphrase-file";

    /** Where systemd puts the credentials of a service (systemd.exec(5)). */
    static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

    /** The credential's name, under which it is sealed. */
    static final String CREDENTIAL = "vigie-collector.ca-passphrase";

    private Passphrase() {}

    /** The file with it. Of a folder whose configuration names none, the one in it. */
    static Path file(Settings settings, CollectorFolder folder, Map<String, String> environment)
            throws BadSettingException {
        Optional<Path> credential = Optional.ofNullable(environment.get(DIRECTORY))
                .map(Path::of)
                .map(directory -> directory.resolve(CREDENTIAL))
                .filter(Files::isReadable);
        return credential.isPresent()
                ? credential.get()
                : settings.path(KEY).orElse(IdentityFolder.passphraseIn(folder.identity()));
    }

    /** Where {@code init} writes it where nobody says: beside the folder, so that a copy of the folder is without it. */
    static Path beside(Path dir) {
        Path whole = dir.toAbsolutePath().normalize();
        return whole.resolveSibling(whole.getFileName() + ".passphrase");
    }
}
