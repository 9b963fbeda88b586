package bzh.vigie.collector.console.alert;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a person can run on the host itself to keep a file that an alert names, with its hash for the chain of custody: Vigie takes no
 * files. A path is text from the host: it is quoted, and one with characters that do not show, or that a shell reads in quotes, is
 * left out, since nobody could see what they copy. Pure.
 */
final class LocalCollection {
    private static final List<String> PATHS = List.of("target", "Image", "resolved", "source");
    private static final int LONGEST = 400;

    private LocalCollection() {}

    /** The lines, first those of the first file; none where no path can be named safely. */
    static List<String> lines(Alert alert) {
        Map<String, String> evidence = alert.evidence();
        List<String> lines = new ArrayList<>();
        PATHS.stream()
                .map(field -> evidence.getOrDefault(field, ""))
                .filter(LocalCollection::isSafe)
                .distinct()
                .forEach(path -> lines.addAll(path.startsWith("/") ? linux(path) : windows(path)));
        return lines;
    }

    private static boolean isSafe(String path) {
        boolean drive = path.length() > 3 && Character.isLetter(path.charAt(0)) && path.startsWith(":\\", 1);
        return (path.startsWith("/") || drive)
                && path.length() <= LONGEST
                && Stream.of("'", "\u2018", "\u2019", "\u201a", "\u201b").noneMatch(path::contains)
                && Printable.clean(path).equals(path);
    }

    private static List<String> linux(String path) {
        return List.of(
                "sha256sum -- '" + path + "' | tee -a collecte.txt",
                "cp -p --no-dereference -- '" + path + "' /media/collecte/");
    }

    private static List<String> windows(String path) {
        return List.of(
                "Get-FileHash -Algorithm SHA256 -LiteralPath '" + path
                        + "' | Format-List | Tee-Object -Append collecte.txt",
                "Copy-Item -LiteralPath '" + path + "' -Destination 'E:\\collecte\\'");
    }
}
