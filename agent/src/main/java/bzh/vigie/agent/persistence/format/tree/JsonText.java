package bzh.vigie.agent.persistence.format.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;

/** JSON (RFC 8259; comments and a comma too many are taken, as several programs do), read as far as it is right. */
public final class JsonText {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Leaves.MAX_DEPTH)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private JsonText() {}

    /** Its scalars; total. A byte order mark before it is passed over. */
    public static Leaves parse(String text) {
        Leaves leaves = new Leaves();
        String bare = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (JsonParser parser = JSON.createParser(bare)) {
            JsonToken token = parser.nextToken();
            if (token != null) {
                value(parser, "", leaves);
            }
        } catch (IOException e) {
            leaves.addMalformed();
        }
        return leaves;
    }

    /** Whether there is nothing in it but blanks and comments. */
    public static boolean isNothing(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static void value(JsonParser parser, String path, Leaves leaves) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String child = Leaves.child(path, parser.currentName());
                    parser.nextToken();
                    value(parser, child, leaves);
                }
            }
            case START_ARRAY -> {
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    value(parser, path + "/" + i, leaves);
                }
            }
            case VALUE_NULL -> {}
            default -> leaves.add(path, parser.getText());
        }
    }
}
