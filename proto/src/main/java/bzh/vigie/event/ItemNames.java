package bzh.vigie.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The three names of an item (DESIGN.md 5.8), each a SHA-256 over length-prefixed UTF-8 fields in a fixed order, so that no
 * two different lists of fields give the same bytes. A name starts with its version: a change of what goes in is a new
 * version, and what it makes appear is newly visible, not added.
 */
public final class ItemNames {
    /** Goes up when the fields of {@link #fingerprint} or {@link #shape} change. */
    public static final int VERSION = 1;

    private static final Pattern HOME = Pattern.compile("(?<![\\w/])(/home/|/var/home/|/export/home/)[^/\\s:'\"]+");
    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern SID = Pattern.compile("S-1-5-21-\\d+-\\d+-\\d+-\\d+");
    private static final Pattern PROFILE = Pattern.compile("(?i)([A-Z]:\\\\Users\\\\)[^\\\\\\s\"]+");
    private static final Pattern RANDOM_PART =
            Pattern.compile("(?<=[./_-])(?=[A-Za-z]*\\d)(?=\\d*[A-Za-z])[0-9A-Za-z]{16,}(?=$|[./\\s_-])");

    private ItemNames() {}

    /** Where the item is: the same for a swapped binary, different for another account or another file. */
    public static String key(Item item) {
        return hash(List.of(item.location(), accountInKey(item), item.source(), item.name()));
    }

    /** What the item is: any change of what runs changes it; times and counters do not. */
    public static String fingerprint(Item item) {
        return VERSION
                + ":"
                + hash(List.of(
                        key(item),
                        item.value(),
                        item.target(),
                        item.sha256().map(Sha256::hex).orElse(""),
                        item.signer(),
                        Boolean.toString(item.enabled())));
    }

    /** What the item is, the same on every host: home, profile, SID, UUID and random parts are named placeholders. */
    public static String shape(Item item) {
        return VERSION
                + ":"
                + hash(List.of(
                        item.location(),
                        item.account().isPresent() ? "user" : "machine",
                        withoutHost(item.source()),
                        withoutHost(item.name()),
                        withoutHost(item.value()),
                        withoutHost(item.target()),
                        item.sha256().map(Sha256::hex).orElse(""),
                        item.signer(),
                        Boolean.toString(item.enabled())));
    }

    /** Text with what belongs to one host or one user replaced by named placeholders. */
    public static String withoutHost(String text) {
        String t = HOME.matcher(text).replaceAll("{home}");
        t = PROFILE.matcher(t).replaceAll("{profile}");
        t = SID.matcher(t).replaceAll("{sid}");
        t = UUID.matcher(t).replaceAll("{uuid}");
        return RANDOM_PART.matcher(t).replaceAll("{random}");
    }

    private static String accountInKey(Item item) {
        // On Linux the account is its name in that tree, since a uid given to another name is another account.
        return item.account()
                .map(a -> item.os().equals("windows") ? a.id() : a.name())
                .orElse("");
    }

    private static String hash(List<String> fields) {
        MessageDigest digest = Sha256.digest();
        ByteBuffer length = ByteBuffer.allocate(4);
        for (String field : fields) {
            byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
            digest.update(length.clear().putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return Sha256.of(digest.digest()).hex();
    }
}
