package bzh.vigie.collector;

import bzh.vigie.collector.identity.IdentityException;
import bzh.vigie.collector.identity.IdentityFolder;
import bzh.vigie.settings.BadSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Checks of the settings and of the authority's key: what {@code run} needs at its start. */
final class AuthorityChecks {
    private final CollectorFolder folder;
    private final Locale locale;

    /** @param locale of the sentences that say what is wrong */
    AuthorityChecks(CollectorFolder folder, Locale locale) {
        this.folder = folder;
        this.locale = locale;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        Path passphrase = IdentityFolder.passphraseIn(folder.identity());
        try {
            passphrase = CollectorConfig.read(folder).passphrase();
            checks.add(Check.good("settings", folder.configuration().toString()));
        } catch (BadSettingException e) {
            checks.add(Check.wrong("settings-bad", e.in(locale)));
        }
        checks.add(opens(passphrase));
        return checks;
    }

    private Check opens(Path passphrase) {
        boolean elsewhere = !passphrase.equals(IdentityFolder.passphraseIn(folder.identity()));
        if (elsewhere && Files.notExists(passphrase)) {
            return Check.note("ca-key-away", passphrase.toString());
        }
        Path key = folder.identity().resolve("ca.key");
        for (Path file : List.of(key, passphrase)) {
            if (Files.exists(file) && !Files.isReadable(file)) {
                return Check.wrong("denied", file.toString(), FolderChecks.owner(file));
            }
        }
        try {
            var _ = new IdentityFolder(folder.identity(), passphrase, new SecureRandom()).authorities();
            return Check.good("ca-key", passphrase.toString());
        } catch (IdentityException e) {
            return Check.wrong("ca-key-sealed", e.in(locale));
        }
    }
}
