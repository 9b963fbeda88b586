package bzh.vigie.collector.console;

import bzh.vigie.collector.console.TestConsole.Client;
import bzh.vigie.collector.console.route.Method;
import bzh.vigie.collector.console.route.Route;
import bzh.vigie.collector.console.sign.LookPage;
import bzh.vigie.collector.store.People.Role;
import bzh.vigie.collector.store.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every page of the router that can be looked at, each with somebody who may see it. */
final class SeenPages {
    private SeenPages() {}

    /**
     * A page.
     *
     * @param name fit for a file
     */
    record Seen(String name, Route route, String path, Client reader) {
        /** The reader's cookies, with a language and a theme chosen. */
        Map<String, String> cookies(String language, String theme) {
            Map<String, String> cookies = new HashMap<>(reader.cookies());
            cookies.put(LookPage.LANGUAGE_COOKIE, language);
            cookies.put(LookPage.THEME_COOKIE, theme);
            return cookies;
        }
    }

    /** Those of this console, about these samples. */
    static List<Seen> of(TestConsole console, Samples samples) throws IOException {
        List<Seen> all = new ArrayList<>();
        // One session a person: the console keeps only the newest few of each.
        Map<Role, Client> readers = new EnumMap<>(Role.class);
        for (Routes.Owned owned : console.routes().all()) {
            Route route = owned.route();
            Optional<Client> reader = reader(console, route, readers);
            if (reader.isEmpty()) {
                continue;
            }
            String path = samples.path(route, TestConsole.OWN);
            if (reader.get().isPage(path)) {
                String name = route.path().replaceAll("[^a-z]+", "-").replaceAll("^-+|-+$", "");
                all.add(new Seen(name.isEmpty() ? "watch" : name, route, path, reader.get()));
            }
        }
        return all;
    }

    /** Somebody who may see it, where it is something to look at. */
    private static Optional<Client> reader(TestConsole console, Route route, Map<Role, Client> readers) {
        if (route.isApi() || route.method() != Method.GET) {
            return Optional.empty();
        }
        if (route.access().anyone()) {
            return Optional.of(console.nobody());
        }
        return List.of(Role.LEAD, Role.ADMINISTRATOR, Role.ANALYST, Role.COMMUNE_READER, Role.AUDITOR).stream()
                .filter(role -> route.access().allows(Optional.of(role), new Scope.All()))
                .findFirst()
                .map(role -> readers.computeIfAbsent(role, console::as));
    }
}
