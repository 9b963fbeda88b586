package bzh.vigie.collector.detect.fields;

import java.util.List;

/**
 * A location of the agent's catalogue that lies in Windows' registry, as one of its values shows.
 *
 * @param id of the location
 * @param techniques ATT&CK ids
 * @param runs what the value names: command, library, driver, native, class, file; setting where it runs nothing
 * @param own contents that Windows has by itself, a star at the end standing for anything
 * @param weak contents by which the value weakens something, blanks between; after an exclamation mark all others; empty for none
 */
public record RegistryLocation(String id, List<String> techniques, String runs, List<String> own, String weak) {
    public RegistryLocation {
        techniques = List.copyOf(techniques);
        own = List.copyOf(own);
    }
}
