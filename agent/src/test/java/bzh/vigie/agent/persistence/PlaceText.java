package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.catalogue.Catalogue;
import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.job.UnitPlaces;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Places of a location so that a person can read them: lists of directories that recur have a name, what is alike is folded. */
final class PlaceText {
    /** Directories, or files of a home, that several locations name, in the order in which they count. */
    record Named(String name, List<String> members) {}

    /** A location that reads all that another one does refers to it where that saves so many places. */
    private static final int WORTH_REFERRING = 20;

    static final List<Named> SETS = List.of(
            new Named("units", UnitPlaces.SYSTEM),
            new Named("user-units", UnitPlaces.ALL_USERS),
            new Named("home-units", UnitPlaces.HOME),
            new Named(
                    "systemd",
                    List.of(
                            "/etc/systemd",
                            "/run/systemd",
                            "/usr/local/lib/systemd",
                            "/usr/lib/systemd",
                            "/lib/systemd")),
            new Named("conf-and-lib", List.of("/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib")),
            new Named("conf", List.of("/etc", "/run", "/usr/local/lib", "/usr/lib")));

    private PlaceText() {}

    /** Of a location, each part in backquotes but for the word that leads to another location. */
    static String of(Location location, String asWell) {
        if (location.id().startsWith("ad.")) {
            return "`" + String.join("`, `", location.places()) + "`";
        }
        if (location.id().startsWith("windows.")) {
            return ofWindows(location);
        }
        Set<String> left = new LinkedHashSet<>(location.places());
        List<String> parts = new ArrayList<>();
        for (Location other : Catalogue.linux()) {
            refer(location, other, "", left, asWell).ifPresent(parts::add);
            refer(location, other, "/etc/skel", left, asWell).ifPresent(parts::add);
        }
        for (Named set : SETS) {
            named(set, left).forEach(part -> parts.add("`" + part + "`"));
        }
        folded(left).forEach(part -> parts.add("`" + part + "`"));
        return String.join(", ", parts);
    }

    /** Folded as paths are, shown with the separators of Windows; both views of a software key as one. */
    private static String ofWindows(Location location) {
        Set<String> left = new LinkedHashSet<>();
        for (String place : location.places()) {
            left.add(place.replace('\\', '/').replace("/WOW6432Node/", "/").replaceFirst("^/(?=[A-Z]:/)", ""));
        }
        return String.join(
                ", ",
                folded(left).stream()
                        .map(part -> "`" + part.replace('/', '\\') + "`")
                        .toList());
    }

    /** Whether all places of another location are among these, in a home or below the folder that new homes are made from. */
    private static Optional<String> refer(
            Location location, Location other, String home, Set<String> left, String asWell) {
        boolean ofHome = other.scope() == Location.Scope.HOME;
        Set<String> theirs = new LinkedHashSet<>();
        for (String place : other.places()) {
            theirs.add(home.isEmpty() ? place : home + place.substring(1));
        }
        boolean first = !other.id().equals(location.id())
                && (home.isEmpty()
                        ? Catalogue.linux().indexOf(other) < Catalogue.linux().indexOf(location)
                        : ofHome);
        if (!first || theirs.size() < WORTH_REFERRING || !left.containsAll(theirs)) {
            return Optional.empty();
        }
        left.removeAll(theirs);
        return Optional.of(asWell + " `" + other.id() + "`" + (home.isEmpty() ? "" : " (`" + home + "`)"));
    }

    /** What stands under every directory of a set; it is taken out of what is left. */
    private static List<String> named(Named set, Set<String> left) {
        Set<String> rests = new LinkedHashSet<>();
        String first = set.members().getFirst() + "/";
        for (String place : left) {
            if (place.startsWith(first)) {
                String rest = place.substring(first.length());
                if (set.members().stream().allMatch(member -> left.contains(member + "/" + rest))) {
                    rests.add(rest);
                }
            }
        }
        for (String rest : rests) {
            set.members().forEach(member -> left.remove(member + "/" + rest));
        }
        return folded(rests).stream()
                .map(rest -> "‹" + set.name() + "›/" + rest)
                .toList();
    }

    /** Those with the same directory as one: {@code /etc/{a,b}}. */
    private static List<String> folded(Set<String> places) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (String place : places) {
            int slash = place.lastIndexOf('/') + 1;
            names.computeIfAbsent(place.substring(0, slash), d -> new ArrayList<>())
                    .add(place.substring(slash));
        }
        List<String> folded = new ArrayList<>();
        Map<List<String>, List<String>> directories = new LinkedHashMap<>();
        names.forEach((directory, in) ->
                directories.computeIfAbsent(in, n -> new ArrayList<>()).add(directory));
        directories.forEach((in, of) -> folded.add(braced(of) + braced(in)));
        return folded;
    }

    /** What is before the first difference at a slash, the different parts in braces, and the slash that all end in. */
    private static String braced(List<String> alternatives) {
        if (alternatives.size() == 1) {
            return alternatives.getFirst();
        }
        String first = alternatives.getFirst();
        int common = first.length();
        for (String each : alternatives) {
            while (!each.startsWith(first.substring(0, common))) {
                common--;
            }
        }
        int start = first.lastIndexOf('/', common - 1) + 1;
        boolean slash = alternatives.stream().allMatch(each -> each.endsWith("/") && each.length() > start);
        List<String> parts = alternatives.stream()
                .map(each -> each.substring(start, slash ? each.length() - 1 : each.length()))
                .toList();
        return first.substring(0, start) + "{" + String.join(",", parts) + "}" + (slash ? "/" : "");
    }

    /** All techniques of the catalogue. */
    static Set<String> techniques() {
        Set<String> all = new TreeSet<>();
        Catalogue.linux().forEach(location -> all.addAll(location.techniques()));
        return all;
    }
}
