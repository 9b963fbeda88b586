package bzh.vigie.collector.intel;

import bzh.vigie.collector.intel.Gathering.TooManyException;
import bzh.vigie.collector.intel.ImportOptions.Said;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Indicators of a STIX bundle of 2.0 or 2.1, or of a list of its objects; one object at a time is in memory. */
final class StixImport {
    private static final int MOST_NAMES = 10_000;

    private final ImportOptions options;
    private final Gathering to;
    /** Names of identities and TLP of marking definitions, by id; they may come after what refers to them. */
    private final Map<String, String> identities = new HashMap<>();

    private final Map<String, Tlp> markings = new HashMap<>();

    StixImport(ImportOptions options, Gathering to) {
        this.options = options;
        this.to = to;
    }

    /** What is done with an object. */
    private interface Taker {
        void take(Map<?, ?> object) throws TooManyException;
    }

    /** Once before {@link #read}: what indicators refer to. */
    void look(Reader in) throws IOException, TooManyException {
        objects(in, object -> {
            String id = JsonTrees.text(object, "id");
            if (JsonTrees.text(object, "type").equals("identity") && identities.size() < MOST_NAMES) {
                identities.put(id, JsonTrees.text(object, "name"));
            } else if (JsonTrees.text(object, "type").equals("marking-definition") && markings.size() < MOST_NAMES) {
                tlp(object).ifPresent(tlp -> markings.put(id, tlp));
            }
        });
    }

    void read(Reader in) throws IOException, TooManyException {
        objects(in, object -> {
            if (JsonTrees.text(object, "type").equals("indicator")) {
                indicator(object);
            }
        });
    }

    private static void objects(Reader in, Taker taker) throws IOException, TooManyException {
        try (JsonParser parser = JsonTrees.parser(in)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_ARRAY) {
                elements(parser, taker);
            } else if (first == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean objects = parser.currentName().equals("objects");
                    if (parser.nextToken() == JsonToken.START_ARRAY && objects) {
                        elements(parser, taker);
                    } else {
                        parser.skipChildren();
                    }
                }
            }
            // What follows the document is looked at too: it must be nothing.
            parser.nextToken();
        }
    }

    private static void elements(JsonParser parser, Taker taker) throws IOException, TooManyException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == null) {
                return;
            }
            if (JsonTrees.value(parser) instanceof Map<?, ?> object) {
                taker.take(object);
            }
        }
    }

    private void indicator(Map<?, ?> object) throws TooManyException {
        String id = Gathering.cut(JsonTrees.text(object, "id"));
        String pattern = JsonTrees.text(object, "pattern");
        String language = JsonTrees.text(object, "pattern_type");
        if (JsonTrees.text(object, "revoked").equals("true")) {
            to.refuse(id, pattern, RefusalReason.REVOKED);
        } else if (!language.isEmpty() && !language.equals("stix")) {
            to.refuse(id, pattern, RefusalReason.OTHER_PATTERN_LANGUAGE, Gathering.cut(language));
        } else {
            Said said = said(object);
            to.add(
                    id,
                    pattern,
                    ObservableReader.read(Kind.STIX, "stix-pattern", pattern),
                    what -> options.indicator(what, said));
        }
    }

    private Said said(Map<?, ?> object) {
        String name = JsonTrees.text(object, "name");
        String description = JsonTrees.text(object, "description");
        Optional<Tlp> tlp = JsonTrees.list(object, "object_marking_refs").stream()
                .map(String::valueOf)
                .flatMap(id -> Tlp.ofMarking(id).or(() -> Optional.ofNullable(markings.get(id))).stream())
                .reduce(Tlp::stricter);
        return new Said(
                identities.getOrDefault(JsonTrees.text(object, "created_by_ref"), ""),
                name.isEmpty() ? description : description.isEmpty() ? name : name + ": " + description,
                tlp,
                object.get("confidence") instanceof Number number
                        ? Optional.of(Math.clamp(number.longValue(), 0, 100))
                        : Optional.empty(),
                instant(JsonTrees.text(object, "valid_from")),
                instant(JsonTrees.text(object, "valid_until")),
                true);
    }

    private static Optional<Tlp> tlp(Map<?, ?> marking) {
        return marking.get("definition") instanceof Map<?, ?> definition
                ? Tlp.of(JsonTrees.text(definition, "tlp"))
                : Tlp.of(JsonTrees.text(marking, "name"));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
