package bzh.vigie.collector.review;

import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.Account;
import bzh.vigie.event.Item;
import bzh.vigie.event.Item.Shipped;
import bzh.vigie.event.Item.Signature;
import bzh.vigie.event.ItemFields;
import bzh.vigie.event.Sha256;
import bzh.vigie.text.LetterCase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which items are one thing to decide about: those of one shape (DESIGN.md 5.8) that the same publisher vouches for in the same way and
 * that run for the same kind of account. Where the shape leaves out what matters, in accounts, keys, rights and remote access, name, value
 * and account must be the same too; of a directory, the object as well. Pure.
 */
public final class GroupKey {
    /** Goes up when what makes a group changes: all of them then wait again. */
    private static final String VERSION = "1";

    private static final int FIRST_ORDINARY = 1_000;
    private static final Pattern SID = Pattern.compile("S-1-5-21-\\d{1,10}-\\d{1,10}-\\d{1,10}-(\\d{1,10})(?!\\d)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");
    private static final List<String> IDENTITIES =
            List.of(".account.", ".remote.", ".ssh.", ".trust.", ".hidden", ".sudo", ".group", "rights");

    /** Of a directory, GUIDs and SIDs are the things themselves, and two policies may have one name. */
    private static final String DIRECTORY = Directories.LOCATIONS;

    private GroupKey() {}

    /** The group's id: SHA-256 in hex, the same on every collector. */
    public static String of(Item item) {
        return of(item, item.shape());
    }

    /** As {@link #of(Item)}, of an item whose shape is known. */
    static String of(Item item, String shape) {
        boolean directory = item.location().startsWith(DIRECTORY);
        boolean identity = directory || IDENTITIES.stream().anyMatch(item.location()::contains);
        return hash(List.of(
                VERSION,
                shape,
                ItemFields.word(item.signature()),
                ItemFields.word(item.shipped()),
                item.packageName(),
                holder(item),
                identity ? LetterCase.fold(item.name()) : "",
                identity ? item.value() : "",
                identity ? item.account().map(Account::name).orElse("") : "",
                directory ? LetterCase.fold(item.source()) : ""));
    }

    /** The id of what became of a group. */
    static String of(String group, String change) {
        return hash(List.of(VERSION, group, change));
    }

    /** Whoever vouches for the item's file: its signer or its package; empty where nobody does. */
    public static String publisher(Item item) {
        if (item.signature() == Signature.VALID && !item.signer().isBlank()) {
            return "signer " + item.signer();
        }
        return item.shipped() == Shipped.AS_PACKAGED && !item.packageName().isBlank()
                ? "package " + item.packageName()
                : "";
    }

    /** The kind of account that it belongs to, and the built-in ones that its name and value speak of. */
    private static String holder(Item item) {
        TreeSet<String> kinds = new TreeSet<>();
        item.account().map(Account::id).ifPresent(id -> kinds.add(kind(id)));
        for (String text : List.of(item.name(), item.value())) {
            if (text.contains("S-1-5-21-")) {
                Matcher sid = SID.matcher(text);
                while (sid.find()) {
                    kinds.add(kind(sid.group()));
                }
            }
        }
        return String.join(" ", kinds);
    }

    private static String kind(String id) {
        Matcher sid = SID.matcher(id);
        String number = sid.matches() ? sid.group(1) : id;
        if (!NUMBER.matcher(number).matches()) {
            return id;
        }
        long value = Long.parseLong(number);
        if (value >= FIRST_ORDINARY) {
            return "ordinary";
        }
        // Of Linux, root is one and services are another; of Windows each built-in account and group has its own
        // number.
        return sid.matches() ? "rid " + value : value == 0 ? "root" : "service";
    }

    private static String hash(List<String> fields) {
        MessageDigest digest = Sha256.digest();
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
