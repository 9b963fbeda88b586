package bzh.vigie.collector;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Commune;
import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.collector.store.StoreException;
import bzh.vigie.collector.store.lucene.LuceneHistory;
import bzh.vigie.text.SourceText;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code hosts states}: what hosts went through, newest first: start, shutdown, one that nobody asked for, sleep, a clock that was set,
 * sessions and the user at the console. Out of the event history, also while the collector runs.
 */
@Command(name = "states", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class HostStatesCommand implements Callable<Integer> {
    /** Of a commune, to find those of one of its hosts. */
    private static final int MOST_READ = 20_000;

    private static final int MOST_SHOWN = 10_000;
    private static final int LONGEST_DETAIL = 2_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions options = new FolderOptions();

    @Parameters(paramLabel = "ID", arity = "0..1", descriptionKey = "states-id")
    private Optional<String> id = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", descriptionKey = "states-limit")
    private int limit = 50;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST_SHOWN) {
            spec.commandLine().getErr().println(options.words().say("states-limit-allowed", number(MOST_SHOWN)));
            return 2;
        }
        return Folders.withStore(options, spec.commandLine().getErr(), InstantSource.system(), this::show);
    }

    private int show(Store store) {
        Optional<Host> host = id.flatMap(one -> TypedId.host(
                store,
                new Scope.All(),
                one,
                options.words().locale(),
                spec.commandLine().getErr()));
        if (id.isPresent() && host.isEmpty()) {
            return 1;
        }
        Scope scope = host.map(Host::commune)
                .<Scope>map((Commune commune) -> new Scope.Communes(Set.of(commune)))
                .orElse(new Scope.All());
        int read = host.isEmpty() ? limit : MOST_READ;
        try (EventSearch search = LuceneHistory.openToSearch(options.folder().history())) {
            List<Hit> hits =
                    search.search(scope, Map.of("kind", "agent-state"), Optional.empty(), Optional.empty(), read);
            List<Hit> shown = hits.stream()
                    .filter(hit ->
                            host.isEmpty() || hit.host().equals(host.get().id()))
                    .limit(limit)
                    .toList();
            shown.forEach(hit -> spec.commandLine()
                    .getOut()
                    .println(
                            options.json()
                                    ? row(hit)
                                    : line(hit, options.words().locale())));
            if (host.isPresent() && hits.size() == read && shown.size() < limit) {
                spec.commandLine().getErr().println(options.words().say("states-cut", number(read)));
            }
        } catch (StoreException e) {
            spec.commandLine()
                    .getErr()
                    .println(StoreWork.sentence(
                            Words.of(StoreWork.class, options.words().locale()), e));
            return 1;
        }
        return 0;
    }

    private static String number(int number) {
        return Integer.toString(number);
    }

    private static String line(Hit hit, Locale locale) {
        String start = hit.fields().getOrDefault("start", "");
        String detail = hit.fields().getOrDefault("detail", "");
        return hit.received() + "  " + hit.commune() + "  " + hit.host() + "  "
                + AlertTexts.code("action", hit.fields().getOrDefault("action", ""), locale)
                + (start.isEmpty() || start.equals("same-boot")
                        ? ""
                        : " (" + AlertTexts.code("start", start, locale) + ")")
                + (detail.isEmpty() ? "" : "  " + Words.clean(SourceText.say(detail, locale), LONGEST_DETAIL));
    }

    private static JsonRow row(Hit hit) {
        return new JsonRow("host-state")
                .put("id", hit.id())
                .put("host", hit.host().text())
                .put("commune", hit.commune().insee())
                .put("received", hit.received().toString())
                .put("action", hit.fields().getOrDefault("action", ""))
                .put("start", hit.fields().getOrDefault("start", ""))
                .put("sensor", hit.fields().getOrDefault("sensor", ""))
                .put("detail", hit.fields().getOrDefault("detail", ""));
    }
}
