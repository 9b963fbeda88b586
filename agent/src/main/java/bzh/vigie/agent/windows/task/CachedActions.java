package bzh.vigie.agent.windows.task;

import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The value {@code Actions} of {@code …\Schedule\TaskCache\Tasks\{id}}.
 *
 * <pre>
 * u16 version            1 (Vista, 7), 2, 3 (8 and later)
 * string context         from version 2 on: the id of the principal
 * then actions up to the end:
 * u16 kind, string id
 *   0x6666 program:  string command, string arguments, string directory, from version 3 on u16 flags
 *   0x7777 class:    GUID, string data
 *   0x8888 mail:     string from, to, cc, bcc, reply-to, server, subject, body,
 *                    u32 n and n strings (attachments), u32 n and n times two strings (headers)
 *   0x9999 message:  string title, string body
 * string: u32 bytes, then UTF-16 of so many bytes
 * </pre>
 *
 * <p>Undocumented by Microsoft. Sources: the structure definitions of GDATAAdvancedAnalytics/winreg-tasks, the documentation of
 * volatility3's scheduled_tasks. Whether version 2 has a context is not known for sure: both readings are tried.
 *
 * @param context id of the principal, empty where there is none
 * @param malformed 1 where the bytes were not understood to their end, otherwise 0
 */
public record CachedActions(int version, String context, List<Action> actions, int malformed) {
    private static final int MAX_ACTIONS = 256;
    private static final int MAX_STRINGS = 1_024;

    public CachedActions {
        actions = List.copyOf(actions);
    }

    /** Any bytes. */
    public static CachedActions parse(byte[] bytes) {
        int version = ByteReader.of(bytes).u16();
        CachedActions read = parse(bytes, version >= 2);
        if (read.malformed > 0) {
            CachedActions other = parse(bytes, version < 2);
            return other.malformed == 0 ? other : read;
        }
        return read;
    }

    private static CachedActions parse(byte[] bytes, boolean hasContext) {
        ByteReader in = ByteReader.of(bytes);
        int version = in.u16();
        String context = hasContext ? string(in) : "";
        List<Action> actions = new ArrayList<>();
        while (in.remaining() > 0 && actions.size() < MAX_ACTIONS) {
            Optional<Action> action = action(in, version);
            if (action.isEmpty()) {
                break;
            }
            actions.add(action.get());
        }
        boolean broken = in.failed() || in.remaining() > 0 || version < 1 || version > 3;
        return new CachedActions(version, context, actions, broken ? 1 : 0);
    }

    private static Optional<Action> action(ByteReader in, int version) {
        int kind = in.u16();
        string(in);
        if (in.failed()) {
            return Optional.empty();
        }
        return switch (kind) {
            case 0x6666 -> {
                Action run = new Action.Execute(string(in), string(in), string(in));
                in.skip(version >= 3 ? 2 : 0);
                yield Optional.of(run);
            }
            case 0x7777 -> Optional.of(new Action.ComHandler(in.guid(), string(in)));
            case 0x8888 -> Optional.of(mail(in));
            case 0x9999 -> Optional.of(new Action.ShowMessage(string(in), string(in)));
            default -> Optional.empty();
        };
    }

    private static Action mail(ByteReader in) {
        String from = string(in);
        String to = string(in);
        string(in);
        string(in);
        string(in);
        String server = string(in);
        String subject = string(in);
        string(in);
        List<String> attachments = new ArrayList<>();
        long count = Math.min(in.u32(), MAX_STRINGS);
        for (long i = 0; i < count && !in.failed(); i++) {
            attachments.add(string(in));
        }
        long headers = Math.min(in.u32(), MAX_STRINGS);
        for (long i = 0; i < 2 * headers && !in.failed(); i++) {
            string(in);
        }
        return new Action.SendEmail(server, from, to, subject, attachments);
    }

    private static String string(ByteReader in) {
        return in.utf16(in.u32());
    }
}
