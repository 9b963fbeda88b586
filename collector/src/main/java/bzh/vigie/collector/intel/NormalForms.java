package bzh.vigie.collector.intel;

import bzh.vigie.text.LetterCase;
import java.net.IDN;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form in which an indicator and what a host tells are compared. Each is empty for what is not of that kind. Pure; nothing is looked
 * up on the network.
 */
public final class NormalForms {
    private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern OCTETS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern NAME =
            Pattern.compile("([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.){1,126}[a-z][a-z0-9-]{0,61}[a-z0-9]");
    private static final Pattern HOST = Pattern.compile("([^/?#\\\\]*)(.*)", Pattern.DOTALL);
    private static final Pattern PORT = Pattern.compile(":(\\d{1,5})$");
    private static final Pattern VARIABLE = Pattern.compile("%([A-Za-z0-9_()]{1,40})%");
    private static final Pattern CONTROL_SET = Pattern.compile("^hklm\\\\system\\\\controlset\\d{3}(?=\\\\|$)");

    /** Folders that Windows has variables for, wherever they lie. */
    private static final Map<String, String> FOLDERS = Map.ofEntries(
            Map.entry("appdata", "*\\appdata\\roaming"),
            Map.entry("localappdata", "*\\appdata\\local"),
            Map.entry("temp", "*\\temp"),
            Map.entry("tmp", "*\\temp"),
            Map.entry("userprofile", "?:\\users\\*"),
            Map.entry("homepath", "?:\\users\\*"),
            Map.entry("programfiles", "?:\\program files*"),
            Map.entry("programfiles(x86)", "?:\\program files (x86)"),
            Map.entry("commonprogramfiles", "?:\\program files*\\common files"),
            Map.entry("windir", "?:\\windows"),
            Map.entry("systemroot", "?:\\windows"),
            Map.entry("systemdrive", "?:"),
            Map.entry("homedrive", "?:"),
            Map.entry("programdata", "?:\\programdata"),
            Map.entry("allusersprofile", "?:\\programdata"),
            Map.entry("public", "?:\\users\\public"));

    /** Roots of the registry, the longer name first, and how Vigie writes them. */
    private static final List<Map.Entry<String, String>> ROOTS = List.of(
            Map.entry("\\registry\\machine", "hklm"),
            Map.entry("\\registry\\user", "hku"),
            Map.entry("hkey_local_machine", "hklm"),
            Map.entry("hkey_current_user", "hku\\*"),
            Map.entry("hkey_users", "hku"),
            Map.entry("hkey_classes_root", "*\\software\\classes"),
            Map.entry("hkey_current_config", "hklm\\system\\currentcontrolset\\hardware profiles\\current"),
            Map.entry("hklm", "hklm"),
            Map.entry("hkcu", "hku\\*"),
            Map.entry("hku", "hku"),
            Map.entry("hkcr", "*\\software\\classes"));

    private NormalForms() {}

    /** An address, without brackets and zone. */
    public static Optional<InetAddress> address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int zone = bare.indexOf('%');
        String plain = zone < 0 ? bare : bare.substring(0, zone);
        boolean likely = plain.indexOf(':') >= 0 || OCTETS.matcher(plain).matches();
        if (!likely || !ADDRESS.matcher(plain).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(plain));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** A network as {@code 192.0.2.0/24}; one address of it is made the first. */
    static Optional<Observable> network(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(text.substring(slash + 1));
        return address(text.substring(0, slash))
                .filter(address -> prefix <= address.getAddress().length * 8)
                .map(address -> prefix == address.getAddress().length * 8
                        ? new Observable.Address(address.getHostAddress())
                        : new Observable.Cidr(masked(address, prefix).getHostAddress(), prefix));
    }

    /** The first address of the network of that many bits. */
    public static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int bits = Math.clamp(prefix - 8L * i, 0, 8);
            bytes[i] &= (byte) (0xff << (8 - bits));
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }

    /** A domain in lower case and punycode, with two labels or more, the last of which is none of digits. */
    public static Optional<String> domain(String text) {
        String bare = text.startsWith("*.") ? text.substring(2) : text.startsWith(".") ? text.substring(1) : text;
        if (bare.endsWith(".")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        if (bare.length() > 253 || bare.indexOf('.') < 0) {
            return Optional.empty();
        }
        try {
            String name = isAscii(bare) ? bare : IDN.toASCII(bare, IDN.ALLOW_UNASSIGNED);
            String lower = name.toLowerCase(Locale.ROOT);
            return NAME.matcher(lower).matches() ? Optional.of(lower) : Optional.empty();
        } catch (IllegalArgumentException notAName) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    /** What a URL points at: host in lower case, port unless usual, path and query; without scheme, user, fragment and slash at its end. */
    public static Optional<String> url(String text) {
        int scheme = text.indexOf("://");
        String rest = scheme < 0 ? text : text.substring(scheme + 3);
        int fragment = rest.indexOf('#');
        Matcher parts = HOST.matcher(fragment < 0 ? rest : rest.substring(0, fragment));
        if (!parts.matches()) {
            return Optional.empty();
        }
        String host =
                parts.group(1).substring(parts.group(1).lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        if (host.endsWith(":80") || host.endsWith(":443")) {
            host = host.substring(0, host.lastIndexOf(':'));
        }
        String name = withoutPort(host);
        if (domain(name).isEmpty() && address(name).isEmpty()) {
            return Optional.empty();
        }
        String path = parts.group(2);
        while (path.endsWith("/") || path.endsWith("?")) {
            path = path.substring(0, path.length() - 1);
        }
        return Optional.of(host + path);
    }

    /** A host without {@code :port}; of an IPv6 address only where it stands in brackets. */
    static String withoutPort(String host) {
        if (host.chars().filter(c -> c == ':').count() > 1 && !host.startsWith("[")) {
            return host;
        }
        return PORT.matcher(host).replaceFirst("");
    }

    /** A path with letter case folded, the variables of Windows as patterns, and without quotes and {@code \\?\}. */
    public static String path(String text) {
        String bare = text.strip();
        if (bare.indexOf('"') >= 0) {
            bare = bare.replace("\"", "");
        }
        if (bare.startsWith("\\\\?\\") || bare.startsWith("\\??\\")) {
            bare = bare.substring(4);
        }
        if (bare.startsWith("~/")) {
            bare = "*" + bare.substring(1);
        }
        String folded = LetterCase.fold(bare);
        if (folded.indexOf('%') < 0) {
            return folded;
        }
        return VARIABLE.matcher(folded)
                .replaceAll(variable -> Matcher.quoteReplacement(FOLDERS.getOrDefault(variable.group(1), "*")));
    }

    /** A key of the registry as {@code hklm\…} and {@code hku\…}; what does not begin with a root, empty. */
    public static Optional<String> registryKey(String text) {
        String folded = LetterCase.fold(text.strip().replace("\"", "")).replace('/', '\\');
        if (folded.startsWith("computer\\")) {
            folded = folded.substring("computer\\".length());
        }
        while (folded.endsWith("\\")) {
            folded = folded.substring(0, folded.length() - 1);
        }
        for (Map.Entry<String, String> root : ROOTS) {
            if (folded.startsWith(root.getKey())) {
                String rest = folded.substring(root.getKey().length());
                if (rest.startsWith(":\\")) {
                    rest = rest.substring(1);
                }
                if (rest.isEmpty() || rest.startsWith("\\")) {
                    return Optional.of(CONTROL_SET
                            .matcher(root.getValue() + rest)
                            .replaceFirst(Matcher.quoteReplacement("hklm\\system\\currentcontrolset")));
                }
            }
        }
        return Optional.empty();
    }
}
