package bzh.vigie.collector.report;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** Ids and times as STIX 2.1 wants them (sections 2.9 and 3.2). Pure. */
final class StixId {
    /** Section 2.9: for cyber observables, over what tells one from another. */
    private static final UUID OBSERVABLES = UUID.fromString("00abedb4-aa42-466c-9c01-fed23315a9b7");

    private static final UUID OWN = UUID.fromString("6a3d1f0e-52c4-4a2b-9d53-8f1f6a2b7c10");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    private StixId() {}

    /** One of ours: the same for the same name. */
    static String own(String type, String name) {
        return type + "--" + uuid(OWN, name);
    }

    /** That of an observable whose contributing properties are this canonical JSON (RFC 8785). */
    static String observable(String type, String canonical) {
        return type + "--" + uuid(OBSERVABLES, canonical);
    }

    static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** Version 5 (RFC 9562, section 5.5). */
    private static UUID uuid(UUID namespace, String name) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(ByteBuffer.allocate(16)
                    .putLong(namespace.getMostSignificantBits())
                    .putLong(namespace.getLeastSignificantBits())
                    .array());
            ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
            long high = (digest.getLong() & ~0xf000L) | 0x5000L;
            long low = (digest.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
