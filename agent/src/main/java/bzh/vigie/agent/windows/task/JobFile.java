package bzh.vigie.agent.windows.task;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.task.Trigger.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A task of the old scheduler, {@code %windir%\Tasks\*.job}.
 *
 * <pre>
 *  0 u16 version of Windows 0x0400 … 0x0A00, u16 version of the file 1, GUID
 * 20 u16 place of the program's name, u16 place of the triggers
 * 24 u16 × 4, u32 priority, u32 longest run, u32 exit code, u32 state, u32 flags
 * 52 SYSTEMTIME of the last run
 * 68 u16 running, then texts: program, arguments, directory, author, comment; u16 bytes and data, twice
 *    u16 n, n triggers of 48 bytes: u16 size, u16, start and end day (6 × u16), start hour, minute (2 × u16),
 *    u32 duration, u32 interval, u32 flags, u32 kind, 3 × u16, u16, 2 × u16
 *    text: u16 characters with the zero at the end, UTF-16
 * </pre>
 *
 * <p>Source: MS-TSCH 2.4 ".JOB File Format".
 *
 * @param action the program that is started
 * @param author the account that made it
 * @param malformed 1 where the bytes were not understood to their end, otherwise 0
 */
public record JobFile(
        Action.Execute action,
        String author,
        String comment,
        boolean enabled,
        boolean hidden,
        List<Trigger> triggers,
        int malformed) {
    private static final int FIXED = 68;
    private static final int TRIGGER = 48;
    private static final int MAX_TRIGGERS = 256;
    private static final int DISABLED = 0x4;
    private static final int HIDDEN = 0x200;
    private static final int TRIGGER_DISABLED = 0x4;
    private static final List<String> KINDS =
            List.of("once", "daily", "weekly", "monthly", "monthly-by-week", "idle", "boot", "logon");

    public JobFile {
        triggers = List.copyOf(triggers);
    }

    /** Any bytes; empty where they are no such file. */
    public static Optional<JobFile> parse(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes);
        int version = in.u16();
        int format = in.u16();
        if (bytes.length < FIXED + 2 || version < 0x0400 || version > 0x0A00 || format != 1) {
            return Optional.empty();
        }
        in.seek(20);
        int program = in.u16();
        in.seek(48);
        int flags = in.i32();
        in.seek(program);
        Action.Execute action = new Action.Execute(text(in), text(in), text(in));
        String author = text(in);
        String comment = text(in);
        in.skip(in.u16());
        in.skip(in.u16());
        List<Trigger> triggers = new ArrayList<>();
        int count = in.u16();
        for (int i = 0; i < Math.min(count, MAX_TRIGGERS) && in.remaining() >= TRIGGER; i++) {
            triggers.add(trigger(in.part(TRIGGER)));
        }
        boolean broken = in.failed() || triggers.size() < count || program < FIXED;
        return Optional.of(new JobFile(
                action, author, comment, (flags & DISABLED) == 0, (flags & HIDDEN) != 0, triggers, broken ? 1 : 0));
    }

    private static Trigger trigger(ByteReader in) {
        in.skip(4);
        String day = String.format(Locale.ROOT, "%04d-%02d-%02d", in.u16(), in.u16(), in.u16());
        in.skip(6);
        String time = String.format(Locale.ROOT, "%02d:%02d", in.u16(), in.u16());
        in.skip(4);
        long interval = in.u32();
        int flags = in.i32();
        int kind = in.i32();
        String how = kind >= 0 && kind < KINDS.size() ? KINDS.get(kind) : "kind " + kind;
        String every = interval == 0 ? "" : " every " + interval + " min";
        return new Trigger(kind(kind), (flags & TRIGGER_DISABLED) == 0, how + " from " + day + " " + time + every);
    }

    private static Kind kind(int kind) {
        return switch (kind) {
            case 0 -> Kind.TIME;
            case 5 -> Kind.IDLE;
            case 6 -> Kind.BOOT;
            case 7 -> Kind.LOGON;
            default -> Kind.CALENDAR;
        };
    }

    private static String text(ByteReader in) {
        return in.utf16(2L * in.u16());
    }
}
