package bzh.vigie.agent.directory;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.event.Sha256;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key with which an account can log on instead of its password, a value of {@code msDS-KeyCredentialLink} (MS-ADTS 2.2.20): text
 * {@code B:length:hexadecimal:owner}, its bytes a version u32, 0x200, then entries of a length u16, an identifier u8 and a value, in
 * little-endian numbers.
 *
 * @param id of the key, SHA-256 over it, in hexadecimal as the entry says
 * @param digest of the key's material, computed here
 * @param usage 1 for a log-on (NGC), 2 FIDO, 3 recovery; -1 where it does not say
 * @param source 0 the directory, 1 Entra ID; -1 where it does not say
 * @param device GUID of the device that made it, empty for none
 * @param createdMicros when it was made, as it says itself
 * @param owner distinguished name in the value
 * @param isMalformed something in it could not be understood
 */
public record KeyCredential(
        String id,
        Optional<Sha256> digest,
        int usage,
        int source,
        String device,
        OptionalLong createdMicros,
        String owner,
        boolean isMalformed) {
    private static final Pattern VALUE = Pattern.compile("B:(\\d{1,7}):([0-9A-Fa-f]*):(.*)", Pattern.DOTALL);
    private static final int MOST = 64 * 1024;
    private static final int VERSION = 0x200;

    /** The key of a value, as far as it can be understood. */
    public static KeyCredential parse(String value) {
        Matcher form = value.length() > 2 * MOST + 4_096 ? VALUE.matcher("") : VALUE.matcher(value);
        if (!form.matches()
                || form.group(2).length() % 2 != 0
                || Integer.parseInt(form.group(1)) != form.group(2).length()) {
            return new KeyCredential("", Optional.empty(), -1, -1, "", OptionalLong.empty(), "", true);
        }
        return of(HexFormat.of().parseHex(form.group(2).toLowerCase(Locale.ROOT)), form.group(3));
    }

    private static KeyCredential of(byte[] bytes, String owner) {
        ByteReader blob = ByteReader.of(bytes);
        boolean wrong = blob.i32() != VERSION;
        String id = "";
        Optional<Sha256> digest = Optional.empty();
        int usage = -1;
        int source = -1;
        String device = "";
        OptionalLong created = OptionalLong.empty();
        while (!wrong && blob.remaining() > 0) {
            int length = blob.u16();
            int kind = blob.u8();
            if (blob.failed() || length > blob.remaining()) {
                wrong = true;
                break;
            }
            byte[] entry = blob.bytes(length);
            switch (kind) {
                case 1 -> id = HexFormat.of().formatHex(entry, 0, Math.min(entry.length, 64));
                case 3 -> digest = Optional.of(Sha256.of(Sha256.digest().digest(entry)));
                case 4 -> usage = entry.length == 1 ? entry[0] & 0xff : -1;
                case 5 -> source = entry.length == 1 ? entry[0] & 0xff : -1;
                case 6 -> device = entry.length == 16 ? ByteReader.of(entry).guid() : "";
                case 9 -> created = entry.length == 8 ? ByteReader.of(entry).fileTime() : OptionalLong.empty();
                default -> {
                    // the digest over the others, what an application adds, and when it was last used
                }
            }
        }
        return new KeyCredential(id, digest, usage, source, device, created, owner, wrong || digest.isEmpty());
    }
}
