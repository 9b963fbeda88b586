package bzh.vigie.wire;

import java.util.HashMap;
import java.util.Map;

/** Names and values as others sent them, within their bounds. */
final class Fields {
    private Fields() {}

    /**
     * Those that came.
     *
     * @throws IllegalArgumentException where there are more, or longer ones, than may be
     */
    static Map<String, String> checked(String what, Map<String, String> sent, int most) {
        if (sent.size() > most) {
            throw new IllegalArgumentException(what + " has more than " + most + " entries");
        }
        Map<String, String> fields = HashMap.newHashMap(sent.size());
        sent.forEach((name, value) -> fields.put(
                Decoding.text("field name", name, Bounds.ID), Decoding.text("field value", value, Bounds.TEXT)));
        return fields;
    }
}
