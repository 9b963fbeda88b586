package bzh.vigie.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** Somebody by number and name, as agents write it. */
    private static final Pattern SOMEBODY = Pattern.compile("(S-1-[0-9]+(?:-[0-9]+)*+) \\(([^()]+)\\)");

    private static final Pattern NUMBER_AFTER_NAME =
            Pattern.compile(" \\(S-1-[0-9]+(?:-[0-9]+)*+(?:, (?:group|groupe|disabled|désactivé))?\\)");
    /** What somebody is, behind his number. */
    private static final Pattern KIND = Pattern.compile("(\\(S-1-[0-9]+(?:-[0-9]+)*+), (group|disabled)\\)");

    private static final Pattern ITSELF = Pattern.compile("\\bS-1-5-10\\b(?! \\()");
    private static final Pattern PART =
            Pattern.compile("^(CN|OU|DC)=((?:\\\\.|[^,\\\\])*+)(?:,|$)", Pattern.CASE_INSENSITIVE);
    private static final Pattern ESCAPED = Pattern.compile("\\\\(.)");
    private static final Map<String, String> POLICIES = Map.of(
            "{31b2f340-016d-11d2-945f-00c04fb984f9}", "Default Domain Policy",
            "{6ac1786c-016f-11d2-945f-00c04fb984f9}", "Default Domain Controllers Policy");

    /** A text with the name of everybody in it before the number: who reads it looks for a name. */
    public static String people(String text, Locale locale) {
        boolean french = locale.getLanguage().equals(Locale.FRENCH.getLanguage());
        String named = SOMEBODY.matcher(text)
                .replaceAll(somebody ->
                        Matcher.quoteReplacement(name(somebody.group(2), french) + " (" + somebody.group(1) + ")"));
        String itself = ITSELF.matcher(named).replaceAll(french ? "l’objet lui-même (S-1-5-10)" : "SELF (S-1-5-10)");
        return french
                ? KIND.matcher(itself)
                        .replaceAll(
                                kind -> kind.group(1) + (kind.group(2).equals("group") ? ", groupe)" : ", désactivé)"))
                : itself;
    }

    /** A text of {@link #people} with names alone, where there is one: for a title. */
    public static String names(String text) {
        return NUMBER_AFTER_NAME.matcher(text).replaceAll("");
    }

    private static String name(String name, boolean french) {
        if (name.endsWith(", group")) {
            return (french ? "groupe " : "group ") + name.substring(0, name.length() - ", group".length());
        }
        return french && name.endsWith(", disabled")
                ? name.substring(0, name.length() - ", disabled".length()) + ", désactivé"
                : name;
    }

    /**
     * What people call the object that an item is of: the last part of its name, for a file of a policy that policy and the file.
     *
     * @param policy what the policy is called that it belongs to; empty where that is not known
     */
    public static String object(String source, String policy) {
        Matcher part = PART.matcher(source);
        if (!part.find()) {
            String file = source.substring(source.lastIndexOf('\\') + 1);
            return policy.isEmpty() ? file : policy + " (" + file + ")";
        }
        String name = ESCAPED.matcher(part.group(2)).replaceAll("$1");
        String known = POLICIES.getOrDefault(name.toLowerCase(Locale.ROOT), policy);
        if (name.startsWith("{") && !known.isEmpty()) {
            return known;
        }
        return part.group(1).equalsIgnoreCase("OU") ? "OU " + name : name;
    }

    /** An item in a line: what it does where its value says that by itself, else its name and its value. */
    public static String what(String location, String name, String value, Locale locale) {
        String colon = locale.getLanguage().equals(Locale.FRENCH.getLanguage()) ? " : " : ": ";
        if (location.equals("ad.schema") || value.isEmpty()) {
            return name;
        }
        if (location.equals("ad.certificate-template") && name.startsWith("ESC")) {
            return name.split(" ", 2)[0] + colon + value;
        }
        boolean says = name.isEmpty() || SAYING.stream().anyMatch(location::startsWith);
        return says ? value : name + colon + value;
    }

    /** An item in a line with its object, in English, for {@link #say}: names before numbers. */
    public static String line(String location, String source, String name, String value) {
        String what = people(what(location, name, value, Locale.ENGLISH), Locale.ENGLISH);
        String object = source.startsWith("{domain}") ? "the domain" : object(source, "");
        if (location.startsWith("ad.rights.")) {
            return what.contains(" over ") ? what : what + " over " + object;
        }
        return what.contains(object) ? what : object + ": " + what;
    }

    /** Places whose values say all. */
    private static final List<String> SAYING = List.of(
            "ad.rights.",
            "ad.group.privileged",
            "ad.key-credential",
            "ad.delegation",
            "ad.sid-history",
            "ad.controller",
            "ad.account.managed",
            "ad.issuance-policy",
            "ad.laps",
            "ad.policy.link",
            "ad.sysvol.file",
            "ad.settings");

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
