package bzh.vigie.agent;

import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.agent.transport.ProxySettings;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.enrol.EnrolmentToken;
import bzh.vigie.enrol.InvalidToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code setup.ini} in the state folder: what an installer was told, for the agent to do once when it runs; the installer of any system
 * may write it, readable by nobody else (mode 0600, SYSTEM and administrators). Windows Installer does so by its IniFile table, in the
 * machine's ANSI character set, of which only ASCII is used:
 *
 * <pre>
 *   [setup]
 *   token=vigie1.…             erased once the machine is enrolled, or the token can no longer serve
 *   collector=host:port …      1 to 4, instead of those of the token; may be empty
 *   proxy=http://host:port     may be empty
 *   package=C:\…\name.msi      what was installed from: a token in its name serves where no other was given
 * </pre>
 *
 * A line that is none of these is passed over. The token and a proxy's password are secrets: {@code toString} shows neither.
 */
record SetupFile(String token, String collector, String proxy) {
    static final String FILE = "setup.ini";

    private static final Pattern TOKEN = Pattern.compile(Pattern.quote(EnrolmentToken.PREFIX) + "[A-Za-z0-9_-]{20,}");
    private static final int MAX_BYTES = 16 * 1024;
    private static final int MAX_COLLECTORS = 4;

    /** Reads it; empty where there is none. */
    static Optional<SetupFile> read(StateFolder state) throws IOException {
        return state.read(FILE, MAX_BYTES).map(SetupFile::parse);
    }

    /** Leaves a token to be used once, in the place of the one that is there; collector and proxy stay. */
    static void keepToken(StateFolder state, String token) throws IOException {
        SetupFile before = read(state).orElse(new SetupFile("", "", ""));
        state.write(
                FILE, "[setup]\ntoken=" + token + "\ncollector=" + before.collector + "\nproxy=" + before.proxy + "\n");
    }

    static SetupFile parse(String text) {
        String token = "";
        String collector = "";
        String proxy = "";
        String named = "";
        for (String line : text.lines().toList()) {
            int equals = line.indexOf('=');
            if (equals < 0) {
                continue;
            }
            String value = line.substring(equals + 1).strip();
            switch (line.substring(0, equals).strip().toLowerCase(Locale.ROOT)) {
                case "token" -> token = value;
                case "collector" -> collector = value;
                case "proxy" -> proxy = value;
                case "package" -> named = tokenIn(value);
                default -> {
                    // of a later version
                }
            }
        }
        return new SetupFile(token.isEmpty() ? named : token, collector, proxy);
    }

    /** A token that stands in a file's name, whatever a browser put behind it. */
    private static String tokenIn(String path) {
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        Matcher token = TOKEN.matcher(name);
        return token.find() ? whole(token.group()) : "";
    }

    /** As much of it as is a token: what a person put behind one ({@code -x64}) is of the same characters. */
    private static String whole(String text) {
        for (int end = text.length(); end > EnrolmentToken.PREFIX.length(); end--) {
            String start = text.substring(0, end);
            if (isToken(start)) {
                return start;
            }
        }
        return text;
    }

    private static boolean isToken(String text) {
        try {
            EnrolmentToken.parse(text);
            return true;
        } catch (InvalidToken e) {
            return false;
        }
    }

    /** Whether one is there, which the agent tries again by itself. */
    static boolean isLeft(StateFolder state) {
        return Files.exists(state.file(FILE), LinkOption.NOFOLLOW_LINKS);
    }

    /** Removes it. */
    static void erase(StateFolder state) throws IOException {
        Files.deleteIfExists(state.file(FILE));
    }

    /** The collectors that were named; empty where one of them is none, or none was named. */
    List<CollectorAddress> collectors() {
        List<CollectorAddress> all = new ArrayList<>();
        for (String each : collector.split("[\\s,;]+", -1)) {
            Optional<CollectorAddress> parsed = CollectorAddress.parse(each);
            if (parsed.isEmpty() || all.size() == MAX_COLLECTORS) {
                return List.of();
            }
            all.add(parsed.get());
        }
        return all;
    }

    /** Whether collectors were named that are none. */
    boolean hasBadCollector() {
        return !collector.isBlank() && collectors().isEmpty();
    }

    /** The proxy that was named; empty where that is none, or none was named. */
    Optional<ProxySettings> through() {
        return ProxySettings.parse(proxy);
    }

    /** Whether a proxy was named that is none. */
    boolean hasBadProxy() {
        return !proxy.isBlank() && through().isEmpty();
    }

    @Override
    public String toString() {
        return "setup for " + (collector.isEmpty() ? "the token's collectors" : collector);
    }
}
