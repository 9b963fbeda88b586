package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.Directories;
import bzh.vigie.text.DirectoryText;
import bzh.vigie.text.Printable;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * What an alert about a directory says besides the fields of its item: what the object is called, what the item does in a line, with names
 * before numbers, and what else belongs to the same act. Pure.
 */
final class DirectoryDetails {
    /** What the object is called. */
    static final String OBJECT = "object";

    /** What the item does, in a line. */
    static final String WHAT = "what";

    /** The other items of the act, a line each: place, change, object, name, value, policy and rule, with tabs between. */
    static final String TOGETHER = "together";

    /** How many more there are. */
    static final String MORE = "together_more";

    /** What the explanation lists in lines of its own. */
    static final Set<String> LISTED = Set.of(TOGETHER, MORE);

    private static final int LONGEST = 400;
    /** The object of a right, as an agent writes it after the right. */
    private static final Pattern OVER = Pattern.compile("^(.*?: [a-z-]+(?: [^ ,]+)?) over [^,]*(.*)$", Pattern.DOTALL);

    private static final String HEAD = "{domain}";

    private DirectoryDetails() {}

    /**
     * The evidence with both.
     *
     * @param told as it is stored
     * @param said the same in the reader's words
     * @param words by key
     */
    static Map<String, String> with(
            Map<String, String> told, Map<String, String> said, UnaryOperator<String> words, Locale locale) {
        if (!Directories.isOfDirectory(told)) {
            return ofHost(said);
        }
        Map<String, String> all = new LinkedHashMap<>();
        said.forEach((field, value) -> all.put(field, DirectoryText.people(value, locale)));
        all.put(
                WHAT,
                what(
                        told.getOrDefault("location", ""),
                        told.getOrDefault("name", ""),
                        told.getOrDefault("value", ""),
                        locale));
        all.putIfAbsent(OBJECT, object(told.getOrDefault("source", ""), told.getOrDefault("policy", ""), told, words));
        return all;
    }

    /** A rule about policies may hold of a controller's disk as well. */
    private static Map<String, String> ofHost(Map<String, String> said) {
        if (!said.containsKey("location")) {
            return said;
        }
        Map<String, String> all = new LinkedHashMap<>(said);
        String source = said.getOrDefault("source", "");
        all.putIfAbsent(OBJECT, source);
        all.putIfAbsent(WHAT, said.getOrDefault("name", ""));
        return all;
    }

    /** A title, for what was there at the first reading with how many others there are. */
    static String title(String title, Map<String, String> told, UnaryOperator<String> words) {
        if (!Directories.isOfDirectory(told)) {
            return title;
        }
        String names = DirectoryText.names(title);
        if (!told.getOrDefault("change", "").equals("present")) {
            return names;
        }
        String more = told.getOrDefault(MORE, "");
        long others = told.getOrDefault(TOGETHER, "").lines().count()
                + (more.matches("[0-9]{1,9}") ? Long.parseLong(more) : 0);
        return words.apply("title.present" + (others == 0 ? "" : others == 1 ? "-one" : "-many"))
                .replace("{title}", names)
                .replace("{count}", Long.toString(others));
    }

    /** What else belongs to the act, a line each; empty where nothing does. */
    static String together(Map<String, String> told, UnaryOperator<String> words, Locale locale) {
        String lines = told.getOrDefault(TOGETHER, "");
        if (lines.isEmpty()) {
            return "";
        }
        String present = told.getOrDefault("change", "").equals("present") ? ".present" : "";
        StringBuilder text = new StringBuilder(words.apply("together" + present));
        lines.lines().forEach(line -> text.append("\n  ").append(line(line, told, words, locale)));
        String more = told.getOrDefault(MORE, "");
        if (!more.isEmpty()) {
            text.append("\n  ").append(words.apply("together.more").replace("{count}", Printable.line(more, 20)));
        }
        return text.toString();
    }

    private static String line(String line, Map<String, String> told, UnaryOperator<String> words, Locale locale) {
        String[] parts = line.split("\t", -1);
        if (parts.length < 6) {
            return Printable.line(line, LONGEST);
        }
        String location = parts[0];
        String change = parts[1].equals("removed") || parts[1].equals("changed")
                ? " (" + words.apply("code.change." + parts[1]) + ")"
                : "";
        String text = object(parts[2], parts[5], told, words)
                + words.apply("colon")
                + what(location, parts[3], parts[4], locale)
                + change;
        return Printable.line(
                DirectoryNames.of(told, words).in(Map.of(WHAT, text)).getOrDefault(WHAT, text), LONGEST);
    }

    /** What it does, in the reader's words, without the object that stands beside it. */
    private static String what(String location, String name, String value, Locale locale) {
        String right = location.startsWith("ad.rights.") ? OVER.matcher(value).replaceFirst("$1$2") : value;
        return DirectoryText.people(
                DirectoryText.what(
                        location,
                        DirectoryText.say(location, name, locale),
                        DirectoryText.say(location, right, locale),
                        locale),
                locale);
    }

    private static String object(String source, String policy, Map<String, String> told, UnaryOperator<String> words) {
        if (source.equals(HEAD)) {
            String domain = told.getOrDefault(Directories.DOMAIN_FIELD, "");
            return domain.isEmpty() ? words.apply("directory.head") : domain;
        }
        return DirectoryText.object(source, policy);
    }
}
