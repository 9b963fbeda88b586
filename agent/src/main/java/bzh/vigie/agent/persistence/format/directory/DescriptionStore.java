package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Sysvol;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.persistence.format.DirectoryFormat.Pass;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/**
 * Descriptions of settings in one folder of those that controllers share ({@code PolicyDefinitions} and a folder for each language), some
 * hundred files: one thing, with a digest over what all of them hold. Used by one thread.
 */
final class DescriptionStore {
    private final HostPath folder;
    private final MessageDigest digest = Sha256.digest();
    private int files;
    private boolean isWhole = true;

    DescriptionStore(HostPath folder) {
        this.folder = folder;
    }

    /** Takes a file in, in the order of paths; false where it is no text of XML, or could not be read, and stands for itself. */
    boolean take(Pass pass, Sysvol sysvol, Sysvol.File file) {
        Reading<Optional<Sha256>> read = sysvol.description(file);
        if (read instanceof Reading.Refused<Optional<Sha256>> why) {
            pass.unreadable(file, why);
            isWhole = false;
            return true;
        }
        Optional<Sha256> text = read.ifFound().flatMap(found -> found);
        text.ifPresent(sha256 -> {
            files++;
            String line = file.name().toLowerCase(Locale.ROOT) + " " + sha256.hex() + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        });
        return text.isPresent();
    }

    /** Tells it, unless something of it could not be read, or may not have been listed. */
    void tell(Pass pass, Sysvol sysvol) {
        Sysvol.File itself = new Sysvol.File(folder, 0, 0);
        if (!isWhole || !isListed(sysvol)) {
            pass.partlyUnreadable(itself);
        } else if (files > 0) {
            String value =
                    files + " files, SHA-256 " + Sha256.of(digest.digest()).hex();
            pass.found(itself, Draft.of("descriptions of settings", value, new Run.Nothing()));
        }
    }

    private boolean isListed(Sysvol sysvol) {
        return sysvol.unread().isEmpty()
                && !sysvol.isLeftOut()
                && sysvol.unreadFolders().keySet().stream()
                        .map(Sysvol.File::path)
                        .noneMatch(unread -> isIn(unread) || unread.parent().equals(folder));
    }

    private boolean isIn(HostPath above) {
        return folder.equals(above) || folder.text().startsWith(above.text() + "/");
    }
}
