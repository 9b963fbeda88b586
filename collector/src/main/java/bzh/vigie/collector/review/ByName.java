package bzh.vigie.collector.review;

import bzh.vigie.collector.detect.returns.RemoteProducts;
import bzh.vigie.collector.detect.returns.SystemPrograms;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Trait;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which items somebody has to look at themselves, whoever vouches for their file: they are approved by name alone, and never pardoned as
 * updates (DESIGN.md 5.7). A publisher or a package says whose a file is; what a shell is told, whose instance of a remote-access tool it
 * is and what lies beside a program it does not say. Pure.
 */
public final class ByName {
    /** What says nothing against a program. */
    static final Set<Trait> HARMLESS = Set.of(Trait.UNQUOTED_PATH, Trait.SUPERUSER, Trait.TARGET_UNOWNED);

    /** Where programs of Windows lie that no user may put a library beside; without the drive. */
    private static final List<String> PLACES = List.of(
            "\\windows\\",
            "\\program files\\",
            "\\program files (x86)\\",
            "\\programdata\\microsoft\\windows defender\\platform\\");

    private static final String TEMPORARY = "\\windows\\temp\\";

    private ByName() {}

    /** Whether it is one. */
    public static boolean only(Item item) {
        return isRemoteAccess(item)
                || SystemPrograms.isTold(item.target())
                || !item.replaceableBy().isEmpty()
                || !HARMLESS.containsAll(item.traits())
                || isOutOfPlace(item);
    }

    /** Whether it is of remote access by its place, or by what its program, its service or its product is called. */
    static boolean isRemoteAccess(Item item) {
        return item.location().contains(".remote.")
                || List.of(item.name(), item.value(), item.target(), item.originalName()).stream()
                        .anyMatch(RemoteProducts::names);
    }

    /** Whether a program of Windows lies where others may put a library beside it, which it would load. */
    private static boolean isOutOfPlace(Item item) {
        return item.os().equals("windows") && isOutOfPlace(item.target());
    }

    /** The same of a path. */
    static boolean isOutOfPlace(String target) {
        String path = target.toLowerCase(Locale.ROOT);
        boolean drive = path.length() > 2 && path.charAt(1) == ':';
        return drive
                && (PLACES.stream().noneMatch(place -> path.startsWith(place, 2)) || path.startsWith(TEMPORARY, 2));
    }
}
