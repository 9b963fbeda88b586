package bzh.vigie.installers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A system that packages are made for, and how a Java runtime lies on it.
 *
 * <p>Of a runtime's libraries and files {@link #pieces} names those of the modules that our programs may need; a module it does not
 * name has none, or cannot be taken out of an image.
 */
enum TargetSystem {
    WINDOWS(
            "windows-x64",
            "windows-amd64",
            Path.of("bin", "java.exe"),
            "win_amd64.whl",
            Map.of(
                    "java.base",
                    List.of(
                            "bin/java.exe",
                            "bin/java.dll",
                            "bin/jli.dll",
                            "bin/jimage.dll",
                            "bin/net.dll",
                            "bin/nio.dll",
                            "bin/zip.dll",
                            "bin/syslookup.dll",
                            "bin/verify.dll",
                            "bin/vcruntime*",
                            "bin/msvcp140*",
                            "bin/ucrtbase.dll",
                            "bin/api-ms-*",
                            "bin/server/jvm.dll",
                            "conf/net.properties",
                            "conf/security/*",
                            "lib/jvm.cfg",
                            "lib/tzdb.dat",
                            "lib/tzmappings",
                            "lib/security/*"),
                    "java.logging",
                    List.of("conf/logging.properties"),
                    "java.management",
                    List.of("bin/management.dll", "conf/management/*"),
                    "jdk.management",
                    List.of("bin/management_ext.dll"),
                    "java.security.jgss",
                    List.of("bin/j2gss.dll", "bin/sspi_bridge.dll", "bin/w2k_lsa_auth.dll"),
                    "jdk.security.auth",
                    List.of("bin/jaas.dll"),
                    "jdk.net",
                    List.of("bin/extnet.dll"),
                    "jdk.unsupported",
                    List.of(),
                    "java.xml",
                    List.of("conf/jaxp*"))),
    LINUX(
            "linux-x64",
            "linux-amd64",
            Path.of("bin", "java"),
            "manylinux2014_x86_64.whl",
            Map.of(
                    "java.base",
                    List.of(
                            "bin/java",
                            "conf/net.properties",
                            "conf/security/*",
                            "lib/jspawnhelper",
                            "lib/jvm.cfg",
                            "lib/libjava.so",
                            "lib/libjimage.so",
                            "lib/libjli.so",
                            "lib/libnet.so",
                            "lib/libnio.so",
                            "lib/libsimdsort.so",
                            "lib/libsyslookup.so",
                            "lib/libverify.so",
                            "lib/libzip.so",
                            "lib/security/*",
                            "lib/server/libjvm.so",
                            "lib/tzdb.dat"),
                    "java.logging",
                    List.of("conf/logging.properties"),
                    "java.management",
                    List.of("lib/libmanagement.so", "conf/management/*"),
                    "jdk.management",
                    List.of("lib/libmanagement_ext.so"),
                    "java.security.jgss",
                    List.of("lib/libj2gss.so"),
                    "jdk.security.auth",
                    List.of("lib/libjaas.so"),
                    "jdk.crypto.cryptoki",
                    List.of("lib/libj2pkcs11.so"),
                    "jdk.net",
                    List.of("lib/libextnet.so"),
                    "jdk.unsupported",
                    List.of(),
                    "java.xml",
                    List.of("conf/jaxp*")));

    private final String word;
    private final String platform;
    private final Path program;
    private final String wheel;

    @SuppressWarnings("ImmutableEnumChecker") // made by Map.of and List.of, which the type does not say
    private final Map<String, List<String>> pieces;

    TargetSystem(String word, String platform, Path program, String wheel, Map<String, List<String>> pieces) {
        this.word = word;
        this.platform = platform;
        this.program = program;
        this.wheel = wheel;
        this.pieces = pieces;
    }

    /** In names of packages and of the property {@code runtime.…}. */
    String word() {
        return word;
    }

    /** As {@code jmod --target-platform} names it. */
    String platform() {
        return platform;
    }

    /** What says that a folder is the top of a runtime of this system, below it. */
    Path program() {
        return program;
    }

    /** How the names of wheels with a runtime for it end. */
    String wheel() {
        return wheel;
    }

    /** What lies beside the classes, by module: names below the top of the runtime; a trailing {@code *} is any rest. */
    List<String> pieces(String module) {
        return pieces.getOrDefault(module, List.of());
    }

    /** The property by which a runtime is given. */
    String property() {
        return "runtime." + word;
    }
}
