package bzh.vigie.agent.persistence;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The parts of paths and names that change by themselves: numbers that are given out anew, versions of what updates itself. They
 * stand as a star in where an item is, so that an update is a change of the item and not another one. One table for all places;
 * a new line needs an example in its test. Pure.
 */
final class VolatileParts {
    /**
     * A changing part, with what stands before and after it.
     *
     * @param sign stands in every text that has one, so that others are not looked through
     */
    private record Part(String sign, Pattern changing) {
        static Part of(String sign, String before, String changing, String after) {
            return new Part(sign, Pattern.compile("(?<=%s)%s(?=%s)".formatted(before, changing, after)));
        }

        String steady(String text) {
            return text.contains(sign) ? changing.matcher(text).replaceAll("*") : text;
        }
    }

    private static final String VERSION = "\\d{1,9}(?:\\.\\d{1,9}){0,4}";

    private static final List<Part> TABLE = List.of(
            // an extension of Chromium and its kin: Extensions/ID/VERSION_NUMBER/manifest.json
            Part.of("/Extensions/", "/Extensions/[a-p]{32}/", VERSION + "_\\d{1,4}", "/"),
            // one of Visual Studio Code and its kin: publisher.name-VERSION, with what it was built for
            Part.of(
                    "/extensions/",
                    "/extensions/[\\w.-]{1,128}-",
                    VERSION + "(?:-(?:linux|alpine|universal|web)[\\w-]{0,16})?",
                    "/package\\.json$"),
            // the settings folder of a product of JetBrains, IntelliJIdea2025.1, and the archive of a plug-in
            Part.of("/JetBrains/", "/JetBrains/[A-Za-z]{2,32}", "20\\d\\d\\.\\d", "/"),
            Part.of(".jar", "/[\\w.+-]{1,128}-", VERSION + "(?:[.-][\\w-]{1,24})?", "\\.jar$"),
            // units of systemd-run(1), sessions of logind
            Part.of(
                    "run-",
                    "(?:^|/)run-",
                    "(?:u\\d{1,9}|[rp][0-9a-f]{32}|p\\d{1,9}-i\\d{1,9})",
                    "\\.(?:service|timer|scope|path|socket)"),
            Part.of("session-", "(?:^|/)session-", "c?\\d{1,9}", "\\.scope"));

    private VolatileParts() {}

    /** The path without what changes by itself. */
    static String steady(String path) {
        if (path.chars().noneMatch(Character::isDigit)) {
            return path;
        }
        String steady = path;
        for (Part part : TABLE) {
            steady = part.steady(steady);
        }
        return steady;
    }

    /** The name of an item in a file of that path: what is of the file's name in it is told as the path tells it. */
    static String name(String name, String path) {
        String steady = steady(path);
        return steady.equals(path) ? name : name.replace(last(path), last(steady));
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
