package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.format.Format;
import java.util.List;

/**
 * A catalogue entry: where persistence items of one kind live.
 *
 * @param id stable; its meaning never changes
 * @param techniques ATT&CK ids of {@link Catalogue#ATTACK_VERSION}
 * @param places paths with {@code *} for any part of one name; {@code ~} stands for a home and <code>{user}</code> for an
 *     account's name
 */
public record Location(String id, List<String> techniques, Scope scope, Format format, List<String> places) {
    public Location {
        techniques = List.copyOf(techniques);
        places = List.copyOf(places);
    }

    /** For whom the location is read. */
    public enum Scope {
        /** Once for the machine. */
        MACHINE,
        /** For each account that has a home. */
        HOME,
        /** For each account that has a file of its name in a directory of the machine. */
        SPOOL
    }
}
