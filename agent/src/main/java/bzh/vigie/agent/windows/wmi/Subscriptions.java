package bzh.vigie.agent.windows.wmi;

import bzh.vigie.text.LetterCase;
import java.util.List;
import java.util.Map;

/**
 * What WMI runs when something happens.
 *
 * @param carved whether instances were looked for in the data without the index, since that is damaged: what is found so may have
 *     been removed already, and its namespace is not known
 * @param malformed how many pages, keys and records were not understood
 */
public record Subscriptions(
        List<Filter> filters, List<Consumer> consumers, List<Binding> bindings, boolean carved, int malformed) {
    public Subscriptions {
        filters = List.copyOf(filters);
        consumers = List.copyOf(consumers);
        bindings = List.copyOf(bindings);
    }

    /**
     * On what.
     *
     * @param namespace where it is, {@code root\subscription}; {@code ?} where it is not known
     * @param eventNamespace where its query looks
     * @param creator SID of the account that made it
     */
    public record Filter(
            String namespace, String name, String query, String language, String eventNamespace, String creator) {}

    /**
     * What is done.
     *
     * @param className one of the five of Windows ({@code CommandLineEventConsumer} …) or another
     * @param properties by name, those that are set
     */
    public record Consumer(
            String namespace, String className, String name, Map<String, String> properties, String creator) {
        public Consumer {
            properties = Map.copyOf(properties);
        }

        /** What it runs, sends or writes, in one text. */
        public String does() {
            return switch (className.toLowerCase(java.util.Locale.ROOT)) {
                case "commandlineeventconsumer" -> joined(" ", "ExecutablePath", "CommandLineTemplate");
                case "activescripteventconsumer" -> joined(" ", "ScriptingEngine", "ScriptFileName", "ScriptText");
                case "logfileeventconsumer" -> joined(" ", "Filename", "Text");
                case "nteventlogeventconsumer" ->
                    joined(" ", "UNCServerName", "SourceName", "EventID", "InsertionStringTemplates");
                case "smtpeventconsumer" -> joined(" ", "SMTPServer", "ToLine", "Subject", "Message");
                default ->
                    String.join(
                            " ",
                            properties.entrySet().stream()
                                    .sorted(Map.Entry.comparingByKey())
                                    .map(Map.Entry::getValue)
                                    .toList());
            };
        }

        private String joined(String by, String... names) {
            return String.join(
                    by,
                    List.of(names).stream()
                            .map(n -> properties.getOrDefault(n, ""))
                            .filter(v -> !v.isEmpty())
                            .toList());
        }
    }

    /** What binds a filter to a consumer, both by their object paths. */
    public record Binding(String namespace, String filter, String consumer, String creator) {
        /** The name that an object path ends in: {@code x} of {@code __EventFilter.Name="x"}. */
        public static String nameIn(String path) {
            int quote = path.indexOf('"');
            int end = path.lastIndexOf('"');
            return quote >= 0 && end > quote
                    ? path.substring(quote + 1, end).replace("\\\"", "\"").replace("\\\\", "\\")
                    : path;
        }

        /** Whether the path names something of that class and name. */
        static boolean leadsTo(String path, String className, String name) {
            String last = path.substring(path.indexOf(':') + 1);
            return last.toLowerCase(java.util.Locale.ROOT)
                            .startsWith(className.toLowerCase(java.util.Locale.ROOT) + ".")
                    && LetterCase.same(nameIn(path), name);
        }
    }

    /** The bindings that lead to a consumer: without one it never runs. */
    public List<Binding> of(Consumer consumer) {
        return bindings.stream()
                .filter(b -> Binding.leadsTo(b.consumer(), consumer.className(), consumer.name()))
                .toList();
    }

    /** The filters that a binding names. */
    public List<Filter> of(Binding binding) {
        return filters.stream()
                .filter(f -> Binding.leadsTo(binding.filter(), Layout.FILTER.className, f.name()))
                .toList();
    }
}
