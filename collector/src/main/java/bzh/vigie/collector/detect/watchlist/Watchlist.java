package bzh.vigie.collector.detect.watchlist;

import bzh.vigie.collector.detect.sigma.SigmaRecord;
import bzh.vigie.collector.intel.NormalForms;
import bzh.vigie.collector.intel.Observable;
import bzh.vigie.collector.store.Indicators.Listed;
import bzh.vigie.text.LetterCase;
import bzh.vigie.watchlist.LocalWatchlist;
import bzh.vigie.watchlist.NamedLocation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Indicators, so arranged that looking for all of them in a record costs hardly more than looking for one: by value, by the end of a
 * domain, by prefix of a network, by characters of a pattern. Immutable, thread-safe.
 */
public final class Watchlist {
    /** Characters of a value that are looked through; what a host tells beyond them is not. */
    private static final int LOOKED_THROUGH = 65_536;

    private static final int SHOWN = 1_000;
    /** Sightings in one record. */
    private static final int MOST = 100;

    private static final Watchlist NONE = new Watchlist(List.of());

    private final Map<String, List<Listed>> hashes = new HashMap<>();
    private final Map<String, List<Listed>> domains = new HashMap<>();
    private final Map<String, List<Listed>> urls = new HashMap<>();
    private final Map<String, List<Listed>> accounts = new HashMap<>();
    private final Map<String, List<Listed>> sids = new HashMap<>();
    private final Map<String, List<Listed>> fileNames = new HashMap<>();
    private final Map<String, List<Listed>> services = new HashMap<>();
    private final Map<String, List<Listed>> tasks = new HashMap<>();
    private final Map<String, List<Listed>> keys = new HashMap<>();
    private final Networks<Listed> networks = new Networks<>();
    private final Grams<Listed> paths = new Grams<>();
    private final Grams<Listed> names = new Grams<>();
    private final Grams<Listed> registry = new Grams<>();
    private final Grams<Listed> commands = new Grams<>();
    private final StixPatterns patterns = new StixPatterns();
    private final int size;
    private final boolean tokens;

    /** One of these. */
    public Watchlist(Collection<Listed> indicators) {
        indicators.forEach(this::add);
        size = indicators.size();
        tokens = !hashes.isEmpty() || !domains.isEmpty() || !networks.isEmpty() || !fileNames.isEmpty();
    }

    /** One without indicators. */
    public static Watchlist none() {
        return NONE;
    }

    /** How many indicators it has. */
    public int size() {
        return size;
    }

    private void add(Listed listed) {
        switch (listed.indicator().what()) {
            case Observable.Hash hash -> put(hashes, hash.digest().toLowerCase(Locale.ROOT), listed);
            case Observable.Certificate certificate -> put(hashes, certificate.hex(), listed);
            case Observable.Address address ->
                NormalForms.address(address.text())
                        .ifPresent(of -> networks.add(of, of.getAddress().length * 8, listed));
            case Observable.Cidr cidr ->
                NormalForms.address(cidr.network()).ifPresent(of -> networks.add(of, cidr.prefix(), listed));
            case Observable.Domain domain -> put(domains, domain.name(), listed);
            case Observable.Url url -> put(urls, url.text(), listed);
            case Observable.UserAccount account -> put(accounts, account.name(), listed);
            case Observable.Sid sid -> put(sids, sid.text(), listed);
            case Observable.FilePath path -> paths.add(path.pattern(), listed);
            case Observable.FileName name -> {
                if (Glob.isPattern(name.pattern())) {
                    names.add(name.pattern(), listed);
                } else {
                    put(fileNames, name.pattern(), listed);
                }
            }
            case Observable.RegistryKey key -> registry.add(key.pattern(), listed);
            case Observable.RegistryValue value -> registry.add(value.key() + "\\" + value.name(), listed);
            case Observable.Service service -> put(services, service.name(), listed);
            case Observable.ScheduledTask task -> put(tasks, task.name(), listed);
            case Observable.KeyFingerprint key -> put(keys, key.text(), listed);
            case Observable.Mutex ignored -> {
                // No source sees one.
            }
            case Observable.Command command -> commands.add(command.pattern(), listed);
            case Observable.Stix stix -> patterns.add(stix.pattern(), listed);
        }
    }

    private static void put(Map<String, List<Listed>> to, String key, Listed listed) {
        to.computeIfAbsent(key, ignored -> new ArrayList<>(1)).add(listed);
    }

    /** Those that the record shows, each once. */
    public List<Sighting> seenIn(SigmaRecord record) {
        return size == 0 ? List.of() : seenIn(record.flat());
    }

    /** Those that fields show, several values of which are separated by line feeds, each once. */
    public List<Sighting> seenIn(Map<String, String> fields) {
        if (size == 0) {
            return List.of();
        }
        Found found = new Found();
        fields.forEach((name, value) -> {
            FieldKind kind = FieldKind.of(name);
            if (kind != FieldKind.NOTHING && !value.isEmpty()) {
                look(kind, name, value, fields, found);
            }
        });
        patterns.each(fields, found::add);
        return found.all();
    }

    /** Whether anything on it is looked for in fields of this kind. */
    boolean asks(FieldKind kind) {
        boolean files = !paths.isEmpty() || !names.isEmpty() || !fileNames.isEmpty();
        boolean words = tokens || !urls.isEmpty() || !keys.isEmpty();
        boolean text = words || !commands.isEmpty() || !paths.isEmpty();
        boolean users = !accounts.isEmpty() || !sids.isEmpty();
        return switch (kind) {
            case PATH, FILE_NAME -> files;
            case ACCOUNT -> users;
            case SID -> !sids.isEmpty();
            case REGISTRY -> !registry.isEmpty();
            case SERVICE -> !services.isEmpty() || text;
            case TASK -> !tasks.isEmpty();
            case ITEM_NAME -> text || users || !services.isEmpty() || !tasks.isEmpty();
            case ITEM_SOURCE -> files || !registry.isEmpty() || !services.isEmpty() || !tasks.isEmpty();
            case NETWORK, HASH -> words;
            case TEXT -> text;
            case NOTHING -> false;
        };
    }

    /** Whether a value by itself shows anything on it, in an event of these other fields. */
    boolean shows(FieldKind kind, String value, Map<String, String> fields) {
        Found found = new Found();
        look(kind, "", value, fields, found);
        return !found.byId.isEmpty();
    }

    /** Collects what is seen. */
    private static final class Found {
        /** Made with the first: nearly nothing shows anything. */
        private Map<String, Sighting> byId = Map.of();

        void add(Listed listed, String field, String value) {
            if (byId.isEmpty()) {
                byId = new LinkedHashMap<>();
            }
            if (byId.size() < MOST) {
                byId.putIfAbsent(
                        listed.id(),
                        new Sighting(listed, field, value.length() <= SHOWN ? value : value.substring(0, SHOWN) + "…"));
            }
        }

        void all(Collection<Listed> listed, String field, String value) {
            for (Listed each : listed) {
                add(each, field, value);
            }
        }

        List<Sighting> all() {
            return List.copyOf(byId.values());
        }
    }

    private void look(FieldKind kind, String field, String whole, Map<String, String> fields, Found found) {
        String value = whole.length() <= LOOKED_THROUGH ? whole : whole.substring(0, LOOKED_THROUGH);
        switch (kind) {
            case PATH -> each(value, one -> path(field, one, found));
            case FILE_NAME -> each(value, one -> fileName(field, one, found));
            case ACCOUNT -> each(value, one -> account(field, one, found));
            case SID -> each(value, one -> found.all(sids.getOrDefault(one, List.of()), field, one));
            case REGISTRY -> each(value, one -> registry(field, one, fields.getOrDefault("Details", ""), found));
            case SERVICE -> {
                each(value, one -> found.all(services.getOrDefault(LetterCase.fold(one), List.of()), field, one));
                text(field, value, found);
            }
            case TASK -> each(value, one -> task(field, one, found));
            case ITEM_NAME -> each(value, one -> itemName(field, one, fields, found));
            case ITEM_SOURCE -> each(value, one -> source(field, one, fields, found));
            case NETWORK, HASH -> tokens(field, value, found);
            case TEXT -> text(field, value, found);
            case NOTHING -> {
                // Nothing is looked for in it.
            }
        }
    }

    private interface One {
        void take(String value);
    }

    private static void each(String value, One one) {
        if (value.indexOf('\n') < 0) {
            one.take(value);
        } else {
            value.lines().forEach(one::take);
        }
    }

    private void path(String field, String value, Found found) {
        String path = NormalForms.path(value);
        if (!paths.isEmpty()) {
            paths.candidates(path, entry -> {
                if (isAtOrBelow(entry.pattern(), path)) {
                    found.add(entry.of(), field, value);
                }
            });
        }
        fileName(field, path, found);
    }

    /** Whether it is the path, or lies in the folder of that path. */
    private static boolean isAtOrBelow(String pattern, String path) {
        if (Glob.isPattern(pattern)) {
            return Glob.matches(pattern, path)
                    || Glob.matches(pattern + "\\*", path)
                    || Glob.matches(pattern + "/*", path);
        }
        return path.startsWith(pattern)
                && (path.length() == pattern.length()
                        || pattern.endsWith("\\")
                        || pattern.endsWith("/")
                        || path.charAt(pattern.length()) == '\\'
                        || path.charAt(pattern.length()) == '/');
    }

    private void fileName(String field, String value, Found found) {
        String folded = LetterCase.fold(value);
        String name = folded.substring(Math.max(folded.lastIndexOf('\\'), folded.lastIndexOf('/')) + 1);
        found.all(fileNames.getOrDefault(name, List.of()), field, value);
        if (!names.isEmpty()) {
            names.candidates(name, entry -> {
                if (Glob.matches(entry.pattern(), name)) {
                    found.add(entry.of(), field, value);
                }
            });
        }
    }

    /** An account with its domain, and without. */
    private void account(String field, String value, Found found) {
        String folded = LetterCase.fold(value);
        found.all(accounts.getOrDefault(folded, List.of()), field, value);
        int slash = folded.lastIndexOf('\\');
        int at = folded.indexOf('@');
        if (slash >= 0) {
            found.all(accounts.getOrDefault(folded.substring(slash + 1), List.of()), field, value);
        } else if (at > 0) {
            found.all(accounts.getOrDefault(folded.substring(0, at), List.of()), field, value);
        }
        found.all(sids.getOrDefault(value, List.of()), field, value);
    }

    private void registry(String field, String value, String data, Found found) {
        if (registry.isEmpty()) {
            return;
        }
        String key = NormalForms.registryKey(value).orElseGet(() -> LetterCase.fold(value));
        registry.candidates(key, entry -> {
            boolean holds = isAtOrBelow(entry.pattern(), key)
                    && (!(entry.of().indicator().what() instanceof Observable.RegistryValue wanted)
                            || wanted.data().isEmpty()
                            || LetterCase.fold(data).contains(wanted.data()));
            if (holds) {
                found.add(entry.of(), field, value);
            }
        });
    }

    private void task(String field, String value, Found found) {
        String folded = LetterCase.fold(value.startsWith("\\") ? value.substring(1) : value);
        found.all(tasks.getOrDefault(folded, List.of()), field, value);
        found.all(tasks.getOrDefault(folded.substring(folded.lastIndexOf('\\') + 1), List.of()), field, value);
    }

    private void itemName(String field, String value, Map<String, String> fields, Found found) {
        String location = fields.getOrDefault("location", "");
        if (location.isEmpty()) {
            text(field, value, found);
            return;
        }
        found.all(keys.getOrDefault(value, List.of()), field, value);
        NamedLocation.of(location)
                .ifPresent(of -> of.names(value, fields.getOrDefault("source", ""))
                        .forEach(name -> named(of.kind(), field, name, found)));
        text(field, value, found);
    }

    private void named(LocalWatchlist.Kind kind, String field, String name, Found found) {
        switch (kind) {
            case SERVICE -> found.all(services.getOrDefault(LetterCase.fold(name), List.of()), field, name);
            case TASK -> task(field, name, found);
            case ACCOUNT -> account(field, name, found);
            case FILE, KEY, WORD -> {
                // No location's items are named so.
            }
        }
    }

    /** Whether an item of any location shows anything on it by what it is about, where this is its name or its source. */
    boolean namesAny(String value) {
        Found found = new Found();
        for (NamedLocation each : NamedLocation.values()) {
            each.names(value, value).forEach(name -> named(each.kind(), "", name, found));
        }
        return !found.byId.isEmpty();
    }

    private void source(String field, String value, Map<String, String> fields, Found found) {
        if (value.startsWith("HK") || value.startsWith("\\REGISTRY\\")) {
            String name = fields.getOrDefault("name", fields.getOrDefault("ObjectValueName", ""));
            String data = fields.getOrDefault("value", fields.getOrDefault("NewValue", ""));
            registry(field, name.isEmpty() ? value : value + "\\" + name, data, found);
            if (!name.isEmpty()) {
                registry(field, value, data, found);
            }
        } else {
            path(field, value, found);
        }
    }

    private void text(String field, String value, Found found) {
        tokens(field, value, found);
        boolean patterned = !commands.isEmpty() || !paths.isEmpty();
        if (!patterned) {
            return;
        }
        String folded = LetterCase.fold(value);
        if (!commands.isEmpty()) {
            commands.candidates(folded, entry -> {
                if (Glob.isIn(entry.pattern(), folded)) {
                    found.add(entry.of(), field, value);
                }
            });
        }
        if (!paths.isEmpty()) {
            paths.candidates(folded, entry -> {
                if (Glob.isIn(entry.pattern(), folded)) {
                    found.add(entry.of(), field, value);
                }
            });
        }
    }

    /** What stands in a text by itself: hashes, addresses, domains, names of files, fingerprints, URLs. */
    private void tokens(String field, String value, Found found) {
        if (!urls.isEmpty() && value.indexOf('/') >= 0) {
            UrlsInText.each(
                    value,
                    url -> UrlsInText.beginnings(
                            url, part -> found.all(urls.getOrDefault(part, List.of()), field, value)));
        }
        if (!keys.isEmpty() && (value.contains("SHA256:") || value.indexOf(':') >= 0)) {
            for (String word : value.split("\\s+", 64)) {
                found.all(keys.getOrDefault(word, List.of()), field, value);
            }
        }
        if (!tokens) {
            return;
        }
        int from = -1;
        boolean mark = false;
        boolean hex = true;
        for (int i = 0; i <= value.length(); i++) {
            char c = i < value.length() ? value.charAt(i) : ' ';
            if (isOfToken(c)) {
                from = from < 0 ? i : from;
                mark |= c == '.' || c == ':';
                hex &= isHex(c);
            } else if (from >= 0) {
                // Words without a dot are most of what hosts tell: of them only those that may be a hash are looked at.
                if (mark || (hex && i - from >= 8)) {
                    token(field, value, LetterCase.fold(value.substring(from, i)), mark, found);
                }
                from = -1;
                mark = false;
                hex = true;
            }
        }
    }

    private static boolean isHex(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == 'T' || c == 't';
    }

    private static boolean isOfToken(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= '9')
                || (c >= 'A' && c <= 'Z')
                || c == '.'
                || c == '-'
                || c == '_'
                || c == ':'
                || c > 0x7f;
    }

    private void token(String field, String value, String token, boolean mark, Found found) {
        String bare = token.endsWith(".") || token.endsWith(":") ? token.substring(0, token.length() - 1) : token;
        if (bare.length() >= 8 && bare.length() <= 128 && !hashes.isEmpty()) {
            found.all(hashes.getOrDefault(bare, List.of()), field, value);
        }
        if (!mark || bare.isEmpty()) {
            return;
        }
        found.all(fileNames.getOrDefault(bare, List.of()), field, value);
        if (!networks.isEmpty() && bare.length() <= 60 && isPerhapsAddress(bare)) {
            NormalForms.address(bare)
                    .or(() -> NormalForms.address(withoutPort(bare)))
                    .ifPresent(address -> networks.each(address, listed -> found.add(listed, field, value)));
        }
        if (!domains.isEmpty() && bare.length() <= 260) {
            String name = withoutPort(bare);
            for (int at = 0; at >= 0 && at < name.length(); ) {
                found.all(domains.getOrDefault(name.substring(at), List.of()), field, value);
                int dot = name.indexOf('.', at);
                at = dot < 0 ? -1 : dot + 1;
            }
        }
    }

    private static boolean isPerhapsAddress(String token) {
        char first = token.charAt(0);
        return (first >= '0' && first <= '9')
                || (token.indexOf(':') >= 0 && token.indexOf(':') != token.lastIndexOf(':'));
    }

    private static String withoutPort(String token) {
        int colon = token.indexOf(':');
        return colon > 0 && colon == token.lastIndexOf(':') ? token.substring(0, colon) : token;
    }
}
