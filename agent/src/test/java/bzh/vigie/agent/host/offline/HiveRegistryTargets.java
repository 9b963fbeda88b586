package bzh.vigie.agent.host.offline;

import bzh.vigie.agent.fuzz.FuzzTarget;
import bzh.vigie.agent.fuzz.MemoryFiles;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegText;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The registry over a hive of these bytes: links, both views, names as Windows shows them; all of it is read and ends. */
public final class HiveRegistryTargets {
    private static final HostPath CONFIG = HostPath.of("/C:/Windows/System32/config");
    private static final int MOST_KEYS = 20_000;
    private static final int DEEPEST = 40;
    private static final String SOFTWARE = """
            [Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\S-1-5-21-1-2-3-1001]
            "ProfileImagePath"=expand:"%SystemDrive%\\\\Users\\\\agent"
            [Classes\\Wow6432Node\\CLSID\\{1}]
            @="x"
            [WOW6432Node\\Classes]
            ;link=\\Registry\\Machine\\SOFTWARE\\Classes\\Wow6432Node
            [Loop\\A]
            ;link=\\Registry\\Machine\\SOFTWARE\\Loop
            """;

    private HiveRegistryTargets() {}

    public static List<FuzzTarget> all() {
        return List.of(new FuzzTarget(
                "hive-registry", HiveRegistryTargets::read, List.of(HiveWriter.write(RegText.parse(SOFTWARE)))));
    }

    private static void read(byte[] bytes) {
        MemoryFiles files = new MemoryFiles().file(CONFIG.child("SOFTWARE"), 0644, bytes);
        try (Registry registry = new HiveRegistry(files, CONFIG)) {
            Deque<String> left = new ArrayDeque<>(List.of("HKLM\\SOFTWARE"));
            for (int keys = 0; !left.isEmpty() && keys < MOST_KEYS; keys++) {
                String path = left.pop();
                RegistryKey key = registry.key(path).ifFound().orElse(null);
                if (key == null) {
                    continue;
                }
                if (registry.security(path)
                        .ifFound()
                        .filter(d -> d.length > bytes.length)
                        .isPresent()) {
                    throw new IllegalStateException("more than there is: " + path);
                }
                for (RegistryValue value : key.values()) {
                    if (value.name().length() > bytes.length) {
                        throw new IllegalStateException("more than there is: " + path);
                    }
                }
                if (path.chars().filter(c -> c == '\\').count() < DEEPEST) {
                    key.subkeys().forEach(name -> left.push(path + Registry.SEPARATOR + name));
                }
            }
            if (registry.unread() < 0) {
                throw new IllegalStateException("less than nothing unread");
            }
        }
    }
}
