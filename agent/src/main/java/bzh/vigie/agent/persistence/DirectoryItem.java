package bzh.vigie.agent.persistence;

import bzh.vigie.agent.persistence.catalogue.Location;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Make;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BinaryOperator;

/** How what was found in a directory, or among what controllers share, becomes an item. Pure. */
final class DirectoryItem {
    private static final int MAX_VALUE = 8_192;

    private DirectoryItem() {}

    /**
     * That item.
     *
     * @param source where it is
     * @param changed when that changed last, microseconds since 1970 UTC
     * @param target what it runs, as a path of what is shared or as it is written; empty for nothing
     * @param distinct gives a name for a source and a name, which no other item there has
     */
    static Item of(
            Location location,
            Draft draft,
            String source,
            OptionalLong changed,
            String target,
            Optional<Sha256> content,
            BinaryOperator<String> distinct) {
        return new Item(
                location.id(),
                location.techniques(),
                "windows",
                Optional.empty(),
                distinct.apply(source, ItemMaker.boundedName(draft.name())),
                cut(draft.value()),
                source,
                cut(target),
                content,
                "",
                Item.Signature.NOT_CHECKED,
                "",
                draft.make() == Make.AS_MADE ? Shipped.AS_PACKAGED : Shipped.UNKNOWN,
                draft.enabled(),
                draft.times().ofSource(changed),
                target.isEmpty() ? List.of() : List.of(cut(target)),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                draft.traits());
    }

    /** What is beyond is in the digest, so that a change of it is one. */
    private static String cut(String text) {
        return text.length() > MAX_VALUE
                ? ItemMaker.cut(text, MAX_VALUE - 80) + " SHA-256 "
                        + Sha256.over(text.getBytes(StandardCharsets.UTF_8)).hex()
                : text;
    }
}
