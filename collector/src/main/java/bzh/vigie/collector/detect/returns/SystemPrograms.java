package bzh.vigie.collector.detect.returns;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Programs of the system: that one runs says nothing, only what it is told to do may. Pure. */
public final class SystemPrograms {
    private static final List<String> FOLDERS = List.of(
            "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/libexec/", "/usr/lib/", "/lib/", ":\\windows\\");

    /** Files that run at start or at a session by their names alone (systemd-rc-local-generator(8), bash(1), Xsession(5)). */
    private static final Pattern FIXED = Pattern.compile(
            "/etc/(?:rc\\.d/)?rc\\.local|/etc/init\\.d/(?:boot|after)\\.local|/etc/(?:bash\\.)?(?:bashrc|profile)"
                    + "|.*/\\.(?:profile|bashrc|bash_profile|bash_login|bash_logout|zshrc|zprofile|xprofile|xinitrc|xsession|xsessionrc)");

    /** Programs that do what their arguments say. */
    private static final Set<String> TOLD = Set.of(
            "powershell",
            "pwsh",
            "cmd",
            "wscript",
            "cscript",
            "mshta",
            "rundll32",
            "regsvr32",
            "msiexec",
            "certutil",
            "bitsadmin",
            "msbuild",
            "installutil",
            "wmic",
            "schtasks",
            "reg",
            "net",
            "forfiles",
            "powershell_ise",
            "pcalua",
            "conhost",
            "control",
            "cmstp",
            "odbcconf",
            "hh",
            "scriptrunner",
            "presentationhost",
            "syncappvpublishingserver",
            "ieexec",
            "xwizard",
            "mavinject",
            "msxsl",
            "msdt",
            "regasm",
            "regsvcs",
            "dotnet",
            "wsl",
            "winrs",
            "sc",
            "ftp",
            "curl",
            "wget",
            "bash",
            "sh",
            "dash",
            "zsh",
            "ksh",
            "ash",
            "busybox",
            "python",
            "python2",
            "python3",
            "perl",
            "ruby",
            "php",
            "node",
            "java",
            "javaw",
            "lua",
            "awk",
            "gawk",
            "mawk",
            "sed",
            "nc",
            "ncat",
            "netcat",
            "socat",
            "ssh",
            "scp",
            "sftp",
            "sshpass",
            "autossh",
            "plink",
            "telnet",
            "openssl",
            "base64",
            "xxd",
            "env",
            "nohup",
            "setsid",
            "eval",
            "sudo",
            "su",
            "systemd-run",
            "at",
            "tar",
            "find",
            "xargs",
            "dd",
            "gdb",
            "nsenter",
            "chroot",
            "unshare",
            "docker",
            "podman",
            "systemctl",
            "crontab",
            "useradd",
            "usermod",
            "chpasswd");

    private SystemPrograms() {}

    /** The file's name in small letters, without the ending of a program. */
    static String name(String path) {
        int cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
        String name = path.substring(cut + 1).toLowerCase(Locale.ROOT);
        return name.endsWith(".exe") || name.endsWith(".com") ? name.substring(0, name.length() - 4) : name;
    }

    /** The file's name in small letters, up to its first dot but for one in front. */
    public static String stem(String path) {
        String name = name(path);
        int dot = name.indexOf('.', 1);
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** Whether a program of that name, also with its version behind it, does what its arguments say. */
    public static boolean isTold(String path) {
        String name = name(path);
        int end = name.length();
        while (end > 0 && (name.charAt(end - 1) == '.' || Character.isDigit(name.charAt(end - 1)))) {
            end--;
        }
        return TOLD.contains(name) || TOLD.contains(name.substring(0, end));
    }

    /** Whether systems run a file of that path wherever there is one: whoever wants something run at start writes it there. */
    static boolean isFixed(String path) {
        return FIXED.matcher(path).matches();
    }

    /** Whether a path is in a folder of the system's own programs, or names no folder at all. */
    static boolean isPlace(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        boolean bare = path.indexOf('/') < 0 && path.indexOf('\\') < 0;
        return bare
                || FOLDERS.stream()
                        .anyMatch(folder -> folder.charAt(0) == ':'
                                ? lower.length() > 1 && lower.startsWith(folder, 1) && !lower.contains("\\temp\\")
                                : lower.startsWith(folder));
    }

    /**
     * Whether the file that these fields tell of is part of the system: a package or the maker of Windows vouches for it, or it is a
     * program known by name in a folder of the system and nothing tells against it.
     */
    static boolean isOwn(String path, Map<String, String> fields) {
        String signature = fields.getOrDefault("signature", "");
        String shipped = fields.getOrDefault("shipped", "");
        String traits = fields.getOrDefault("traits", "");
        // modified may be the file that names it, and the package be that of this file
        boolean modified = path.equals(fields.getOrDefault("source", path))
                || traits.contains("target-modified")
                || !path.startsWith("/");
        if ((shipped.equals("modified") && modified)
                || signature.equals("invalid")
                || traits.contains("target-unowned")
                || traits.contains("masquerades")
                || traits.contains("signature-broken")) {
            return false;
        }
        if (shipped.equals("as-packaged")
                || !fields.getOrDefault("package", fields.getOrDefault("Package", ""))
                        .isEmpty()) {
            return true;
        }
        boolean against = signature.equals("unsigned") || shipped.equals("unowned");
        return !against && isPlace(path) && (isTold(path) || HOSTS.contains(name(path)));
    }

    /** Programs of the system that others run in. */
    private static final Set<String> HOSTS = Set.of(
            "svchost",
            "dllhost",
            "taskhostw",
            "explorer",
            "userinit",
            "services",
            "lsass",
            "winlogon",
            "conhost",
            "spoolsv",
            "cron",
            "systemd",
            "init",
            "login",
            "nologin",
            "false",
            "true");
}
