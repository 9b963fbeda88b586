package bzh.vigie.event;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The flat keys of an item (DESIGN.md 5.5): the same words in a scan's JSON lines, in rules over {@code service:
 * persistence} and in the history. Values are {@code String}, {@code Boolean}, {@code Long} or {@code List<String>}; a key
 * whose value is empty is left out, except {@code enabled}.
 */
public final class ItemFields {
    private ItemFields() {}

    /** In a fixed order. */
    public static Map<String, Object> of(Item item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "location", item.location());
        put(fields, "techniques", item.techniques());
        put(fields, "os", item.os());
        put(fields, "scope", item.scope());
        put(fields, "user", item.account().map(Account::name).orElse(""));
        put(fields, "name", item.name());
        put(fields, "value", item.value());
        put(fields, "source", item.source());
        put(fields, "target", item.target());
        put(fields, "sha256", item.sha256().map(Sha256::hex).orElse(""));
        put(fields, "signer", item.signer());
        put(fields, "signature", word(item.signature()));
        put(fields, "package", item.packageName());
        put(fields, "shipped", word(item.shipped()));
        fields.put("enabled", item.enabled());
        put(fields, "modified", item.times().modifiedMicros());
        put(fields, "last_logon", item.times().lastLogonMicros());
        put(fields, "password_set", item.times().passwordSetMicros());
        put(fields, "starts", item.times().starts());
        put(fields, "key", item.key());
        put(fields, "fingerprint", item.fingerprint());
        put(fields, "shape", item.shape());
        put(fields, "account_id", item.account().map(Account::id).orElse(""));
        put(fields, "resolved", item.resolved());
        put(fields, "replaceable_by", item.replaceableBy());
        put(fields, "authentihash", item.authentihash());
        put(fields, "imphash", item.imphash());
        put(fields, "tlsh", item.tlsh());
        put(fields, "original_name", item.originalName());
        put(fields, "pdb", item.pdb());
        put(fields, "build", item.build());
        put(fields, "observables", item.observables());
        put(
                fields,
                "traits",
                item.traits().stream().map(ItemFields::word).sorted().toList());
        return fields;
    }

    /** How a constant is written in JSON, rules and history: lower case with dashes. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void put(Map<String, Object> fields, String key, OptionalLong micros) {
        micros.ifPresent(m -> put(fields, key, Moment.instant(m).toString()));
    }

    private static void put(Map<String, Object> fields, String key, Object value) {
        boolean empty = value instanceof String text ? text.isEmpty() : value instanceof List<?> list && list.isEmpty();
        if (!empty) {
            fields.put(key, value);
        }
    }
}
