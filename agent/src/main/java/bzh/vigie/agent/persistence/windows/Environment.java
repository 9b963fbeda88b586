package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.Registry.Profile;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.RegistryValue.Data;
import bzh.vigie.agent.host.WindowsPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables that a program of one user would see on that system, from its registry; what the registry does not say has the
 * value that Windows gives it. Names in any letter case. Immutable.
 */
public final class Environment {
    private static final Pattern VARIABLE = Pattern.compile("%([^%\\s][^%\\r\\n]{0,99})%");
    private static final int MAX_LENGTH = 32_767;
    private static final int MAX_DEPTH = 4;
    private static final String MACHINE = "HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Environment";
    private static final String VERSION = "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion";
    private static final String NT = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion";

    private final Map<String, String> values = new HashMap<>();

    private Environment() {}

    /** Of programs that belong to no user. */
    public static Environment ofMachine(Registry registry) {
        Environment environment = new Environment();
        environment.machine(registry);
        return environment;
    }

    /** Of a user's programs. */
    public static Environment of(Registry registry, Profile user) {
        Environment environment = ofMachine(registry);
        user.folder().map(WindowsPath::text).ifPresent(environment::profile);
        environment.put("USERNAME", user.name());
        environment.put("USERPROFILE", user.folder().map(WindowsPath::text).orElse(""));
        environment.putAll(registry.key("HKU\\" + user.id() + "\\Environment").ifFound(), true);
        environment.putAll(
                registry.key("HKU\\" + user.id() + "\\Volatile Environment").ifFound(), false);
        return environment;
    }

    /** The folder that Windows lies in, such as {@code /C:/Windows}. */
    public HostPath systemRoot() {
        return WindowsPath.parse(value("SystemRoot")).orElse(HostPath.of("/C:/Windows"));
    }

    /** Where programs are looked for by name, in order. */
    public List<String> path() {
        return List.of(expand(value("Path")).split(";", 256));
    }

    /** What it holds; empty where it is not set. */
    public String value(String name) {
        return values.getOrDefault(WindowsPath.fold(name), "");
    }

    /** The text with every variable that is set replaced by what it holds; others stay as they are written. */
    public String expand(String text) {
        return expand(text, 0);
    }

    private String expand(String text, int depth) {
        if (text.indexOf('%') < 0 || depth > MAX_DEPTH) {
            return text;
        }
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        int end = 0;
        while (matcher.find(end)) {
            String value = value(matcher.group(1));
            // what is not set stays, and its second sign may begin another
            int next = value.isEmpty() ? matcher.end() - 1 : matcher.end();
            expanded.append(text, end, value.isEmpty() ? next : matcher.start());
            expanded.append(value.isEmpty() ? "" : expand(value, depth + 1));
            end = next;
            if (expanded.length() > MAX_LENGTH) {
                return expanded.substring(0, MAX_LENGTH);
            }
        }
        return expanded.append(text, end, text.length()).toString();
    }

    private void machine(Registry registry) {
        Optional<RegistryKey> nt = registry.key(NT).ifFound();
        String root = nt.flatMap(key -> key.text("SystemRoot"))
                .flatMap(WindowsPath::parse)
                .map(WindowsPath::text)
                .orElse("C:\\Windows");
        String drive = root.substring(0, 2);
        put("SystemDrive", drive);
        put("SystemRoot", root);
        put("windir", root);
        put("ProgramFiles", drive + "\\Program Files");
        put("ProgramFiles(x86)", drive + "\\Program Files (x86)");
        put("ProgramW6432", drive + "\\Program Files");
        put("CommonProgramFiles", drive + "\\Program Files\\Common Files");
        put("CommonProgramFiles(x86)", drive + "\\Program Files (x86)\\Common Files");
        put("CommonProgramW6432", drive + "\\Program Files\\Common Files");
        put("ProgramData", drive + "\\ProgramData");
        put("ALLUSERSPROFILE", drive + "\\ProgramData");
        put("PUBLIC", drive + "\\Users\\Public");
        put("ComSpec", root + "\\System32\\cmd.exe");
        put("PATHEXT", ".COM;.EXE;.BAT;.CMD;.VBS;.VBE;.JS;.JSE;.WSF;.WSH;.MSC");
        put(
                "Path",
                root + "\\System32;" + root + ";" + root + "\\System32\\Wbem;" + root
                        + "\\System32\\WindowsPowerShell\\v1.0");
        Optional<RegistryKey> version = registry.key(VERSION).ifFound();
        version.flatMap(key -> key.text("ProgramFilesDir")).ifPresent(v -> put("ProgramFiles", v));
        version.flatMap(key -> key.text("ProgramFilesDir (x86)")).ifPresent(v -> put("ProgramFiles(x86)", v));
        version.flatMap(key -> key.text("CommonFilesDir")).ifPresent(v -> put("CommonProgramFiles", v));
        registry.key(NT + "\\ProfileList").ifFound().ifPresent(list -> {
            list.text("ProgramData").ifPresent(v -> put("ProgramData", expand(v)));
            list.text("ProgramData").ifPresent(v -> put("ALLUSERSPROFILE", expand(v)));
            list.text("Public").ifPresent(v -> put("PUBLIC", expand(v)));
        });
        putAll(registry.key(MACHINE).ifFound(), false);
    }

    private void profile(String folder) {
        put("HOMEDRIVE", folder.substring(0, Math.min(2, folder.length())));
        put("HOMEPATH", folder.substring(Math.min(2, folder.length())));
        put("APPDATA", folder + "\\AppData\\Roaming");
        put("LOCALAPPDATA", folder + "\\AppData\\Local");
        put("TEMP", folder + "\\AppData\\Local\\Temp");
        put("TMP", folder + "\\AppData\\Local\\Temp");
        put("OneDrive", folder + "\\OneDrive");
    }

    /** A user's search path comes after the machine's. */
    private void putAll(Optional<RegistryKey> key, boolean ofUser) {
        for (RegistryValue value : key.map(RegistryKey::values).orElse(List.of())) {
            if (value.data() instanceof Data.Text text && !value.name().isEmpty()) {
                boolean path = ofUser && WindowsPath.fold(value.name()).equals("path");
                String before = path ? value("Path") + ";" : "";
                // A variable that names itself would never end.
                put(value.name(), before + text.text().replace("%" + value.name() + "%", value(value.name())));
            }
        }
    }

    private void put(String name, String value) {
        values.put(WindowsPath.fold(name), value.length() > MAX_LENGTH ? value.substring(0, MAX_LENGTH) : value);
    }
}
