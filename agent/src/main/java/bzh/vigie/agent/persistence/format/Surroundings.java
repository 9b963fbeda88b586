package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.RegistryKey;
import java.util.Optional;

/** What else of the same system a format may ask for: some things are told in two places, or by several files. */
public interface Surroundings {
    /** Where there is nothing else. */
    Surroundings NONE = new Surroundings() {
        @Override
        public Reading<OpenFile> open(HostPath file) {
            return Reading.absent();
        }

        @Override
        public Optional<RegistryKey> key(String path) {
            return Optional.empty();
        }

        @Override
        public boolean hasRegistry() {
            return false;
        }
    };

    /** Another file, closed by the caller. */
    Reading<OpenFile> open(HostPath file);

    /** A registry key; empty where there is none or it cannot be read. */
    Optional<RegistryKey> key(String path);

    /** Whether there is a registry at all. */
    boolean hasRegistry();

    /** The text with the variables of a Windows system replaced by what the machine's programs see; what is not set stays. */
    default String expand(String text) {
        return text;
    }
}
