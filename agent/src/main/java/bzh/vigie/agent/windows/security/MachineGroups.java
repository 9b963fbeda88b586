package bzh.vigie.agent.windows.security;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Groups of a machine whose members have it, or get in from afar: its administrators, and those that may replace its files, load its drivers
 * or log on to it over the network ("Well-known SIDs" of the Windows documentation). A group's SID says which it is; its name is what
 * somebody calls it.
 */
public final class MachineGroups {
    private static final List<Sid> POWERFUL = Stream.of(544, 548, 549, 550, 551, 555, 556, 562, 578, 580)
            .map(rid -> Sid.of("S-1-5-32-" + rid))
            .toList();

    private static final Set<String> NAMES = POWERFUL.stream()
            .flatMap(sid ->
                    Stream.of(Locale.ROOT, Locale.FRENCH).flatMap(locale -> Principals.name(sid, locale).stream()))
            .map(MachineGroups::plain)
            .collect(Collectors.toUnmodifiableSet());

    private MachineGroups() {}

    /** Whether it is one of them. */
    public static boolean isPowerful(Sid sid) {
        return POWERFUL.contains(sid);
    }

    /**
     * Whether one of them is called that, in English or French; a domain before it ({@code BUILTIN\}) and an explanation in brackets behind it do
     * not count. Administrators are known by the beginning of their name, which most languages share.
     */
    public static boolean isCalledLikeOne(String name) {
        String plain = plain(name);
        return plain.startsWith("administ") || NAMES.contains(plain);
    }

    private static String plain(String name) {
        String own = name.substring(name.lastIndexOf('\\') + 1);
        int bracket = own.indexOf('(');
        return (bracket < 0 ? own : own.substring(0, bracket))
                .strip()
                .replace('’', '\'')
                .toLowerCase(Locale.ROOT);
    }
}
