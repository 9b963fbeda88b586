package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.AuditControl.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What is said to and by the kernel's audit over netlink (linux/audit.h), in the machine's byte order, which is little-endian
 * on all that we ship for:
 *
 * <pre>
 *   nlmsghdr           length u32 · type u16 · flags u16 · sequence u32 · port u32
 *   audit_status       which of these to set u32 · enabled · failure · pid · rate limit · backlog limit · lost · backlog
 *                      · features · backlog wait time · time waited, all u32
 *   audit_rule_data    list u32 · action u32 · fields u32 · system calls, 64 x u32 of bits · kinds of the fields, 64 x u32
 *                      · values 64 x u32 · operators 64 x u32 · length of the text u32 · text, the field's key
 * </pre>
 */
final class AuditMessage {
    static final int GET = 1000;
    static final int SET = 1001;
    static final int ADD_RULE = 1011;
    static final int DELETE_RULE = 1012;
    static final int LIST_RULES = 1013;
    static final int ERROR = 2;
    static final int DONE = 3;
    static final int HEADER = 16;

    static final int ENABLED = 1;
    static final int BACKLOG_LIMIT = 0x10;
    static final int BACKLOG_WAIT_TIME = 0x20;

    /** By which our rules are known. */
    static final String KEY = "vigie-exec";

    private static final int REQUEST = 1;
    private static final int ACKNOWLEDGE = 4;
    private static final int STATUS_SIZE = 44;
    private static final int MASK = 12;
    private static final int FIELDS = MASK + 64 * 4;
    private static final int VALUES = FIELDS + 64 * 4;
    private static final int OPERATORS = VALUES + 64 * 4;
    private static final int TEXT_LENGTH = OPERATORS + 64 * 4;
    private static final int TEXT = TEXT_LENGTH + 4;
    private static final int ON_EXIT = 4;
    private static final int ALWAYS = 2;
    private static final int FIELD_ARCH = 11;
    private static final int FIELD_KEY = 210;
    private static final int EQUAL = 0x40000000;

    /** System calls of one ABI: {@code execve} and {@code execveat}, and what audit calls the ABI (AUDIT_ARCH_…). */
    private record Abi(int arch, int execve, int execveat) {}

    private static final List<Abi> X86 = List.of(new Abi(0xC000003E, 59, 322), new Abi(0x40000003, 11, 358));
    private static final List<Abi> ARM = List.of(new Abi(0xC00000B7, 221, 281), new Abi(0x40000028, 11, 387));

    private AuditMessage() {}

    /** A whole message. */
    static byte[] message(int type, int sequence, byte[] payload) {
        boolean answered = type == GET || type == LIST_RULES;
        byte[] message = new byte[HEADER + payload.length];
        little(message)
                .putInt(message.length)
                .putShort((short) type)
                .putShort((short) (answered ? REQUEST : REQUEST | ACKNOWLEDGE))
                .putInt(sequence)
                .putInt(0)
                .put(payload);
        return message;
    }

    /** Sets one value of the status: {@link #ENABLED}, {@link #BACKLOG_LIMIT} or {@link #BACKLOG_WAIT_TIME}. */
    static byte[] set(int what, int value) {
        int at = switch (what) {
            case ENABLED -> 4;
            case BACKLOG_LIMIT -> 20;
            default -> 36;
        };
        byte[] status = new byte[STATUS_SIZE];
        little(status).putInt(0, what).putInt(at, value);
        return status;
    }

    /** What the kernel answers to {@link #GET}; empty where that is too short. */
    static Optional<Status> status(byte[] payload) {
        if (payload.length < 40) {
            return Optional.empty();
        }
        ByteBuffer in = little(payload);
        return Optional.of(new Status(
                in.getInt(4),
                in.getInt(8),
                in.getInt(12),
                in.getInt(20),
                Integer.toUnsignedLong(in.getInt(24)),
                in.getInt(36)));
    }

    /** Our rules: one per ABI. */
    static List<byte[]> rules(boolean arm) {
        return (arm ? ARM : X86).stream().map(AuditMessage::rule).toList();
    }

    private static byte[] rule(Abi abi) {
        byte[] key = KEY.getBytes(StandardCharsets.US_ASCII);
        byte[] rule = new byte[TEXT + key.length];
        ByteBuffer out = little(rule);
        out.putInt(0, ON_EXIT).putInt(4, ALWAYS).putInt(8, 2);
        for (int call : new int[] {abi.execve(), abi.execveat()}) {
            int word = MASK + (call / 32) * 4;
            out.putInt(word, out.getInt(word) | (1 << (call % 32)));
        }
        out.putInt(FIELDS, FIELD_ARCH).putInt(VALUES, abi.arch()).putInt(OPERATORS, EQUAL);
        out.putInt(FIELDS + 4, FIELD_KEY).putInt(VALUES + 4, key.length).putInt(OPERATORS + 4, EQUAL);
        out.putInt(TEXT_LENGTH, key.length).put(TEXT, key);
        return rule;
    }

    /** Whether a rule that the kernel lists is one of these. */
    static boolean isOneOf(List<byte[]> rules, byte[] listed) {
        return rules.stream().anyMatch(rule -> Arrays.equals(rule, listed));
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
