package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.AuditPolicy.Audited;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.event.ReasonCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.UUID;

/**
 * An AUDIT_POLICY_INFORMATION (ntsecapi.h): the GUID of the subcategory, 4 bytes of flags (1 successes, 2 failures, 4 nothing), the GUID of
 * its category. Pure.
 */
final class AuditInformation {
    /** Bytes of one. */
    static final int SIZE = 36;

    private static final int GUID_BYTES = 16;
    private static final int SUCCESSES = 1;
    private static final int FAILURES = 2;

    private AuditInformation() {}

    /** A GUID as memory holds it: three numbers in the machine's order, eight bytes as they are written. */
    static byte[] guid(String text) {
        UUID id = UUID.fromString(text);
        long high = id.getMostSignificantBits();
        return ByteBuffer.allocate(GUID_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (high >>> 32))
                .putShort((short) (high >>> 16))
                .putShort((short) high)
                .order(ByteOrder.BIG_ENDIAN)
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /** What was answered about the subcategory of that GUID; refused where the answer is about another. */
    static Reading<Audited> of(byte[] guid, byte[] answer) {
        if (answer.length < SIZE || !Arrays.equals(guid, Arrays.copyOf(answer, GUID_BYTES))) {
            return Reading.refused(ReasonCode.MALFORMED, "AuditQuerySystemPolicy");
        }
        ByteReader reader = ByteReader.of(answer);
        reader.skip(GUID_BYTES);
        int flags = reader.i32();
        return Reading.found(new Audited((flags & SUCCESSES) != 0, (flags & FAILURES) != 0));
    }
}
