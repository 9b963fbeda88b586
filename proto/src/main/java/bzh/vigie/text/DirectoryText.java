package bzh.vigie.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What agents write in English of a directory (places {@code ad.*}), as it is said in French: our own words alone, names stay as they are, and so
 * does what is not known. For reading; nothing is compared by it. Any text. Pure.
 */
public final class DirectoryText {
    private static final String BUNDLE = "bzh.vigie.text.directory";
    private static final String SOURCE = "bzh.vigie.text.source";

    /** Longer ones stay as they are. */
    private static final int LONGEST = 4_096;

    /** How often one phrase may stand within another. */
    private static final int DEEPEST = 8;

    private static final Pattern GROUP = Pattern.compile("\\{([0-9])([?!#]?)\\}");

    /** In the order in which they are tried. */
    private static final List<Phrase> FRENCH = phrases(Locale.FRENCH);

    /** Sentences of which a part of what is told is one. */
    private static final List<Phrase> SENTENCES = read(SOURCE, Locale.FRENCH, key -> "").stream()
            .filter(phrase -> !phrase.written().contains("{0|") && phrase.letters() > 0)
            .toList();

    private DirectoryText() {}

    private enum Place {
        /** It may be all of a text, or a part of it between commas or semicolons. */
        WHOLE,
        /** It follows another. */
        AFTER,
        /** It stands for something within another. */
        WITHIN
    }

    /**
     * A phrase of ours.
     *
     * @param location what the place begins with
     * @param written in English
     * @param english what it is known by
     * @param said with places for what stands within it
     * @param letters of its own
     */
    private record Phrase(String location, Place place, String written, Pattern english, String said, int letters) {}

    /** A field of an item of that place; itself in a language that is not French, and for another place. */
    public static String say(String location, String text, Locale locale) {
        if (!locale.getLanguage().equals(Locale.FRENCH.getLanguage())
                || !location.startsWith("ad.")
                || text.length() > LONGEST) {
            return text;
        }
        List<Phrase> own = FRENCH.stream()
                .filter(phrase -> location.startsWith(phrase.location()))
                .toList();
        return text.lines().map(line -> say(own, line, 0)).collect(Collectors.joining("\n"));
    }

    /** What agents write, in English. */
    public static List<String> written() {
        return FRENCH.stream().map(Phrase::written).toList();
    }

    private static String say(List<Phrase> own, String text, int depth) {
        if (depth > DEEPEST || text.isBlank()) {
            return text;
        }
        Optional<Phrase> itself = own.stream()
                .filter(phrase ->
                        phrase.place() == Place.WHOLE && phrase.written().equals(text))
                .findFirst();
        if (itself.isPresent()) {
            return itself.get().said();
        }
        for (Phrase tail : own) {
            if (tail.place() == Place.AFTER) {
                Matcher matcher = tail.english().matcher(text);
                if (matcher.matches()) {
                    return say(own, matcher.group("before"), depth + 1) + filled(own, tail, matcher, depth);
                }
            }
        }
        if (text.contains("; ")) {
            return Stream.of(text.split("; ", -1))
                    .map(part -> say(own, part, depth + 1))
                    .collect(Collectors.joining(" ; "));
        }
        return of(own, text, Place.WHOLE, depth)
                .orElseGet(() -> Stream.of(text.split(", ", -1))
                        .map(part -> of(own, part, Place.WHOLE, depth + 1).orElse(part))
                        .collect(Collectors.joining(", ")));
    }

    private static Optional<String> of(List<Phrase> own, String text, Place place, int depth) {
        for (Phrase phrase : own) {
            if (phrase.place() == place) {
                Matcher matcher = phrase.english().matcher(text);
                if (matcher.matches()) {
                    return Optional.of(filled(own, phrase, matcher, depth));
                }
            }
        }
        return Optional.empty();
    }

    private static String filled(List<Phrase> own, Phrase phrase, Matcher found, int depth) {
        return GROUP.matcher(phrase.said()).replaceAll(group -> {
            String within = found.group("g" + group.group(1));
            return Matcher.quoteReplacement(
                    group.group(2).equals("!")
                            ? of(SENTENCES, within, Place.WHOLE, DEEPEST).orElse(within)
                            : within(own, within, depth + 1));
        });
    }

    /** Words of ours where it is made of them alone, between commas or blanks; a name is not looked into. */
    private static String within(List<Phrase> own, String text, int depth) {
        if (depth > DEEPEST || text.isBlank()) {
            return text;
        }
        return of(own, text, Place.WITHIN, depth).orElseGet(() -> {
            if (text.contains(", ")) {
                return Stream.of(text.split(", ", -1))
                        .map(part -> of(own, part, Place.WITHIN, depth + 1).orElse(part))
                        .collect(Collectors.joining(", "));
            }
            List<Optional<String>> words = Stream.of(text.split(" ", -1))
                    .map(part -> of(own, part, Place.WITHIN, depth + 1))
                    .toList();
            return words.stream().allMatch(Optional::isPresent)
                    ? words.stream().map(Optional::orElseThrow).collect(Collectors.joining(" "))
                    : text;
        });
    }

    private static List<Phrase> phrases(Locale locale) {
        return read(BUNDLE, locale, key -> key.substring(0, key.indexOf('/')));
    }

    /** Those with most letters of their own first. */
    private static List<Phrase> read(String bundle, Locale locale, UnaryOperator<String> location) {
        ResourceBundle english = bundle(bundle, Locale.ROOT);
        ResourceBundle other = bundle(bundle, locale);
        List<Phrase> all = new ArrayList<>();
        new TreeMap<>(english.keySet().stream().collect(Collectors.toMap(key -> key, english::getString)))
                .forEach((key, written) -> {
                    Place place = key.contains("/+") ? Place.AFTER : key.contains("/*") ? Place.WITHIN : Place.WHOLE;
                    all.add(new Phrase(
                            location.apply(key),
                            place,
                            written,
                            pattern(written, place),
                            other.getString(key),
                            GROUP.matcher(written).replaceAll("").length()));
                });
        all.sort(Comparator.comparingInt(Phrase::letters).reversed());
        return List.copyOf(all);
    }

    private static Pattern pattern(String written, Place place) {
        StringBuilder pattern = new StringBuilder(place == Place.AFTER ? "(?<before>.+)" : "");
        Matcher group = GROUP.matcher(written);
        Set<String> named = new HashSet<>();
        int end = 0;
        while (group.find()) {
            String name = "g" + group.group(1);
            pattern.append(Pattern.quote(written.substring(end, group.start())))
                    .append(named.add(name) ? "(?<" + name + ">" + within(group.group(2)) + ")" : "\\k<" + name + ">");
            end = group.end();
        }
        return Pattern.compile(
                pattern.append(Pattern.quote(written.substring(end))).toString());
    }

    private static String within(String kind) {
        return switch (kind) {
            case "?" -> "(?: .*?)?";
            case "#" -> "[^ :]+";
            default -> ".+?";
        };
    }

    private static ResourceBundle bundle(String name, Locale locale) {
        return ResourceBundle.getBundle(
                name, locale, ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
