package bzh.vigie.collector.console.route;

import bzh.vigie.collector.commune.CommuneNames;
import bzh.vigie.collector.console.route.Vitals.Trouble;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.Deeds;
import bzh.vigie.text.LocationText;
import bzh.vigie.text.Printable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What every template is given beside its own page: words, times, who reads, where they are. Used by one thread. */
public final class View {
    private final Words words;
    private final Look look;
    private final Caller caller;
    private final String csrf;
    private final String path;
    private final String page;
    private final Map<String, List<String>> query;
    private final Supplier<Optional<Message>> message;
    private final Supplier<List<Trouble>> troubles;
    private final String once = UUID.randomUUID().toString();

    /**
     * How a reader sees the console.
     *
     * @param theme {@code light}, {@code dark}, or empty for the browser's
     * @param demonstration whether what is shown is made up
     * @param names what communes are called
     */
    public record Look(Locale locale, String theme, ZoneId zone, boolean demonstration, CommuneNames names) {}

    /** A message that is shown once. */
    public record Message(String text, Optional<Answer.Undo> undo) {}

    /**
     * A view.
     *
     * @param csrf what proves that a form is ours; empty for nobody
     * @param path that was asked for
     * @param page where the reader is: the same, or the page on which the form stands that was sent
     * @param troubles what is wrong with the collector
     * @param message of the page before, asked for by what shows it; the same whenever asked
     */
    public View(
            Words words,
            Look look,
            Caller caller,
            String csrf,
            String path,
            String page,
            Map<String, List<String>> query,
            Supplier<Optional<Message>> message,
            Supplier<List<Trouble>> troubles) {
        this.words = words;
        this.look = look;
        this.caller = caller;
        this.csrf = csrf;
        this.path = path;
        this.page = page;
        this.query = Map.copyOf(query);
        this.message = message;
        this.troubles = troubles;
    }

    /** The same in the words of another section. */
    public View in(Class<?> section) {
        return new View(Words.of(section, locale()), look, caller, csrf, path, page, query, message, troubles);
    }

    /** The number of a form: no other page has it. What is sent twice with it is done once ({@link OneTime}). */
    public String once() {
        return once;
    }

    public String say(String key, String... values) {
        return words.say(key, values);
    }

    /** Whether there are words under this key. */
    public boolean has(String key) {
        return words.has(key);
    }

    /** The words of an enumeration's constant: under the prefix and its name in lower case with dashes. */
    public String say(String prefix, Enum<?> word) {
        return words.say(prefix + "." + word.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** A code that something else wrote, in words: under the prefix and the code; the code where it has none. */
    public String coded(String prefix, String code) {
        return words.has(prefix + "." + code) ? words.say(prefix + "." + code) : shown(code, 60);
    }

    /** What a field of a form is called: its words under {@code field.} and its name, otherwise the name. */
    public String field(String name) {
        return words.has("field." + name) ? words.say("field." + name) : shown(name, 60);
    }

    /** An action of the audit log in words, by its first word or what that begins with; empty where it has none. */
    public String deed(String action) {
        return Deeds.said(action, locale()).orElse("");
    }

    /** A commune by its code and its name. */
    public String commune(Commune commune) {
        return look.names().shown(commune);
    }

    /** Several, likewise. */
    public String communes(Collection<Commune> communes) {
        return communes.stream().map(this::commune).collect(Collectors.joining(", "));
    }

    /** A place of the catalogue as people call it; its id where it has no name. */
    public String place(String location) {
        return LocationText.title(location, locale()).orElseGet(() -> shown(location, 80));
    }

    /** What communes are called. */
    public CommuneNames names() {
        return look.names();
    }

    /** Text from a host made fit to show, at most 500 characters of it. */
    public String shown(String text) {
        return shown(text, 500);
    }

    /** Text from a host made fit to show: characters that hide or turn others are made visible. */
    public String shown(String text, int most) {
        return Printable.line(text, most);
    }

    public Locale locale() {
        return look.locale();
    }

    public ZoneId zone() {
        return look.zone();
    }

    public String theme() {
        return look.theme();
    }

    /** Whether what is shown is made up: every page says so. */
    public boolean demonstration() {
        return look.demonstration();
    }

    /** Day and time, to the second. */
    public String time(Instant instant) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT, FormatStyle.MEDIUM)
                .withLocale(locale())
                .withZone(look.zone())
                .format(instant);
    }

    /** The day. */
    public String day(Instant instant) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale())
                .withZone(look.zone())
                .format(instant);
    }

    /** For a program: the {@code datetime} of a time element. */
    public String iso(Instant instant) {
        return DateTimeFormatter.ISO_INSTANT.format(instant);
    }

    public String number(long number) {
        return NumberFormat.getIntegerInstance(locale()).format(number);
    }

    public Caller who() {
        return caller;
    }

    /** Whether the reader may use what has this access. */
    public boolean may(Access access) {
        return access.allows(caller);
    }

    public String csrf() {
        return csrf;
    }

    /** The address of a file of the console. */
    public String asset(String name) {
        return Assets.path(name);
    }

    public String path() {
        return path;
    }

    /** What the address says under this name; empty where it says nothing. */
    public String query(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst().orElse("");
    }

    /** The address of the page with its query: of the one on which the form stands, where one was sent. */
    public String here() {
        return with(Map.of());
    }

    /** What was asked for with its query: where a form that was sent goes. */
    public String asked() {
        return address(path, Map.of());
    }

    /** This address with one parameter changed; without it where the value is empty. */
    public String with(String name, String value) {
        return with(Map.of(name, value));
    }

    /** This address with parameters changed; without those whose value is empty. */
    public String with(Map<String, String> changed) {
        return address(page, changed);
    }

    private String address(String base, Map<String, String> changed) {
        List<String> pairs = new ArrayList<>();
        query.forEach((name, values) -> {
            if (!changed.containsKey(name)) {
                values.forEach(value -> pairs.add(pair(name, value)));
            }
        });
        changed.forEach((name, value) -> {
            if (!value.isEmpty()) {
                pairs.add(pair(name, value));
            }
        });
        pairs.sort(String::compareTo);
        return pairs.isEmpty() ? base : base + "?" + String.join("&", pairs);
    }

    /** One segment of a path, or one value of a query, as it stands in an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String pair(String name, String value) {
        return encoded(name) + "=" + encoded(value);
    }

    /** What the page before did. */
    public Optional<Message> message() {
        return message.get();
    }

    /** What is wrong with the collector now, for who is told. */
    public List<Trouble> troubles() {
        return may(Access.HEALTH)
                ? troubles.get().stream().filter(Trouble::wrong).toList()
                : List.of();
    }

    /** That the disk is full or nearly so, for who is told. */
    public Optional<Trouble> room() {
        return may(Access.HEALTH)
                ? troubles.get().stream()
                        .filter(each -> each.key().startsWith("room-"))
                        .findFirst()
                : Optional.empty();
    }

    /** Entries of the menu that the reader may use. */
    public List<Menu.Entry> menu() {
        return Menu.of(this);
    }
}
