package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.store.EventSearch;
import bzh.vigie.collector.store.EventSearch.Asked;
import bzh.vigie.collector.store.EventSearch.Hit;
import bzh.vigie.collector.store.Hosts.Host;
import bzh.vigie.collector.store.Inventories.Known;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Processes of items, out of the event history of their host: those that ran their files, and what the process that wrote one did besides within
 * a minute. A writer is known by its command, where that names the file, or because Sysmon saw it make the file (event 11): an agent
 * does not tell who writes.
 *
 * @param ran the first of each command, the oldest first
 * @param acts commands and files of what wrote an item, and of other children of the same parent
 */
public record RelatedProcesses(List<Hit> ran, List<String> acts) {
    /** Processes at most. */
    public static final int MOST = 10;

    private static final int MOST_EVENTS = 20_000;
    private static final int MOST_WRITERS = 10;
    private static final int MOST_CHILDREN = 500;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String STARTED = "process-started";
    private static final String FILE_CREATED = "11";

    /** Fields in which a file may be named that is run or written. */
    private static final Set<String> NAMING = Set.of("image", "commandline", "targetfilename");

    public RelatedProcesses {
        ran = List.copyOf(ran);
        acts = List.copyOf(acts);
    }

    /** Processes of these items, which are all of that host. */
    public static RelatedProcesses of(EventSearch history, Host host, Collection<Known> items) {
        List<Sought> sought = items.stream()
                .map(Sought::of)
                .filter(each -> !each.paths().isEmpty() || !each.sha256().isEmpty())
                .toList();
        if (sought.isEmpty()) {
            return new RelatedProcesses(List.of(), List.of());
        }
        Scope scope = new Scope.Communes(Set.of(host.commune()));
        Map<String, Hit> ran = new LinkedHashMap<>();
        List<Hit> writers = new ArrayList<>();
        int[] events = {0};
        history.each(scope, asked(sought), hit -> {
            if (hit.host().equals(host.id())) {
                take(hit, sought, ran, writers);
            }
            return ++events[0] < MOST_EVENTS;
        });
        Set<String> acts = new LinkedHashSet<>();
        writers.forEach(each -> acts(history, scope, each, acts));
        return new RelatedProcesses(List.copyOf(ran.values()), List.copyOf(acts));
    }

    /** Whether what wrote an item names the file of this one too. */
    boolean wrote(Item item) {
        return Stream.of(item.source(), item.target())
                .anyMatch(path -> acts.stream().anyMatch(act -> RelatedItems.namesFile(act, path)));
    }

    /**
     * Marked item as its processes are looked for.
     *
     * @param file that it starts, where nobody vouches for it
     * @param paths that file and the one that names it
     * @param written when that was, as far as it is known
     */
    private record Sought(String file, String sha256, List<String> paths, List<Instant> written) {
        static Sought of(Known known) {
            Item item = known.item();
            boolean vouched = RelatedItems.isFileVouched(item);
            String file = vouched ? "" : item.target();
            List<Instant> written = new ArrayList<>();
            item.times().modifiedMicros().ifPresent(micros -> written.add(Moment.instant(micros)));
            written.add(known.firstSeen());
            return new Sought(
                    file,
                    vouched ? "" : item.sha256().map(Sha256::hex).orElse(""),
                    Stream.of(file, item.source())
                            .filter(path -> path.length() >= RelatedItems.SHORTEST_PATH)
                            .distinct()
                            .toList(),
                    written);
        }

        boolean isNamedBy(String text) {
            return paths.stream().anyMatch(path -> RelatedItems.namesFile(text, path));
        }

        /** As its program, or as the script of an interpreter. */
        boolean isRunBy(Map<String, String> started) {
            String image = started.getOrDefault("Image", "");
            boolean isImage = !file.isEmpty() && RelatedItems.path(image).equals(RelatedItems.path(file));
            boolean isContent =
                    !sha256.isEmpty() && started.getOrDefault("sha256", "").equals(sha256);
            return isImage || isContent || (SystemPrograms.isTold(image) && isScriptOf(started));
        }

        private boolean isScriptOf(Map<String, String> started) {
            String command = started.getOrDefault("CommandLine", "");
            return !file.isEmpty()
                    && Stream.of(command.split("\\s+"))
                            .skip(1)
                            .filter(word -> !word.startsWith("-"))
                            .findFirst()
                            .filter(file::equals)
                            .isPresent();
        }

        boolean isOfMinute(Instant when) {
            return written.stream()
                    .anyMatch(each -> Duration.between(each, when).abs().compareTo(MINUTE) <= 0);
        }
    }

    private static void take(Hit hit, List<Sought> sought, Map<String, Hit> ran, List<Hit> writers) {
        Map<String, String> fields = hit.fields();
        boolean started = fields.getOrDefault("kind", "").equals(STARTED);
        if (started && sought.stream().anyMatch(each -> each.isRunBy(fields))) {
            String command = fields.getOrDefault("Image", "") + "\n" + fields.getOrDefault("CommandLine", "");
            if (ran.size() < MOST) {
                ran.putIfAbsent(command, hit);
            }
            return;
        }
        String named = started
                ? fields.getOrDefault("CommandLine", "")
                : fields.getOrDefault("EventID", "").equals(FILE_CREATED)
                        ? fields.getOrDefault("TargetFilename", "")
                        : "";
        boolean wrote = !named.isEmpty()
                && sought.stream().anyMatch(each -> each.isOfMinute(hit.received()) && each.isNamedBy(named));
        if (wrote && writers.size() < MOST_WRITERS) {
            writers.add(hit);
        }
    }

    /** Commands of a writer, and of its parent and its own children within a minute. */
    private static void acts(EventSearch history, Scope scope, Hit writer, Set<String> acts) {
        Map<String, String> fields = writer.fields();
        Optional<Instant> from = Optional.of(writer.received().minus(MINUTE));
        Optional<Instant> to = Optional.of(writer.received().plus(MINUTE));
        acts.add(fields.getOrDefault("CommandLine", ""));
        String maker = fields.getOrDefault("ProcessGuid", "");
        if (!fields.getOrDefault("kind", "").equals(STARTED) && !maker.isEmpty()) {
            history
                    .search(scope, Map.of("EventID", FILE_CREATED, "ProcessGuid", maker), from, to, MOST_CHILDREN)
                    .stream()
                    .filter(hit -> hit.host().equals(writer.host()))
                    .forEach(hit -> acts.add(hit.fields().getOrDefault("TargetFilename", "")));
        }
        for (String name : List.of("ParentProcessKey", "ProcessKey")) {
            String parent = fields.getOrDefault(name, "");
            if (!parent.isEmpty()) {
                history
                        .search(scope, Map.of("kind", STARTED, "ParentProcessKey", parent), from, to, MOST_CHILDREN)
                        .stream()
                        .filter(hit -> hit.host().equals(writer.host()))
                        .forEach(hit -> acts.add(hit.fields().getOrDefault("CommandLine", "")));
            }
        }
    }

    private static Asked asked(List<Sought> sought) {
        List<String> texts = sought.stream()
                .flatMap(each -> Stream.concat(each.paths().stream(), Stream.of(each.sha256())))
                .filter(text -> !text.isEmpty())
                .map(text -> text.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        boolean plain = texts.stream()
                .allMatch(text -> StandardCharsets.US_ASCII.newEncoder().canEncode(text));
        return new Asked() {
            @Override
            public boolean isIn(String field) {
                return NAMING.contains(field) || field.equals("sha256");
            }

            @Override
            public boolean mayBe(String field, String value) {
                return texts.stream().anyMatch(value::contains);
            }

            @Override
            public List<String> texts() {
                return plain ? texts : List.of();
            }

            @Override
            public void passed(long events) {
                // Nobody waits for it.
            }
        };
    }
}
