package bzh.vigie.agent.windows.task;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.agent.windows.task.Trigger.Kind;
import bzh.vigie.event.Moment;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The value {@code Triggers} of {@code …\Schedule\TaskCache\Tasks\{id}}: the settings of a task and what starts it. "padded" is:
 * followed by bytes that mean nothing, up to a multiple of 8.
 *
 * <pre>
 * header    u8 version padded: 0x15 (Vista, 7), 0x16 (8), 0x17 (10 and later); times of the earliest start and the latest end
 * bucket    u32 flags padded, u32 CRC-32 of the XML padded,
 *           from 0x16 on text principal, from 0x17 on text display name, user, optional settings
 * triggers  u32 kind padded, then by kind:
 *   0xFFFF boot, 0xEEEE idle, 0x8888 registration: general
 *   0xAAAA logon: general, user                 0x7777 session: general, u32 change, u32, user
 *   0xCCCC event: general, query, 2 × u32, query, u32 n padded, n × (query, query)
 *   0x6666 state: general, 8 bytes name, u32 n padded, n bytes
 *   0xDDDD time: time start, end, none; u32 interval, duration, limit, mode; 3 × u16 of the mode, u16;
 *                u8, u8 enabled, u16, u32, u32 delay, u32; from 0x16 on id
 * general   time start, end; u32 delay, limit, interval, duration, duration; u8 stop, 3 bytes, u8 enabled padded, 8 bytes;
 *           from 0x16 on id
 * time      u8 padded: local or not, FILETIME          id    u32 bytes, UTF-16, both together padded
 * text      u32 bytes padded, UTF-16 padded           query  u32 characters padded; if any, UTF-16 with a zero, padded
 * user      u8 padded: 1 for none; else u8 padded: 1 for no SID; else u32 kind padded, u32 bytes padded, SID padded; then text
 * settings  u32 bytes padded; if any, so many bytes, padded
 * </pre>
 *
 * <p>Undocumented by Microsoft. Source: the structure definitions of GDATAAdvancedAnalytics/winreg-tasks.
 *
 * @param runsAs the account's name, or its SID where there is no name; empty where there is none
 * @param malformed 1 where the bytes were not understood to their end, otherwise 0
 */
public record CachedTriggers(
        int version,
        boolean enabled,
        boolean hidden,
        boolean highest,
        String runsAs,
        List<Trigger> triggers,
        int malformed) {
    private static final int MAX_TRIGGERS = 256;
    private static final int MAX_QUERIES = 256;
    private static final long ENABLED = 0x40_0000;
    private static final long HIDDEN = 0x80_0000;
    private static final long HIGHEST = 0x100_0000;
    private static final List<String> CHANGES = List.of(
            "", "console-connect", "console-disconnect", "remote-connect", "remote-disconnect", "lock", "unlock");
    private static final List<String> MODES = List.of("once", "daily", "weekly", "monthly", "monthly-by-week");

    public CachedTriggers {
        triggers = List.copyOf(triggers);
    }

    /** Any bytes. */
    public static CachedTriggers parse(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes);
        int version = padded8(in);
        time(in);
        time(in);
        long flags = padded32(in);
        padded32(in);
        if (version >= 0x16) {
            text(in);
        }
        if (version >= 0x17) {
            text(in);
        }
        String runsAs = user(in);
        long settings = padded32(in);
        in.skip(settings);
        in.align(8, 0);
        List<Trigger> triggers = new ArrayList<>();
        boolean known = version >= 0x15 && version <= 0x17;
        while (known && in.remaining() > 7 && triggers.size() < MAX_TRIGGERS && !in.failed()) {
            Optional<Trigger> trigger = trigger(in, version);
            if (trigger.isEmpty()) {
                break;
            }
            triggers.add(trigger.get());
        }
        boolean broken = !known || in.failed() || in.remaining() > 7;
        return new CachedTriggers(
                version,
                (flags & ENABLED) != 0,
                (flags & HIDDEN) != 0,
                (flags & HIGHEST) != 0,
                runsAs,
                triggers,
                broken ? 1 : 0);
    }

    private static Optional<Trigger> trigger(ByteReader in, int version) {
        long kind = padded32(in);
        return switch ((int) kind) {
            case 0xFFFF -> Optional.of(general(in, version, Kind.BOOT, ""));
            case 0xEEEE -> Optional.of(general(in, version, Kind.IDLE, ""));
            case 0x8888 -> Optional.of(general(in, version, Kind.REGISTRATION, ""));
            case 0xAAAA -> {
                Trigger trigger = general(in, version, Kind.LOGON, "");
                yield Optional.of(with(trigger, user(in)));
            }
            case 0x7777 -> {
                Trigger trigger = general(in, version, Kind.SESSION, "");
                long change = in.u32();
                in.skip(4);
                String what = change < CHANGES.size() ? CHANGES.get((int) change) : Long.toString(change);
                yield Optional.of(with(trigger, (what + " " + user(in)).strip()));
            }
            case 0xCCCC -> {
                Trigger trigger = general(in, version, Kind.EVENT, "");
                String query = query(in);
                in.skip(8);
                query(in);
                long count = Math.min(padded32(in), MAX_QUERIES);
                for (long i = 0; i < 2 * count && !in.failed(); i++) {
                    query(in);
                }
                yield Optional.of(with(trigger, query));
            }
            case 0x6666 -> {
                Trigger trigger = general(in, version, Kind.STATE, "");
                String name = String.format(Locale.ROOT, "%016x", in.i64());
                in.skip(padded32(in));
                in.align(8, 0);
                yield Optional.of(with(trigger, name));
            }
            case 0xDDDD -> Optional.of(time(in, version));
            default -> Optional.empty();
        };
    }

    private static Trigger general(ByteReader in, int version, Kind kind, String detail) {
        time(in);
        time(in);
        in.skip(5 * 4 + 1 + 3);
        boolean enabled = padded8(in) != 0;
        in.skip(8);
        if (version >= 0x16) {
            id(in);
        }
        return new Trigger(kind, enabled, detail);
    }

    private static Trigger time(ByteReader in, int version) {
        String start = time(in);
        time(in);
        time(in);
        long interval = in.u32();
        in.skip(8);
        long mode = in.u32();
        in.skip(9);
        boolean enabled = in.u8() != 0;
        in.skip(2 + 4 + 4 + 4);
        if (version >= 0x16) {
            id(in);
        }
        String how = mode < MODES.size() ? MODES.get((int) mode) : "mode " + mode;
        String every = interval == 0 ? "" : " every " + interval + " s";
        return new Trigger(mode == 0 ? Kind.TIME : Kind.CALENDAR, enabled, how + " from " + start + every);
    }

    private static Trigger with(Trigger trigger, String detail) {
        return new Trigger(trigger.kind(), trigger.enabled(), detail);
    }

    private static String user(ByteReader in) {
        if (padded8(in) != 0) {
            return "";
        }
        String sid = "";
        if (padded8(in) == 0) {
            in.skip(8);
            sid = Sid.read(in.part(padded32(in))).map(Sid::toString).orElse("");
            in.align(8, 0);
        }
        String name = text(in);
        return name.isEmpty() ? sid : name;
    }

    private static String time(ByteReader in) {
        padded8(in);
        OptionalLong micros = in.fileTime();
        return micros.isEmpty()
                ? "any time"
                : Moment.instant(micros.getAsLong())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .toString();
    }

    private static String text(ByteReader in) {
        String text = in.utf16(padded32(in));
        in.align(8, 0);
        return text;
    }

    private static String query(ByteReader in) {
        long characters = padded32(in);
        if (characters == 0) {
            return "";
        }
        String text = in.utf16(2 * characters + 2);
        in.align(8, 0);
        return text;
    }

    private static void id(ByteReader in) {
        in.skip(in.u32());
        in.align(8, 0);
    }

    private static int padded8(ByteReader in) {
        int value = in.u8();
        in.skip(7);
        return value;
    }

    private static long padded32(ByteReader in) {
        long value = in.u32();
        in.skip(4);
        return value;
    }
}
