package bzh.vigie.agent.persistence.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** JSON text (RFC 8259; comments are allowed, as several programs do) as the list of its scalars with their places. */
public final class Json {
    private static final int MAX_SCALARS = 20_000;
    private static final int MAX_DEPTH = 32;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(1 << 20)
                    .build())
            .build();

    /**
     * A scalar.
     *
     * @param place names of members and numbers of elements from the outside in
     */
    public record Scalar(List<String> place, String value) {
        public Scalar {
            place = List.copyOf(place);
        }

        /** The number of the element, as text, of the array with this place that it is in; empty where it is in none. */
        Optional<String> elementOf(List<String> array) {
            return place.size() > array.size() && place.subList(0, array.size()).equals(array)
                    ? Optional.of(place.get(array.size()))
                    : Optional.empty();
        }
    }

    private final List<Scalar> scalars = new ArrayList<>();
    private boolean malformed;

    private Json() {}

    /** Total; what stands before a mistake counts. */
    public static Json parse(String text) {
        Json json = new Json();
        try (JsonParser parser = FACTORY.createParser(text.startsWith("\ufeff") ? text.substring(1) : text)) {
            json.read(parser);
        } catch (IOException e) {
            json.malformed = true;
        }
        return json;
    }

    private void read(JsonParser parser) throws IOException {
        List<String> place = new ArrayList<>();
        List<Integer> counts = new ArrayList<>();
        String field = "";
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
            if (scalars.size() >= MAX_SCALARS) {
                malformed = true;
                return;
            }
            if (token == JsonToken.FIELD_NAME) {
                field = parser.currentName();
                continue;
            }
            if (token.isStructEnd()) {
                counts.removeLast();
                if (!place.isEmpty()) {
                    place.removeLast();
                }
                continue;
            }
            String name = field;
            boolean inside = !counts.isEmpty();
            if (inside && counts.getLast() >= 0) {
                name = Integer.toString(counts.getLast());
                counts.set(counts.size() - 1, counts.getLast() + 1);
            }
            if (token.isStructStart()) {
                if (inside) {
                    place.add(name);
                }
                counts.add(token == JsonToken.START_ARRAY ? 0 : -1);
            } else {
                List<String> at = new ArrayList<>(place);
                at.add(name);
                scalars.add(new Scalar(at, parser.getText()));
            }
        }
    }

    /** In the order of the text. */
    public List<Scalar> scalars() {
        return scalars;
    }

    /** 1 where the text is not JSON to its end, otherwise 0. */
    public int malformed() {
        return malformed ? 1 : 0;
    }

    /** The scalar at a place, empty text if there is none. */
    public String value(String... place) {
        List<String> wanted = List.of(place);
        return scalars.stream()
                .filter(s -> s.place().equals(wanted))
                .map(Scalar::value)
                .findFirst()
                .orElse("");
    }

    /** The scalars directly in the array at a place. */
    public List<String> values(String... array) {
        List<String> wanted = List.of(array);
        return scalars.stream()
                .filter(s -> s.place().size() == wanted.size() + 1
                        && s.place().subList(0, wanted.size()).equals(wanted))
                .map(Scalar::value)
                .toList();
    }

    /** The names or numbers of what is directly in the member or array at a place, in order. */
    public List<String> children(String... parent) {
        List<String> wanted = List.of(parent);
        return scalars.stream()
                .flatMap(s -> s.elementOf(wanted).stream())
                .distinct()
                .toList();
    }
}
