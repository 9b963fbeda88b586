package bzh.vigie.agent.persistence.catalogue;

import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.DirectoryFormat;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parser;
import java.util.Arrays;
import java.util.List;

/**
 * A catalogue entry: where persistence items of one kind live.
 *
 * @param id stable; its meaning never changes
 * @param techniques ATT&CK ids of {@link Catalogue#ATTACK_VERSION}
 * @param places paths with {@code *} for any part of one name and {@code **} for directories of any depth on the same file
 *     system; {@code ~} stands for a home and <code>{user}</code> for an account's name; or registry keys with the same stars,
 *     in their normal form, {@code HKCU} for each user's settings; of a {@link CrossCheck} they are what is compared
 * @param isMass there are masses of items: those with nothing to look at are told as count and digest (see {@link #mass})
 */
public record Location(
        String id, List<String> techniques, Scope scope, Parser parser, List<String> places, boolean isMass) {
    public Location {
        techniques = List.copyOf(techniques);
        places = List.copyOf(places);
    }

    /** One whose items are all told. */
    Location(String id, List<String> techniques, Scope scope, Parser parser, List<String> places) {
        this(id, techniques, scope, parser, places, false);
    }

    /**
     * How its files are understood.
     *
     * @throws IllegalStateException where it reads no files
     */
    public Format format() {
        return switch (parser) {
            case Format format -> format;
            case CrossCheck ignored -> throw new IllegalStateException(id + " reads no files");
            case KeyFormat ignored -> throw new IllegalStateException(id + " reads no files");
            case DirectoryFormat ignored -> throw new IllegalStateException(id + " reads no files");
        };
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

    /** Of the machine; techniques are separated by blanks. */
    static Location machine(String id, String techniques, Parser format, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.MACHINE, format, List.of(places));
    }

    /** Of every account's home; techniques are separated by blanks. */
    static Location home(String id, String techniques, Parser format, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.HOME, format, List.of(places));
    }

    /**
     * The same for a system on another drive than {@code C:}.
     *
     * @param letter of the drive
     */
    public Location on(String letter) {
        List<String> there = places.stream()
                .map(place -> place.startsWith("/C:/") ? "/" + letter + place.substring(2) : place)
                .toList();
        return new Location(id, techniques, scope, parser, there, isMass);
    }

    /**
     * Registry keys of the machine, for readability written with slashes, of which two stand for one in a key's name; techniques
     * are separated by blanks.
     */
    static Location keys(String id, String techniques, KeyFormat format, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.MACHINE, format, backslashes(places));
    }

    /** What the running system says against registry keys of the machine, likewise. */
    static Location crossCheck(String id, String techniques, CrossCheck check, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.MACHINE, check, backslashes(places));
    }

    /** Registry keys of every user, likewise. */
    static Location userKeys(String id, String techniques, KeyFormat format, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.HOME, format, backslashes(places));
    }

    /** Objects of a directory; the places say in words where they lie. Techniques are separated by blanks. */
    static Location objects(String id, String techniques, DirectoryFormat format, String... places) {
        return new Location(id, List.of(techniques.split(" ", -1)), Scope.MACHINE, format, List.of(places));
    }

    private static List<String> backslashes(String... places) {
        return Arrays.stream(places)
                .map(place -> place.replace("//", "\0").replace('/', '\\').replace('\0', '/'))
                .toList();
    }

    /**
     * The same as a place with masses of items: an item that is as its package shipped it, or of Microsoft's signed files, that shows no trait and that nobody
     * but the superuser may replace is not told by itself, only as part of a count and a digest in the location's status
     * (DESIGN.md 5.8). An item that stops being so is told as added; one that becomes so, as removed.
     */
    Location mass() {
        return new Location(id, techniques, scope, parser, places, true);
    }

    /** Whether the kernel tells of changes in all of its places, so that it is read again at once; otherwise by the next pass. */
    public boolean isNotified() {
        return !(parser instanceof CrossCheck)
                && !(parser instanceof DirectoryFormat)
                && places.stream().noneMatch(p -> p.contains("**") || isOfTheKernel(p));
    }

    /** Whether all its places are what the kernel of a running machine shows; read again every few minutes. */
    public boolean isRunning() {
        return places.stream().allMatch(Location::isOfTheKernel);
    }

    /** Whether a path is in a file system that the kernel makes up, which tells of no change. */
    public static boolean isOfTheKernel(String path) {
        return path.startsWith("/proc/") || path.startsWith("/sys/");
    }
}
