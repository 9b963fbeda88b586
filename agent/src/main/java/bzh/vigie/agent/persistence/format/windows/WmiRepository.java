package bzh.vigie.agent.persistence.format.windows;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.FileFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.agent.windows.wmi.Repository;
import bzh.vigie.agent.windows.wmi.Subscriptions;
import bzh.vigie.agent.windows.wmi.Subscriptions.Binding;
import bzh.vigie.agent.windows.wmi.Subscriptions.Consumer;
import bzh.vigie.agent.windows.wmi.Subscriptions.Filter;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Event subscriptions of WMI: one item for each consumer, with the filters that start it; a filter that is bound to nothing that is
 * there is one too. The file is OBJECTS.DATA; index and mappings lie beside it.
 */
public final class WmiRepository implements FileFormat {
    private static final List<String> BESIDE =
            List.of("INDEX.BTR", "MAPPING1.MAP", "MAPPING2.MAP", "MAPPING3.MAP", "OBJECTS.MAP", "INDEX.MAP");

    /** Windows' own, in root\subscription, since Vista. */
    private static final String OWN = "NTEventLogEventConsumer.SCM Event Log Consumer";

    private static final String OWN_QUERY = "select * from msft_scmeventlogevent";

    @Override
    public Parsed parse(SourceFile file, OpenFile content) {
        return parse(file, content, Surroundings.NONE);
    }

    @Override
    public Parsed parse(SourceFile file, OpenFile content, Surroundings around) {
        return parsed(read(file.path(), content, around));
    }

    /** The subscriptions of a repository whose OBJECTS.DATA that is. */
    public static Subscriptions read(HostPath file, OpenFile content, Surroundings around) {
        Map<String, Bytes> files = new HashMap<>();
        files.put("OBJECTS.DATA", Bytes.of(content));
        List<OpenFile> opened = new ArrayList<>();
        try {
            for (String name : BESIDE) {
                around.open(file.parent().child(name)).ifFound().ifPresent(open -> {
                    opened.add(open);
                    files.put(name, Bytes.of(open));
                });
            }
            return Repository.read(files);
        } finally {
            opened.forEach(OpenFile::close);
        }
    }

    private static Parsed parsed(Subscriptions read) {
        List<Draft> drafts = new ArrayList<>();
        List<Filter> bound = new ArrayList<>();
        for (Consumer consumer : read.consumers()) {
            List<Binding> bindings = read.of(consumer);
            List<Filter> filters = bindings.stream()
                    .flatMap(b -> read.of(b).stream())
                    .distinct()
                    .toList();
            bound.addAll(filters);
            drafts.add(draft(consumer, bindings, filters));
        }
        for (Filter filter : read.filters()) {
            if (!bound.contains(filter)) {
                String name = filter.namespace() + ":__EventFilter." + filter.name();
                drafts.add(Commands.shown(name, "on " + filter.query()).enabled(false));
            }
        }
        return Parsed.of(drafts, read.malformed());
    }

    private static Draft draft(Consumer consumer, List<Binding> bindings, List<Filter> filters) {
        String name = consumer.className() + "." + consumer.name();
        String queries = String.join(
                " | ", filters.stream().map(Filter::query).distinct().toList());
        Run run = run(consumer);
        boolean isScript = consumer.className().equalsIgnoreCase("ActiveScriptEventConsumer");
        Text value = Text.of(consumer.does()).and("on", queries).and("by", consumer.creator());
        Draft draft = Commands.of(consumer.namespace() + ":" + name, consumer.does(), run);
        Draft told = new Draft(draft.name(), value.all(), run, !bindings.isEmpty(), draft.traits())
                .with(Trait.INLINE_SCRIPT, isScript);
        return isOwn(consumer, filters) ? told.made(true) : told;
    }

    /** Whether it is the one that Windows brings, bound to its own filter and no other. */
    public static boolean isOwn(Consumer consumer, List<Filter> filters) {
        return (consumer.className() + "." + consumer.name()).equals(OWN)
                && consumer.namespace().equalsIgnoreCase("root\\subscription")
                && !filters.isEmpty()
                && filters.stream()
                        .allMatch(f -> f.query().toLowerCase(Locale.ROOT).equals(OWN_QUERY));
    }

    /** What a consumer runs. */
    public static Run run(Consumer consumer) {
        return switch (consumer.className().toLowerCase(Locale.ROOT)) {
            case "commandlineeventconsumer" -> new WindowsRun.Command(line(consumer), false);
            case "activescripteventconsumer" -> {
                String script = consumer.properties().getOrDefault("ScriptFileName", "");
                yield script.isEmpty() ? new Run.Nothing() : new Run.Path(script);
            }
            default -> new Run.Nothing();
        };
    }

    /** The template is the command line; the program's path, where there is one, is what is started with it. */
    private static String line(Consumer consumer) {
        String program = consumer.properties().getOrDefault("ExecutablePath", "");
        String template = consumer.properties().getOrDefault("CommandLineTemplate", "");
        return template.isBlank() ? program : template;
    }
}
