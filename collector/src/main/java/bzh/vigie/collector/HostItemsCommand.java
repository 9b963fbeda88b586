package bzh.vigie.collector;

import bzh.vigie.collector.detect.Marking;
import bzh.vigie.collector.detect.returns.Sweep;
import bzh.vigie.collector.review.DecisionNeed;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.Store;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.LetterCase;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code hosts items}: what a host has now that runs by itself or lets somebody in, each with the key by which it is marked. */
@Command(name = "items", mixinStandardHelpOptions = true, resourceBundle = "bzh.vigie.collector.Main")
final class HostItemsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private FolderOptions options = new FolderOptions();

    @Parameters(paramLabel = "ID", descriptionKey = "items-id")
    private String id = "";

    @Option(names = "--location", paramLabel = "LOCATION", descriptionKey = "items-location")
    private Optional<String> location = Optional.empty();

    @Option(names = "--name", paramLabel = "TEXT", descriptionKey = "items-name")
    private String name = "";

    @Option(names = "--foreign", descriptionKey = "items-foreign")
    private boolean foreign;

    @Override
    public Integer call() {
        return Folders.withStore(options, spec.commandLine().getErr(), InstantSource.system(), this::show);
    }

    private int show(Store store) {
        Optional<Host> host = TypedId.host(
                store,
                new Scope.All(),
                id,
                options.words().locale(),
                spec.commandLine().getErr());
        if (host.isEmpty()) {
            return 1;
        }
        Instant now = InstantSource.system().instant();
        List<Known> items =
                store.read(session -> session.inventories().at(host.get().id(), now));
        items.stream()
                .filter(each -> isAsked(each.item()))
                .forEach(each -> spec.commandLine().getOut().println(options.json() ? row(each) : line(each)));
        return 0;
    }

    private boolean isAsked(Item item) {
        String part = LetterCase.fold(name);
        return location.filter(each -> !item.location().startsWith(each)).isEmpty()
                && !(foreign && DecisionNeed.isAsShipped(item))
                && (LetterCase.fold(item.name()).contains(part)
                        || LetterCase.fold(item.value()).contains(part)
                        || LetterCase.fold(item.source()).contains(part));
    }

    private static String line(Known known) {
        return known.item().key() + "  " + known.firstSeen() + "  "
                + Words.clean(Marking.shown(Sweep.fields(known.item())));
    }

    private static JsonRow row(Known known) {
        Item item = known.item();
        return new JsonRow("host-item")
                .put("key", item.key())
                .put("location", item.location())
                .put("name", item.name())
                .put("value", item.value())
                .put("source", item.source())
                .put("target", item.target())
                .put("shipped", ItemFields.word(item.shipped()))
                .put("first_seen", known.firstSeen().toString());
    }
}
