package bzh.vigie.wire;

import bzh.vigie.event.Item;
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

    /**
     * An item as an agent tells it.
     *
     * @throws IllegalArgumentException where something of it is over its bounds, or its location is none
     */
    static Item item(bzh.vigie.v1.Item sent) {
        location(sent.getLocation());
        return Decoding.item(sent);
    }

    /**
     * The id of a location as catalogues have them. Rules compare without regard to case, and what only a chosen agent may tell is known by
     * how its location begins: one that is written otherwise would be taken for another by one of both.
     *
     * @throws IllegalArgumentException where it has another form
     */
    static String location(String id) {
        Decoding.text("location", id, Bounds.ID);
        if (id.isEmpty() || id.chars().anyMatch(c -> !isOfLocation(c))) {
            throw new IllegalArgumentException("location is not of lower-case letters, digits, dots and hyphens");
        }
        return id;
    }

    private static boolean isOfLocation(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    }
}
