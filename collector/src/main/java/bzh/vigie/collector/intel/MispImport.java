package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.Gathering.TooManyException;
import bzh.vigie.collector.intel.ImportOptions.Said;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Attributes of MISP events, those of objects among them: one event, a list of events, or what MISP's search answers. One attribute or
 * object at a time is in memory.
 */
final class MispImport {
    private static final int MOST_EVENTS = 10_000;

    private final ImportOptions options;
    private final Gathering to;
    /** What is said of each event, in the order of the file: it may come after the event's attributes. */
    private final List<Event> events = new ArrayList<>();

    private int event = -1;

    MispImport(ImportOptions options, Gathering to) {
        this.options = options;
        this.to = to;
    }

    /** What an event says of all that is in it. */
    private static final class Event {
        private String info = "";
        private String organisation = "";
        private Optional<Tlp> tlp = Optional.empty();
    }

    /** Once before {@link #read}: what is said of events. */
    void look(Reader in) throws IOException, TooManyException {
        walk(in, false);
        event = -1;
    }

    void read(Reader in) throws IOException, TooManyException {
        walk(in, true);
    }

    private void walk(Reader in, boolean attributes) throws IOException, TooManyException {
        try (JsonParser parser = JsonTrees.parser(in)) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                any(parser, attributes);
                token = parser.nextToken();
            }
        }
    }

    /** A value that may hold events or attributes: the whole, {@code response}, an element of either. */
    private void any(JsonParser parser, boolean attributes) throws IOException, TooManyException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (JsonToken token = parser.nextToken();
                    token != JsonToken.END_ARRAY && token != null;
                    token = parser.nextToken()) {
                any(parser, attributes);
            }
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "Event" -> event(parser, attributes);
                    case "response" -> any(parser, attributes);
                    case "Attribute", "Object" -> content(name, parser, attributes);
                    default -> parser.skipChildren();
                }
            }
        }
    }

    private void event(JsonParser parser, boolean attributes) throws IOException, TooManyException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        event++;
        if (!attributes) {
            if (events.size() >= MOST_EVENTS) {
                throw new TooManyException();
            }
            events.add(new Event());
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "Attribute", "Object" -> content(name, parser, attributes);
                case "info" -> events.get(event).info = parser.getText();
                case "Orgc" -> {
                    if (JsonTrees.value(parser) instanceof Map<?, ?> organisation) {
                        events.get(event).organisation = JsonTrees.text(organisation, "name");
                    }
                }
                case "Tag" -> events.get(event).tlp = tlp(JsonTrees.value(parser));
                default -> parser.skipChildren();
            }
        }
    }

    private void content(String name, JsonParser parser, boolean attributes) throws IOException, TooManyException {
        if (!attributes || parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        for (JsonToken token = parser.nextToken();
                token != JsonToken.END_ARRAY && token != null;
                token = parser.nextToken()) {
            if (!(JsonTrees.value(parser) instanceof Map<?, ?> value)) {
                continue;
            }
            if (name.equals("Attribute")) {
                attribute(value, "");
            } else if (!JsonTrees.text(value, "deleted").equals("true")) {
                for (Object each : JsonTrees.list(value, "Attribute")) {
                    if (each instanceof Map<?, ?> attribute) {
                        attribute(attribute, JsonTrees.text(value, "name"));
                    }
                }
            }
        }
    }

    /** @param object name of the object that it is in; empty for none */
    private void attribute(Map<?, ?> attribute, String object) throws TooManyException {
        String type = JsonTrees.text(attribute, "type");
        String value = JsonTrees.text(attribute, "value");
        String place = Gathering.cut(JsonTrees.text(attribute, "uuid"));
        if (JsonTrees.text(attribute, "deleted").equals("true")
                || JsonTrees.text(attribute, "deleted").equals("1")) {
            to.refuse(place, value, RefusalReason.REVOKED);
            return;
        }
        String known = ofRelation(type, JsonTrees.text(attribute, "object_relation"), object);
        Said said = said(attribute);
        to.add(place, value, ObservableReader.read(known, value), what -> options.indicator(what, said));
    }

    /** In some objects the relation says more than the type, which is text. */
    private static String ofRelation(String type, String relation, String object) {
        if (!type.equals("text") && !type.equals("other")) {
            return type;
        }
        return switch (object + "/" + relation) {
            case "process/command-line", "command-line/value" -> "command-line";
            case "process/image", "file/path", "file/fullpath" -> "path";
            case "user-account/username", "credential/username" -> "account";
            case "registry-key/key" -> "regkey";
            case "windows-service/windows-service-name", "scheduled-task/task-name" ->
                object.equals("scheduled-task") ? "task" : "service";
            case "ssh-authorized-keys/fingerprint" -> "key-fingerprint";
            default -> type;
        };
    }

    private Said said(Map<?, ?> attribute) {
        Event of = event >= 0 && event < events.size() ? events.get(event) : new Event();
        Optional<Tlp> own = tlp(attribute.get("Tag"));
        String ids = JsonTrees.text(attribute, "to_ids");
        String source = of.organisation.isEmpty() || of.info.isEmpty()
                ? of.organisation + of.info
                : of.organisation + ": " + of.info;
        return new Said(
                source,
                JsonTrees.text(attribute, "comment"),
                own.isPresent() && of.tlp.isPresent()
                        ? Optional.of(own.get().stricter(of.tlp.get()))
                        : own.or(() -> of.tlp),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                ids.equals("true") || ids.equals("1"));
    }

    private static Optional<Tlp> tlp(@org.jspecify.annotations.Nullable Object tags) {
        return tags instanceof List<?> list
                ? list.stream()
                        .filter(Map.class::isInstance)
                        .flatMap(tag -> Tlp.of(JsonTrees.text((Map<?, ?>) tag, "name")).stream())
                        .reduce(Tlp::stricter)
                : Optional.empty();
    }
}
